"""Daegu's list of meal-card merchants: the richest layout, with hours, delivery, meals and coordinates."""

from __future__ import annotations

from typing import ClassVar, Final

from catalog import categories
from catalog.categories import CategoryFinding, Strength
from catalog.importing import fields
from catalog.importing.layouts.base import Layout, card_at, cleaned_address, cleaned_name, cleaned_point, finding
from catalog.importing.opening import OpeningTimes, parse_opening
from catalog.importing.record import Record
from catalog.importing.text import Row

__all__ = ["DaeguMerchants"]

_CONVENIENCE_TYPE: Final = "20"
_CONVENIENCE_KIND: Final = "23"
_KINDS: Final = {"11": "중식", "12": "분식", "13": "한식", _CONVENIENCE_KIND: "편의점"}
"""음식점분류, as the rows themselves show it, for the list has no legend. Of several (12+13+18) the first counts."""
_MEALS: Final = {"1": "breakfast", "3": "lunch", "5": "dinner"}
"""아침점심저녁구분."""


class DaeguMerchants(Layout):
    """가맹점ID … 음식점분류 … 평일운영시작시각 … 아침점심저녁구분 …."""

    name: ClassVar[str] = "daegu-merchants"
    needs: ClassVar[frozenset[str]] = frozenset(
        {
            "가맹점명",
            "가맹점유형코드",
            "음식점분류",
            "소재지도로명주소",
            "평일운영시작시각",
            "평일운영종료시각",
            "아침점심저녁구분",
        }
    )

    def read(self, row: Row) -> Record:
        name = cleaned_name(row["가맹점명"])
        kinds = row["음식점분류"].split("+")
        never_closes = row["가맹점유형코드"] == _CONVENIENCE_TYPE or _CONVENIENCE_KIND in kinds
        hours, doubts = parse_opening(
            OpeningTimes(
                weekday=(row["평일운영시작시각"], row["평일운영종료시각"]),
                saturday=(row["토요일운영시작시각"], row["토요일운영종료시각"]),
                holiday=(row["공휴일운영시작시각"], row["공휴일운영종료시각"]),
            ),
            never_closes=never_closes,
        )
        point, point_doubts = cleaned_point(row["위도"], row["경도"])
        region = f"{row['시도명']} {row['시군구명']}".strip()
        street = f"{row['소재지도로명주소']} {row['소재지도로명주소상세정보']}".strip()
        return Record(
            line=row.line,
            name=name,
            address=cleaned_address(street, region=region, lot_text=row["소재지지번주소"]),
            category=_category(kinds, name),
            card=card_at("", name),
            phone=fields.parse_phone(row["전화번호"]),
            point=point,
            hours=hours,
            meals=tuple(_MEALS[code] for code in row["아침점심저녁구분"].split("+") if code in _MEALS),
            as_of=fields.parse_date(row["데이터기준일자"]),
            doubts=(*doubts, *point_doubts),
        )


def _category(kinds: list[str], name: str) -> CategoryFinding:
    known = next((_KINDS[kind] for kind in kinds if kind in _KINDS), None)
    by_sign = finding("", name)
    if by_sign != categories.DEFAULT or known is None:
        return by_sign
    return CategoryFinding(known, Strength.BROAD)
