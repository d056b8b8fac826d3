"""Meal-card merchants as municipalities list them, without hours: the newer layout with a type, and Seoul's of 2020."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final

from catalog.importing import fields
from catalog.importing.layouts.base import Layout, card_at, cleaned_address, cleaned_name, finding
from catalog.importing.record import Record
from catalog.importing.text import Row

__all__ = ["MunicipalMerchants", "SeoulMerchants"]

_GROCERY_TYPE: Final = "주부식가맹점"


class MunicipalMerchants(Layout):
    """가맹점명 … 데이터기준일자, as Chuncheon publishes it. 주부식가맹점 sell groceries: the card buys part of them."""

    name: ClassVar[str] = "municipal-merchants"
    needs: ClassVar[frozenset[str]] = frozenset(
        {"가맹점명", "가맹점유형", "업종명", "소재지도로명주소", "전화번호", "데이터기준일자"}
    )

    def read(self, row: Row) -> Record:
        name = cleaned_name(row["가맹점명"])
        trade = row["업종명"]
        record = Record(
            line=row.line,
            name=name,
            address=cleaned_address(row["소재지도로명주소"], region=f"{row['시도명']} {row['시군구명']}".strip()),
            category=finding(trade, name),
            card=card_at(trade, name),
            phone=fields.parse_phone(row["전화번호"]),
            as_of=fields.parse_date(row["데이터기준일자"]),
        )
        return replace(record, card="P") if row["가맹점유형"] == _GROCERY_TYPE else record


class SeoulMerchants(Layout):
    """가맹점명, 업종명, 전화, 가맹점주소: the 꿈나무카드 list of 2020, undated."""

    name: ClassVar[str] = "seoul-merchants"
    needs: ClassVar[frozenset[str]] = frozenset({"가맹점명", "업종명", "전화", "가맹점주소"})

    def read(self, row: Row) -> Record:
        name = cleaned_name(row["가맹점명"])
        return Record(
            line=row.line,
            name=name,
            address=cleaned_address(row["가맹점주소"]),
            category=finding(row["업종명"], name),
            card=card_at(row["업종명"], name),
            phone=fields.parse_phone(row["전화"]),
        )
