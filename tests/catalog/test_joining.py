"""Which shop a record speaks of, among those other lists have named."""

from __future__ import annotations

import pytest

from catalog.categories import DEFAULT
from catalog.importing.addresses import parse_address
from catalog.importing.joining import KnownRecord, join
from catalog.importing.record import Record


def record(name: str, address: str, lot: str = "") -> Record:
    parsed = parse_address(f"강원 춘천시 {address}", lot_text=lot and f"강원 춘천시 {lot}")
    assert parsed is not None
    return Record(line=2, name=name, address=parsed, category=DEFAULT)


def known(key: str, name: str, address: str, *, source: str = "other", lot: str = "") -> KnownRecord:
    one = record(name, address, lot)
    return KnownRecord(
        key, source, name, one.name_key, one.address.keys, one.address.district, one.address.dong, one.address.road
    )


@pytest.mark.parametrize(
    ("name", "address", "lot"),
    [
        ("봉수 닭갈비", "백령로 1, 2층 (효자동)", ""),
        ("(주)봉수닭갈비", "효자동 651-6", ""),
        ("봉수닭갈비", "다른길 3", "효자동 651-6번지"),
        ("봉수닭갈비막국수", "백령로 1", ""),
        ("봉수닭갈비", "백령로 9-1", ""),
        ("봉수닭갈비", "효자3동 77", ""),
    ],
)
def test_the_same_shop_written_differently_is_found(name: str, address: str, lot: str) -> None:
    shops = [known("K", "봉수닭갈비", "백령로 1", lot="효자동 651-6"), known("L", "왕만두", "백령로 1")]
    assert join("mine", [record(name, address, lot)], shops) == ["K"]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("봉수닭갈비", "공지로 1 (석사동)"),
        ("왕만두", "백령로 1 (효자동)"),
        ("봉수", "백령로 1"),
        ("봉수닭갈비", "공지로 5 (효자동)"),
    ],
)
def test_another_shop_is_new(name: str, address: str) -> None:
    one = record(name, address)
    assert join("mine", [one], [known("K", "봉수닭갈비", "백령로 1 (효자동)")]) == [one.source_key]


def test_a_name_that_several_shops_of_the_city_bear_joins_by_address_alone() -> None:
    shops = [known("K", "김밥천국", "백령로 1"), known("L", "김밥천국", "공지로 8")]
    one = record("김밥천국", "백령로 5")
    assert join("mine", [one], shops) == [one.source_key]
    assert join("mine", [record("김밥천국", "공지로 8")], shops) == ["L"]


def test_two_alike_names_at_one_address_are_not_guessed_between() -> None:
    shops = [known("K", "우미닭갈비 1호점", "백령로 1"), known("L", "우미닭갈비 2호점", "백령로 1")]
    one = record("우미닭갈비", "백령로 1")
    assert join("mine", [one], shops) == [one.source_key]


def test_a_shop_the_file_itself_names_is_not_taken_by_a_likeness() -> None:
    shops = [known("K", "우미닭갈비", "백령로 1")]
    exact, alike = record("우미닭갈비", "백령로 1"), record("우미닭갈비막국수", "백령로 1")
    assert join("mine", [alike, exact], shops) == [alike.source_key, "K"]


def test_a_shop_named_twice_in_a_file_has_one_key() -> None:
    first, second, third = (
        record("피자에땅(교동점)", "백령로 1", "효자동 2"),
        record("피자에땅교동점", "백령로 1"),
        record("피자에땅교동점", "효자동 2"),
    )
    assert len(set(join("mine", [first, second, third], []))) == 1


def test_its_own_earlier_row_goes_before_what_other_lists_say() -> None:
    shops = [
        known("A", "통나무집 남춘천점", "백령로 1", source="other"),
        known("B", "통나무집 남춘천점", "백령로 1", source="mine"),
    ]
    assert join("mine", [record("통나무집 남춘천점", "백령로 1")], shops) == ["B"]


def test_every_record_has_a_key_in_its_own_place() -> None:
    records = [record(f"식당{number}", f"백령로 {number}") for number in range(1, 30)]
    assert join("mine", records, []) == [one.source_key for one in records]
