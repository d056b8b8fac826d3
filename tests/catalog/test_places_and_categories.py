"""Which rows are places for a meal, and of which of the 13 categories."""

from __future__ import annotations

import pytest

from catalog.categories import CATEGORIES, Strength, from_name, from_source_word
from catalog.importing.places import is_mart, reason_against


@pytest.mark.parametrize(
    ("trade", "name", "reason"),
    [
        ("한식", "뚝배기마을", None),
        ("", "이름뿐인집", None),
        ("한식_면류", "국수나라", None),
        ("남.여기성복", "CU 쌍문백운점", None),
        ("식품류제조업", "땅스부대찌개퇴계점", None),
        ("모텔,여관,기타숙박", "광주식당", None),
        ("농수산물", "기쁨주는반찬가게", None),
        ("편의점", "GS25 엘리시안강촌CC점", None),
        ("일반대중음식", "GC ATELIER", None),
        ("한식", "라데나골프클럽(Lake)", "a golf course"),
        ("한식", "(주) 아워홈 더플레이어스GC점", "a golf course"),
        ("제과점", "당산역삼성파리바게뜨-배송비", "an account for delivery fees"),
        ("농협(기타)", "동춘천농협하나로마트 주차장", "a car park"),
        ("정육점", "미미축산", "정육점"),
        ("이미용업", "동네미용실", "이미용업"),
        ("서적", "원테이블", "서적"),
    ],
)
def test_a_row_is_a_place_for_a_meal_or_says_why_not(trade: str, name: str, reason: str | None) -> None:
    assert reason_against(trade, name) == (reason and f"no place for a meal: {reason}")


@pytest.mark.parametrize(
    ("trade", "name", "expected"),
    [
        ("할인점/슈퍼마켓", "한신마트", True),
        ("농협(마트)", "남산농협광판지점", True),
        ("식품잡화", "주공DC마트", True),
        ("할인점/슈퍼마켓", "GS25 공릉으뜸점", False),
        ("편의점", "이마트24 춘천근화점", False),
        ("할인점/슈퍼마켓", "한영 도시락", False),
        ("일식", "숙성회마트", False),
    ],
)
def test_a_mart_is_told_from_a_convenience_store(trade: str, name: str, expected: bool) -> None:
    assert is_mart(trade, name) is expected


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("이마트24 R춘천요선센터점", "편의점"),
        ("피자나라치킨공주 석사점", "피자"),
        ("봉구스밥버거", "도시락/죽"),
        ("파리바게뜨 석사점", "베이커리"),
        ("분식집에 하숙하는 붕어빵", "분식"),
        ("50년전통닭갈비,막국수", "한식"),
        ("옛날통닭(강대점)", "치킨"),
        ("본죽&비빔밥CAFE 춘천퇴계한숲점", "도시락/죽"),
        ("다복향마라탕", "중식"),
        ("청년다방 춘천온의점", "분식"),
        ("뀨", None),
        ("미소식당", None),
    ],
)
def test_a_sign_gives_the_category_away(name: str, category: str | None) -> None:
    finding = from_name(name)
    assert (finding.category if finding else None) == category


def test_the_registrys_precise_word_counts_more_than_a_card_lists_broad_one() -> None:
    assert from_source_word("통닭(치킨)", registry=True).strength > from_source_word("한식").strength
    assert from_source_word("한식", registry=True).strength is Strength.BROAD
    assert from_source_word("일반대중음식").strength is Strength.DEFAULT
    assert from_source_word("한식_육류").category == "한식"


def test_there_are_thirteen_categories_in_the_guides_order() -> None:
    assert len(CATEGORIES) == 13
    assert (CATEGORIES[0], CATEGORIES[-1]) == ("한식", "편의점")
