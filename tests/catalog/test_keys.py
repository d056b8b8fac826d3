"""What two lists agree on: names and addresses reduced to keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.importing.addresses import parse_address
from catalog.importing.names import are_alike, clean_name, name_key

KOREAN_NAMES = st.text(alphabet="가나다마봉수닭갈비자장면돈가스지에스25CUcu씨유 ()（）주㈜.-·&'\t", max_size=30)
ROADS = (
    "백령로138번길",
    "공지로",
    "서부대성로44번길",
    "강원대학길",
    "이곡공원로1길",
    "달구벌대로627길",
    "대림로34나길",
)
DONGS = ("효자동", "중앙로1가", "당산동5가", "학곡리")
numbers = st.builds(lambda main, sub: f"{main}-{sub}" if sub else str(main), st.integers(1, 3000), st.integers(0, 99))


@given(st.one_of(st.text(max_size=40), KOREAN_NAMES))
def test_the_key_of_a_key_is_the_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@given(KOREAN_NAMES)
def test_blanks_full_width_signs_and_case_change_no_key(name: str) -> None:
    wide = name.replace("(", "（").replace(")", "）").replace(" ", "  ").upper()
    assert name_key(f" {wide} ") == name_key(name)


@given(KOREAN_NAMES, st.sampled_from(("(주)", "㈜", "주식회사 ", "(유)", "( 주 )")))
def test_the_legal_form_changes_no_key(name: str, form: str) -> None:
    assert name_key(f"{form}봉수{name}") == name_key(f"봉수{name}")


@pytest.mark.parametrize(
    ("written", "shown", "key"),
    [
        ("(주)코리아세븐  춘천석사제일점", "코리아세븐 춘천석사제일점", "코리아세븐춘천석사제일점"),
        ("지에스（GS）25 춘천낭만점", "지에스(GS)25 춘천낭만점", "gs25춘천낭만점"),
        ("GS25춘천낭만점", "GS25춘천낭만점", "gs25춘천낭만점"),
        ("씨유(CU) 칠전점", "씨유(CU) 칠전점", "cu칠전점"),
        ("금화왕돈가스", "금화왕돈가스", "금화왕돈까스"),
        ("㈜", "(주)", "주"),
    ],
)
def test_a_name_is_cleaned_for_people_and_reduced_for_joining(written: str, shown: str, key: str) -> None:
    assert (clean_name(written), name_key(written)) == (shown, key)


@pytest.mark.parametrize(
    ("one", "other", "is_one_shop"),
    [
        ("봉수닭갈비", "봉수닭갈비막국수", True),
        ("골목손두부", "골목순두부", True),
        ("더밥(THEBAB)", "더밥", True),
        ("춘천 금산닭갈비", "금산닭갈비", True),
        ("바탕골식당", "바탕골분식", False),
        ("한신식당", "한식식당", False),
        ("왕만두", "떡애정", False),
        ("(주)", "()", False),
    ],
)
def test_names_at_one_address_mean_one_shop_or_not(one: str, other: str, is_one_shop: bool) -> None:
    assert are_alike(one, other) is is_one_shop
    assert are_alike(other, one) is is_one_shop


@given(st.sampled_from(ROADS), numbers, st.sampled_from(DONGS))
def test_a_building_has_one_key_however_its_road_address_is_written(road: str, number: str, dong: str) -> None:
    forms = (
        f"강원특별자치도 춘천시 {road} {number}",
        f"강원특별자치도춘천시 {road} {number}, 1층 ({dong})",
        f"강원도 춘천시 {road} {number} 101호({dong}, 강산아파트)",
        f"강원 춘천시 {road} {number} .",
        f"강원특별자치도 춘천시 동면 {road} 지하 {number}",
    )
    keys = {address.keys for form in forms if (address := parse_address(form))}
    assert keys == {(f"강원춘천시{road}{number}",)}


@given(st.sampled_from(DONGS), numbers)
def test_a_building_has_one_key_however_its_lot_is_written(dong: str, number: str) -> None:
    forms = (
        f"서울특별시 영등포구 {dong} {number}",
        f"서울 영등포구 {dong} {number}번지 상가 2층",
        f"서울시 영등포구 {dong} {number} (지하)",
    )
    assert {address.keys for form in forms if (address := parse_address(form))} == {(f"서울영등포구{dong}{number}",)}


@pytest.mark.parametrize(
    ("written", "text", "dong", "key"),
    [
        ("강원도춘천시 효자3동 640-5", "강원특별자치도 춘천시 효자3동 640-5", "효자동", "강원춘천시효자동640-5"),
        (
            "강원 춘천시 신북읍 천전 118-23",
            "강원특별자치도 춘천시 신북읍 천전 118-23",
            "천전리",
            "강원춘천시천전리118-23",
        ),
        ("서울 성동구 성수2가3동 289", "서울특별시 성동구 성수2가3동 289", "성수동2가", "서울성동구성수동2가289"),
        ("서울 중구 을지로3가 12-1", "서울특별시 중구 을지로3가 12-1", "을지로3가", "서울중구을지로3가12-1"),
        ("경기 수원시 영통구 광교로 1", "경기도 수원시 영통구 광교로 1", None, "경기수원시영통구광교로1"),
        ("세종특별자치시 한누리대로 100", "세종특별자치시 한누리대로 100", None, "세종한누리대로100"),
        ("강원도춘천시 동내면 520-2", "강원특별자치도 춘천시 동내면 520-2", None, "강원춘천시동내면5202"),
        ("만천로145", "만천로145", None, "만천로145"),
    ],
)
def test_an_address_is_cleaned_and_taken_apart(written: str, text: str, dong: str | None, key: str) -> None:
    address = parse_address(written)
    assert address is not None
    assert (address.text, address.dong, address.keys) == (text, dong, (key,))


def test_columns_of_their_own_give_the_region_the_address_lacks() -> None:
    address = parse_address("이곡공원로 24", region="대구 달서구", lot_text="이곡동 1248")
    assert address is not None
    assert address.text == "대구광역시 달서구 이곡공원로 24"
    assert address.keys == ("대구달서구이곡공원로24", "대구달서구이곡동1248")


def test_no_address_is_none_and_any_other_text_has_a_key() -> None:
    assert parse_address("") is None
    address = parse_address("어딘가 모르는 곳")
    assert address is not None
    assert address.keys == ("어딘가모르는곳",)


@given(st.text(min_size=1, max_size=60))
def test_any_text_is_taken_apart_without_failing(text: str) -> None:
    address = parse_address(text)
    assert address is not None
    assert address.keys
