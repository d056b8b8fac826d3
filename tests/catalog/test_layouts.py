"""What each layout makes of its rows; the rows are of the published files' shape."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from catalog.hours import DayHours
from catalog.importing import ParsedFile, parse
from catalog.importing.record import PricedMenu, Record
from catalog.rows import Point
from tests.catalog.conftest import WriteCsv


def columns(header: str) -> tuple[str, ...]:
    return tuple(header.split(","))


MUNICIPAL = columns(
    "가맹점명,가맹점유형,업종명,시도명,시군구명,시군구코드,소재지도로명주소,전화번호,관리기관명,관리기관전화번호,"
    "데이터기준일자"
)
DAEGU = columns(
    "가맹점ID,가맹점명,가맹점유형코드,시도명,시군구명,시군구코드,소재지도로명주소,소재지도로명주소상세정보,소재지지번주소,"
    "전화번호,프랜차이즈명,일반직영,음식점분류,시설정보구분,위도,경도,평일운영시작시각,평일운영종료시각,토요일운영시작시각,"
    "토요일운영종료시각,공휴일운영시작시각,공휴일운영종료시각,배달시작시각,배달종료시각,아침점심저녁구분,배달가능여부,"
    "관리기관,데이터기준일자"
)
NATIONAL = columns(
    "mrhstNm,mrhstCode,ctprvnNm,signguNm,signguCode,rdnmadr,lnmadr,latitude,longitude,phoneNumber,weekdayOperOpenHhmm,"
    "weekdayOperColseHhmm,satOperOperOpenHhmm,satOperCloseHhmm,holidayOperOpenHhmm,holidayCloseOpenHhmm,"
    "dlvrOperOpenHhmm,dlvrCloseOpenHhmm,institutionNm,referenceDate"
)
NATIONAL_KOREAN = columns(
    "가맹점명,가맹점유형코드,시도명,시군구명,시군구코드,소재지도로명주소,소재지지번주소,위도,경도,전화번호,평일운영시작시각,"
    "평일운영종료시각,토요일운영시작시각,토요일운영종료시각,공휴일운영시작시각,공휴일운영종료시각,배달시작시각,"
    "배달종료시각,관리기관명,데이터기준일자"
)
GOOD_PRICE = columns("시도명,시군구명,업종,업소명,주요품목, 가격 ,도로명주소,지번주소,위도,경도,데이터기준일자")
MODEL = columns("(재)지정일자,업소명,소재지(도로명),위도,경도,소재지전화번호,음식의유형,주된음식,데이터기준일")
REGISTRY = columns("업종명,업소명,소재지(도로명),소재지(지번),소재지전화,업태명,데이터기준일자")


def municipal(name: str, kind: str, trade: str, address: str, phone: str = "") -> tuple[str, ...]:
    office = ("춘천시청", "033-250-4043", "2025-07-14")
    return (name, kind, trade, "강원특별자치도", "춘천시", "4181000", address, phone, *office)


def national(name: str, code: str, **fields: str) -> tuple[str, ...]:
    values = {
        "mrhstNm": name,
        "mrhstCode": code,
        "ctprvnNm": "경기도",
        "signguNm": "안양시 동안구",
        "signguCode": "41173",
        "rdnmadr": "경기도 안양시 동안구 시민대로 230",
        "lnmadr": "경기도 안양시 동안구 관양동 1591",
        "latitude": "37.3943",
        "longitude": "126.9568",
        "phoneNumber": "031-000-1234",
        "institutionNm": "경기도 안양시",
        "referenceDate": "2024-09-30",
        **fields,
    }
    return tuple(values.get(column, "") for column in NATIONAL)


def only(file: ParsedFile) -> Record:
    (record,) = file.records
    return record


def test_a_municipal_merchant_takes_the_card(write_csv: WriteCsv) -> None:
    row = municipal("(주)토담", "일반가맹점", "한식", "강원특별자치도춘천시 공지로 450, 1층 (효자동)", "033-250-1234")
    file = parse(write_csv("a.csv", MUNICIPAL, row))
    record = only(file)
    assert file.layout.name == "municipal-merchants"
    assert (record.name, record.card, record.phone) == ("토담", "Y", "033-250-1234")
    assert record.address.text == "강원특별자치도 춘천시 공지로 450, 1층 (효자동)"
    assert record.address.district == "강원특별자치도 춘천시"
    assert str(record.as_of) == "2025-07-14"
    assert record.hours.as_json() is None
    assert record.point is None


@pytest.mark.parametrize(
    ("kind", "trade", "name", "card", "category"),
    [
        ("주부식가맹점", "농협(마트)", "남산농협광판지점", "P", "편의점"),
        ("일반가맹점", "연쇄점", "굿마트춘천점", "P", "편의점"),
        ("편의점", "편의점", "GS25 춘천중앙로", "Y", "편의점"),
        ("일반가맹점", "식품류제조업", "땅스부대찌개퇴계점", "Y", "한식"),
    ],
)
def test_a_mart_takes_the_card_for_part_of_its_goods(
    write_csv: WriteCsv, kind: str, trade: str, name: str, card: str, category: str
) -> None:
    record = only(parse(write_csv("a.csv", MUNICIPAL, municipal(name, kind, trade, "춘천시 공지로 1"))))
    assert (record.card, record.category.category) == (card, category)


def test_a_seoul_merchant_is_cleaned_of_full_width_brackets(write_csv: WriteCsv) -> None:
    header = ("가맹점명", "업종명", "전화", "가맹점주소")
    row = ("김밥천국（대림점）", "한식", "0226355009", "서울 영등포구 대림로22길 33, 101호 （대림동）")
    record = only(parse(write_csv("a.csv", header, row, encoding="cp949")))
    assert record.name == "김밥천국(대림점)"
    assert record.category.category == "분식"
    assert record.phone == "02-2635-5009"
    assert record.address.text == "서울특별시 영등포구 대림로22길 33, 101호 (대림동)"
    assert record.address.dong == "대림동"


def test_a_daegu_merchant_has_hours_meals_and_a_place(write_csv: WriteCsv) -> None:
    row = columns(
        "22110038,얌샘김밥 대구계명대점,10,대구,달서구,27290,계대동문로3안길 22,1층,신당동 1697-20,053-587-3378,,"
        "01,12+13+18,30,35.85892304,128.4928316,1000,0130,1000,2000,0000,0000,1000,2000,1+3+5,Y,달서구청,"
        "2022-11-01 13:41:20"
    )
    record = only(parse(write_csv("a.csv", DAEGU, row, encoding="utf-8")))
    assert record.address.text == "대구광역시 달서구 계대동문로3안길 22 1층"
    assert record.address.keys == ("대구달서구계대동문로3안길22", "대구달서구신당동1697-20")
    assert record.category.category == "분식"
    assert record.meals == ("breakfast", "lunch", "dinner")
    assert record.point == Point(35.85892304, 128.4928316)
    assert record.hours.days["mon"] == DayHours(600, 1440 + 90)
    assert record.hours.days["sun"] is None
    assert record.card == "Y"


def test_daegus_first_known_kind_counts_when_the_sign_says_nothing(write_csv: WriteCsv) -> None:
    row = list(("1", "수가성", "10", "대구", "달서구", "27290", "이곡공원로1길 54") + ("",) * 21)
    row[12] = "18+11"
    assert only(parse(write_csv("a.csv", DAEGU, row))).category.category == "중식"


@pytest.mark.parametrize("header", [NATIONAL, NATIONAL_KOREAN])
def test_the_national_layout_is_read_in_both_spellings(write_csv: WriteCsv, header: tuple[str, ...]) -> None:
    hours = {
        "weekdayOperOpenHhmm": "09:00",
        "weekdayOperColseHhmm": "21:00",
        "satOperOperOpenHhmm": "10:00",
        "satOperCloseHhmm": "15:00",
        "holidayOperOpenHhmm": "00:00",
        "holidayCloseOpenHhmm": "00:00",
    }
    file = parse(write_csv("a.csv", header, national("행복한분식", "1", **hours)))
    record = only(file)
    assert file.layout.name == "national-standard"
    assert (record.card, record.category.category, record.phone) == ("Y", "분식", "031-000-1234")
    assert record.address.keys == ("경기안양시동안구시민대로230", "경기안양시동안구관양동1591")
    assert record.hours.days["fri"] == DayHours(540, 1260)
    assert record.hours.days["sat"] == DayHours(600, 900)
    assert record.hours.days["holiday"] is None
    assert str(record.as_of) == "2024-09-30"


@pytest.mark.parametrize(
    ("code", "name", "card", "category"),
    [("02", "관양마트", "P", "편의점"), ("2", "시민슈퍼", "P", "편의점"), ("03", "동네편의점", "Y", "편의점"),
     ("3", "삼거리점", "Y", "편의점"), ("01", "할매식당", "Y", "한식")],
)  # fmt: skip
def test_national_codes_are_read_with_and_without_a_zero(
    write_csv: WriteCsv, code: str, name: str, card: str, category: str
) -> None:
    record = only(parse(write_csv("a.csv", NATIONAL, national(name, code))))
    assert (record.card, record.category.category) == (card, category)


def test_a_good_price_shop_has_a_menu_and_says_nothing_of_the_card(write_csv: WriteCsv) -> None:
    place = ("강원특별자치도", "춘천시")
    address = ("춘천시 둥지길 4", "춘천시 효자동 651-6", "37.87474796", "127.7353755", "2025-07-11")
    file = parse(
        write_csv(
            "a.csv",
            GOOD_PRICE,
            (*place, "한식_일반", "행복한두부", "두부찌개", "8000원", *address),
            (*place, "기타요식업", "달콤한게으름", "아메리카노", "4,000", *address),
            (*place, "한식_일반", "값없는집", "백반", "시가", *address),
            (*place, "한식_일반", "품목없는집", "", "5000원", *address),
            (*place, "이미용업", "동네미용실", "커트", "10000원", *address),
        )
    )
    stew, coffee = file.records
    assert stew.menus == (PricedMenu("두부찌개", 8000),)
    assert (stew.card, stew.point) == ("U", Point(37.87474796, 127.7353755))
    assert coffee.category.category == "카페/디저트"
    assert Counter(finding.reason for finding in file.findings) == {
        "no readable price": 1,
        "a price without a readable dish": 1,
        "no place for a meal: 이미용업": 1,
    }


def test_a_model_restaurant_has_dishes_without_prices(write_csv: WriteCsv) -> None:
    known_for = ("한식", "닭갈비, 막국수")
    row = ("2024-10-25", "9우미닭갈비만천점", "춘천시 만천로143번길 46-4", "37.87", "127.76", "", *known_for, "")
    record = only(parse(write_csv("a.csv", MODEL, row)))
    assert record.dishes == ("닭갈비", "막국수")
    assert record.menus == ()
    assert record.card == "U"


def test_the_registry_knows_the_trade_and_only_adds(write_csv: WriteCsv) -> None:
    row = ("일반음식점", "중화루", "춘천시 둥지길 5-17", "춘천시 효자동 652", "033 -254 -2591", "중국식", "2025-04-30")
    file = parse(write_csv("a.csv", REGISTRY, row))
    assert file.layout.is_addition
    assert only(file).category.category == "중식"
    assert only(file).phone == "033-254-2591"


def test_rows_without_a_name_or_an_address_are_rejected(write_csv: WriteCsv) -> None:
    rows = (
        municipal("", "일반가맹점", "한식", "춘천시 공지로 1"),
        municipal("…", "일반가맹점", "한식", "춘천시 공지로 1"),
        municipal("가" * 201, "일반가맹점", "한식", "춘천시 공지로 1"),
        municipal("식당", "일반가맹점", "한식", ""),
    )
    file = parse(write_csv("a.csv", MUNICIPAL, *rows))
    assert file.records == ()
    assert [(finding.line, finding.reason) for finding in file.findings] == [
        (2, "no name"),
        (3, "no name"),
        (4, "name longer than 200 letters"),
        (5, "no address"),
    ]


def test_coordinates_elsewhere_are_left_out_and_told(write_csv: WriteCsv) -> None:
    file = parse(write_csv("a.csv", NATIONAL, national("행복한분식", "1", latitude="0", longitude="0")))
    assert only(file).point is None
    assert [(finding.kind, finding.line) for finding in file.findings] == [("mended", 2)]


def test_what_is_kept_of_a_record_comes_back_as_it_went(real_data: Path) -> None:
    for path in (*real_data.glob("daegu/*.csv"), real_data / "chuncheon" / "good_price_shops.csv"):
        for record in parse(path).records:
            stored = Record.from_json(record.as_json())
            assert stored.as_json() == record.as_json()
            assert (stored.name_key, stored.hours, stored.menus) == (record.name_key, record.hours, record.menus)
