"""Lists that say nothing of the meal card, but much else: geocodes, good prices, model restaurants, the registry."""

from __future__ import annotations

import re
from typing import ClassVar, Final

from catalog import categories
from catalog.categories import DEFAULT, CategoryFinding, Strength
from catalog.dishes import get_dishes
from catalog.importing import fields, places
from catalog.importing.layouts.base import Layout, cleaned_address, cleaned_name, cleaned_point, finding
from catalog.importing.record import PricedMenu, Record, Rejected
from catalog.importing.text import Row

__all__ = ["FoodBusinesses", "GeocodedMerchants", "GoodPriceShops", "ModelRestaurants"]

_LONGEST_MENU: Final = 200
_DISH_SEPARATOR: Final = re.compile(r"\s*[,/]\s*")


class GeocodedMerchants(Layout):
    """id, name, category, neighborhood, address, phone, lat, lng: merchants with coordinates somebody looked up.

    It is no card list itself, so it says nothing of the card.
    """

    name: ClassVar[str] = "geocoded-merchants"
    needs: ClassVar[frozenset[str]] = frozenset({"id", "name", "category", "address", "lat", "lng"})

    def read(self, row: Row) -> Record:
        name = cleaned_name(row["name"])
        point, doubts = cleaned_point(row["lat"], row["lng"])
        return Record(
            line=row.line,
            name=name,
            address=cleaned_address(row["address"]),
            category=finding(row["category"], name),
            phone=fields.parse_phone(row["phone"]),
            point=point,
            doubts=doubts,
        )


class GoodPriceShops(Layout):
    """시도명 … 주요품목, 가격 …: 착한가격업소, each with one dish at its real price."""

    name: ClassVar[str] = "good-price-shops"
    needs: ClassVar[frozenset[str]] = frozenset({"업종", "업소명", "주요품목", "가격", "도로명주소", "지번주소"})

    def read(self, row: Row) -> Record:
        name = cleaned_name(row["업소명"])
        category = finding(row["업종"], name)
        price = fields.parse_price(row["가격"])
        if price is None:
            raise Rejected("no readable price")
        if not 0 < len(row["주요품목"]) <= _LONGEST_MENU:
            raise Rejected("a price without a readable dish")
        dish = get_dishes().find(row["주요품목"])
        if category == DEFAULT and dish:
            category = CategoryFinding(dish.category, Strength.BROAD)
        point, doubts = cleaned_point(row["위도"], row["경도"])
        region = f"{row['시도명']} {row['시군구명']}".strip()
        return Record(
            line=row.line,
            name=name,
            address=cleaned_address(row["도로명주소"], region=region, lot_text=row["지번주소"]),
            category=category,
            point=point,
            menus=(PricedMenu(row["주요품목"], price),),
            as_of=fields.parse_date(row["데이터기준일자"]),
            doubts=doubts,
        )


class ModelRestaurants(Layout):
    """(재)지정일자, 업소명 … 주된음식 …: 모범음식점, with what they are known for but no prices."""

    name: ClassVar[str] = "model-restaurants"
    needs: ClassVar[frozenset[str]] = frozenset({"업소명", "소재지(도로명)", "위도", "경도", "음식의유형", "주된음식"})

    def read(self, row: Row) -> Record:
        name = cleaned_name(row["업소명"])
        point, doubts = cleaned_point(row["위도"], row["경도"])
        return Record(
            line=row.line,
            name=name,
            address=cleaned_address(row["소재지(도로명)"]),
            category=finding(row["음식의유형"], name),
            phone=fields.parse_phone(row["소재지전화번호"]),
            point=point,
            dishes=tuple(dish for dish in _DISH_SEPARATOR.split(row["주된음식"]) if dish),
            as_of=fields.parse_date(row["데이터기준일"]),
            doubts=doubts,
        )


class FoodBusinesses(Layout):
    """업종명, 업소명 … 업태명 …: the registry of food businesses, whose trade words are precise.

    Whether a business takes the card it does not say, and it has bars and shops of all kinds: it only adds to shops
    that another list names.
    """

    name: ClassVar[str] = "food-businesses"
    needs: ClassVar[frozenset[str]] = frozenset({"업종명", "업소명", "소재지(도로명)", "소재지(지번)", "업태명"})
    is_addition: ClassVar[bool] = True

    def read(self, row: Row) -> Record:
        name = cleaned_name(row["업소명"])
        return Record(
            line=row.line,
            name=name,
            address=cleaned_address(row["소재지(도로명)"], lot_text=row["소재지(지번)"]),
            category=_registry_finding(row["업태명"], name),
            phone=fields.parse_phone(row["소재지전화"]),
            as_of=fields.parse_date(row["데이터기준일자"]),
        )


def _registry_finding(trade: str, name: str) -> CategoryFinding:
    """By the sign, else by the registry's word; all its trades are food, so only a name can speak against a row."""
    if reason := places.reason_against("", name):
        raise Rejected(reason)
    return categories.from_name(name) or categories.from_source_word(trade, registry=True)
