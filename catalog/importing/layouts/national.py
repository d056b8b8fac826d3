"""The national standard layout 전국아동복지급식정보표준데이터 (data.go.kr 15034530), which most municipalities publish.

The interface names its columns in English (``mrhstNm``; slips like ``weekdayOperColseHhmm`` are the standard's own),
the downloaded files in Korean; both are read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final

from catalog import categories
from catalog.categories import CategoryFinding, Strength
from catalog.importing import fields
from catalog.importing.layouts.base import Layout, card_at, cleaned_address, cleaned_name, cleaned_point, finding
from catalog.importing.opening import OpeningTimes, parse_opening
from catalog.importing.record import Record
from catalog.importing.text import Row

__all__ = ["NationalStandard", "NationalStandardKorean"]

_MART, _CONVENIENCE = "2", "3"
"""Codes of mrhstCode, written 2 or 02; 1 is a restaurant."""
_KOREAN: Final = {
    "mrhstNm": "가맹점명",
    "mrhstCode": "가맹점유형코드",
    "ctprvnNm": "시도명",
    "signguNm": "시군구명",
    "rdnmadr": "소재지도로명주소",
    "lnmadr": "소재지지번주소",
    "latitude": "위도",
    "longitude": "경도",
    "phoneNumber": "전화번호",
    "weekdayOperOpenHhmm": "평일운영시작시각",
    "weekdayOperColseHhmm": "평일운영종료시각",
    "satOperOperOpenHhmm": "토요일운영시작시각",
    "satOperCloseHhmm": "토요일운영종료시각",
    "holidayOperOpenHhmm": "공휴일운영시작시각",
    "holidayCloseOpenHhmm": "공휴일운영종료시각",
    "referenceDate": "데이터기준일자",
}


class NationalStandard(Layout):
    """mrhstNm, mrhstCode, … referenceDate: the header of the interface."""

    name: ClassVar[str] = "national-standard"
    needs: ClassVar[frozenset[str]] = frozenset({"mrhstNm", "mrhstCode", "rdnmadr", "lnmadr", "referenceDate"})

    def _column(self, name: str) -> str:
        return name

    def read(self, row: Row) -> Record:
        def value(name: str) -> str:
            return row[self._column(name)]

        name = cleaned_name(value("mrhstNm"))
        code = value("mrhstCode").lstrip("0")
        hours, doubts = parse_opening(
            OpeningTimes(
                weekday=(value("weekdayOperOpenHhmm"), value("weekdayOperColseHhmm")),
                saturday=(value("satOperOperOpenHhmm"), value("satOperCloseHhmm")),
                holiday=(value("holidayOperOpenHhmm"), value("holidayCloseOpenHhmm")),
            ),
            never_closes=code == _CONVENIENCE,
        )
        point, point_doubts = cleaned_point(value("latitude"), value("longitude"))
        record = Record(
            line=row.line,
            name=name,
            address=cleaned_address(
                value("rdnmadr"),
                region=f"{value('ctprvnNm')} {value('signguNm')}".strip(),
                lot_text=value("lnmadr"),
            ),
            category=_category(code, name),
            card=card_at("", name),
            phone=fields.parse_phone(value("phoneNumber")),
            point=point,
            hours=hours,
            as_of=fields.parse_date(value("referenceDate")),
            doubts=(*doubts, *point_doubts),
        )
        # A mart's shelves are mostly what the card does not buy.
        return replace(record, card="P") if code == _MART else record


class NationalStandardKorean(NationalStandard):
    """가맹점명, 가맹점유형코드, … 데이터기준일자: the header of downloaded files; one source with the other."""

    needs: ClassVar[frozenset[str]] = frozenset(
        _KOREAN[column] for column in ("mrhstNm", "mrhstCode", "rdnmadr", "lnmadr", "referenceDate")
    )

    def _column(self, name: str) -> str:
        return _KOREAN[name]


def _category(code: str, name: str) -> CategoryFinding:
    by_sign = finding("", name)
    if by_sign == categories.DEFAULT and code in {_MART, _CONVENIENCE}:
        return CategoryFinding("편의점", Strength.BROAD)
    return by_sign
