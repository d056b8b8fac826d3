"""Whatever stands in a row, it becomes a record that the catalogue can hold, or is rejected with a reason."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.hours import Hours
from catalog.importing.layouts import LAYOUTS, Layout
from catalog.importing.record import Record, Rejected
from catalog.importing.text import Row

FRAGMENTS = st.sampled_from(
    (
        *("", "-", "(", "(주)", "GS25", "마트", "한식", "정육점", "가" * 120),
        *("0", "0000", "0900", "2460", "1+3+5", "02", "٣", "37.87", "127.73", "1e400", "nan"),
        *("8000원", "2025-02-30", "서울", "춘천시", "세종특별자치시", "로", "1길 1", "군 구 시"),
        *("강원특별자치도춘천시 백령로 1", "효자3동 640-5번지"),
    )
)
VALUES = st.one_of(FRAGMENTS, st.lists(FRAGMENTS, max_size=4).map(" ".join), st.text(max_size=30))


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: type(layout).__name__)
@given(data=st.data())
def test_any_row_becomes_a_record_or_is_rejected(layout: Layout, data: st.DataObject) -> None:
    columns = sorted(layout.needs | {"위도", "경도", "latitude", "longitude", "전화번호", "시도명", "시군구명"})
    row = Row(2, {column: data.draw(VALUES, label=column) for column in columns})
    with contextlib.suppress(Rejected):
        check_it_can_be_held(layout.read(row))


def check_it_can_be_held(record: Record) -> None:
    assert 0 < len(record.name) <= 200
    assert len(record.phone or "") <= 20
    assert len(record.address.district or "") <= 100
    assert all(0 < len(menu.name) <= 200 and menu.price > 0 for menu in record.menus)
    assert Hours.parse(record.hours.as_json()) == record.hours
    assert record.hours.to_multiranges()[0] is None or record.hours.days
    stored = json.loads(json.dumps(record.as_json()))
    assert Record.from_json(stored).source_key == record.source_key
