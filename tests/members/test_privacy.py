"""What identifies a person is masked; what people say about food, money, time and places is not."""

from __future__ import annotations

import csv
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.privacy import mask
from settings import ROOT


@pytest.mark.parametrize(
    "number",
    [
        "01012345678",
        "010-1234-5678",
        "010 1234 5678",
        "010.1234.5678",
        "010 - 1234 - 5678",
        "010–1234–5678",
        "０１０-１２３４-５６７８",
        "011-234-5678",
        "+82 10-1234-5678",
        "+82-10-1234-5678",
        "+82(0)10-1234-5678",
        "821012345678",
        "02-123-4567",
        "(02) 123-4567",
        "031-1234-5678",
        "0507-1234-5678",
        "070-1234-5678",
        "공일공 일이삼사 오육칠팔",
        "010-1234-****",
    ],
)
def test_a_phone_number_is_masked(number: str) -> None:
    assert mask(f"제 번호 {number} 이에요") == "제 번호 [PHONE] 이에요"
    assert mask(number) == "[PHONE]"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("카드 1234-5678-9012-3456 잔액", "카드 [CARD] 잔액"),
        ("1234567890123456", "[CARD]"),
        ("1234 5678 9012 3456이요", "[CARD]이요"),
        ("1234-56**-****-3456", "[CARD]"),
        ("3712-345678-12345", "[CARD]"),
        ("900101-1234567", "[RRN]"),
        ("주민번호 1501013234567이에요", "주민번호 [RRN]이에요"),
        ("150101-3******", "[RRN]"),
        ("메일은 kim.min_su+1@school.go.kr로", "메일은 [EMAIL]로"),
        ("minsu@naver 로 보내줘", "[EMAIL] 로 보내줘"),
        ("minsu골뱅이naver.com", "[EMAIL]"),
        ("minsu 골뱅이 naver 닷 컴", "[EMAIL]"),
        ("110-234-567890 국민", "[ACCOUNT] 국민"),
        ("계좌 110234567890", "계좌 [NUMBER]"),
        ("카톡 아이디 minsu_0412", "카톡 아이디 [ID]"),
        ("내 아이디는 kimms12야", "내 아이디는 [ID]야"),
        ("번호 1234-5678", "[PHONE]"),
    ],
)
def test_a_number_or_account_that_leads_to_a_person_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("춘천시 효자로 12 근처", "[ADDRESS] 근처"),
        ("서울특별시 관악구 신림로 330, 101동 1203호", "[ADDRESS]"),
        ("서울 관악구 신림동 1420-3이야", "[ADDRESS]이야"),
        ("강원특별자치도 춘천시 동내면 외솔길19번길 49-28", "[ADDRESS]"),
        ("효자로12번길 5 앞", "[ADDRESS] 앞"),
        ("효자로 12-3", "[ADDRESS]"),
        ("신림동 1420-3", "[ADDRESS]"),
        ("이곡동 123번지", "[ADDRESS]"),
        ("우리집은 효자로 12", "우리집은 [ADDRESS]"),
        ("효자로 12에 살아요", "[ADDRESS]에 살아요"),
        ("현대아파트 101동 502호로 와", "[ADDRESS]로 와"),
        ("저 101동 502호 살아요", "저 [ADDRESS] 살아요"),
        ("경기도 이천시 부발읍 무촌리 45-1", "[ADDRESS]"),
    ],
)
def test_an_address_with_a_number_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("제 이름은 김민수예요", "제 이름은 [NAME]예요"),
        ("내 이름은 민수야 배고파", "내 이름은 [NAME]야 배고파"),
        ("이름: 이서연", "이름: [NAME]"),
        ("이름은 김민수 010-1234-5678", "이름은 [NAME] [PHONE]"),
        ("성함은 남궁민입니다", "성함은 [NAME]입니다"),
        ("저는 김민수예요", "저는 [NAME]예요"),
        ("저는 김민수에요", "저는 [NAME]에요"),
        ("나는 이서연이야", "나는 [NAME]이야"),
        ("난 박지훈이라고 해", "난 [NAME]이라고 해"),
        ("민수라고 불러줘", "[NAME]라고 불러줘"),
        ("우리 아들은 최준서예요", "우리 아들은 [NAME]예요"),
        ("친구 정하윤이랑 갈 거야", "친구 [NAME]이랑 갈 거야"),
        ("김민수 학생 보호자인데요", "[NAME] 학생 보호자인데요"),
        ("박영희 선생님이 알려줬어", "박영희 선생님이 알려줬어".replace("박영희", "[NAME]")),
        ("김민수 12살", "[NAME] 12살"),
        ("김민수, 010-1234-5678", "[NAME], [PHONE]"),
    ],
)
def test_the_name_of_somebody_introduced_addressed_or_spoken_of_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "김밥 한 줄",
        "이천 쌀밥",
        "최고",
        "최고예요 정말",
        "정식 먹을래",
        "정식 양 많은 데",
        "박대구이",
        "서울시 구로구 맛집",
        "서울시 구로구 맛집 5000원 이하",
        "조개구이 3인분",
        "강된장 비빔밥",
        "장조림이에요",
        "윤기나는 밥",
        "임연수구이",
        "저는 김치전이에요",
        "난 오징어야",
        "나는 고등어야",
        "저는 한식이에요",
        "저는 중학생이에요",
        "나는 한국인이야",
        "친구 기다리는 중인데",
        "동생 정보도 저장돼있어?",
        "가게 이름은 김밥천국이야",
        "그 식당 이름이 뭐야",
        "네 이름은 뭐야?",
        "이름은 몰라요",
        "이름이 잘못 저장되어 있습니다",
        "나비얌 이름은 누가 지었나요",
        "골뱅이무침 있어?",
        "5천원으로 점심 먹을만한 곳",
        "만원으로 2인분",
        "만원으로 2-3명",
        "카드로 3명",
        "여기로 2명 갈게",
        "버스로 20분",
        "걸어서 10분 길 건너",
        "점심메뉴로 3개 보여줘",
        "춘천시 카드로 5000원",
        "강남구 파스타로 3명이서",
        "관악구 신림동 5000원 이하",
        "신림동 3명",
        "신림동 10,000원 아래",
        "종로3가 맛집",
        "을지로 3가역",
        "테헤란로 맛집",
        "가로수길 근처",
        "명동1번지닭갈비",
        "춘천맛집 종로1973",
        "101번 버스 타고",
        "2026-11-24",
        "2026년 11월 24일 12시 30분",
        "11:30-21:00",
        "5000 6000 7000 8000",
        "5,000원 6,000원",
        "5000~7000원",
        "12345원",
        "1588 말고",
        "3.5점",
        "1번이랑 2번",
        "육회 이인분",
        "공짜로 2개",
        "삼겹살 육백그램",
        "",
        "🍙",
        "ㅋㅋㅋㅋ",
    ],
)
def test_what_is_said_about_food_money_time_and_places_stays(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    "frame", ["{}", "저는 {}이에요", "나는 {}야", "난 {}라고 해", "친구 {}랑", "{}로 3명", "{} 8000 이하"]
)
def test_no_dish_of_the_dictionary_is_masked(frame: str) -> None:
    with (ROOT / "data" / "dishes.csv").open(encoding="utf-8") as rows:
        said = [frame.format(row["dish"]) for row in csv.DictReader(rows)]
    assert len(said) > 1_000
    assert [text for text in said if mask(text) != text] == []


@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(
            st.sampled_from(
                [
                    "서울",
                    "시",
                    "구",
                    "동",
                    "로",
                    "길",
                    "번길",
                    "1",
                    "23-4",
                    "010",
                    "-",
                    " ",
                    "@",
                    ".",
                    "a",
                    "김민수",
                    "이름은 ",
                    "예요",
                    "저는 ",
                    "[PHONE]",
                    "호",
                    "층",
                    "원",
                    "*",
                ]
            ),
            max_size=30,
        ).map("".join),
    )
)
def test_masking_takes_any_text_and_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@pytest.mark.parametrize(
    "unit",
    [
        "서울시가나구",
        "시군구",
        "1-",
        "a.",
        "로길",
        "동리가",
        "가로1길",
        "이름은 ",
        "010-",
        "김이박",
        " ",
        "1층 ",
        "A1동",
    ],
)
def test_no_text_makes_masking_slow(unit: str) -> None:
    text = (unit * 500)[:500]
    began = time.process_time()
    mask(text)
    assert time.process_time() - began < 0.5
