"""One shop of what several lists say of it."""

from __future__ import annotations

import datetime as dt
import itertools

from catalog.categories import CategoryFinding, Strength
from catalog.dishes import get_dishes
from catalog.hours import DayHours, Hours
from catalog.importing.addresses import parse_address
from catalog.importing.merging import merge
from catalog.importing.record import PricedMenu, Record
from catalog.rows import Point, ShopRow


def record(**fields: object) -> Record:
    address = parse_address("강원 춘천시 백령로 1")
    assert address is not None
    values: dict[str, object] = {
        "line": 2,
        "name": "행복한두부",
        "address": address,
        "category": CategoryFinding("한식", Strength.BROAD),
        **fields,
    }
    return Record(**values)  # type: ignore[arg-type]


MERCHANT = record(name="행복한 두부", card="Y", as_of=dt.date(2025, 7, 14))
GOOD_PRICE = record(
    menus=(PricedMenu("두부찌개", 8000), PricedMenu("콩국수(여름)", 7000)),
    point=Point(37.87, 127.73),
    as_of=dt.date(2025, 7, 11),
)
REGISTRY = record(category=CategoryFinding("분식", Strength.REGISTRY), phone="033-252-1191", as_of=dt.date(2025, 4, 30))
MODEL = record(dishes=("손두부전골",), point=Point(37.88, 127.74))
ALL = {
    "municipal-merchants": MERCHANT,
    "good-price-shops": GOOD_PRICE,
    "food-businesses": REGISTRY,
    "model-restaurants": MODEL,
}


def merged(*sources: str) -> ShopRow:
    return merge("key", {source: ALL[source] for source in sources}, get_dishes())


def test_each_list_gives_what_it_knows() -> None:
    shop = merged(*ALL)
    assert (shop.name, shop.card, shop.category, shop.phone) == ("행복한 두부", "Y", "분식", "033-252-1191")
    assert shop.point == Point(37.87, 127.73), "good prices stand before model restaurants"
    assert shop.data_as_of == dt.date(2025, 7, 14)
    assert shop.data_from == ("municipal-merchants", "good-price-shops", "model-restaurants", "food-businesses")


def test_the_order_of_imports_does_not_matter() -> None:
    assert len({repr(merged(*order)) for order in itertools.permutations(ALL)}) == 1


def test_menus_know_their_dish_but_never_what_is_in_it() -> None:
    stew, noodles = merged(*ALL).menus
    assert (stew.name, stew.price, stew.dish, stew.data_from) == ("두부찌개", 8000, "두부찌개", "good-price-shops")
    assert noodles.dish == "콩국수"
    assert stew.allergens is None
    assert noodles.allergens is None


def test_of_two_prices_the_newer_counts() -> None:
    older = record(menus=(PricedMenu("두부 찌개", 6000),), as_of=dt.date(2023, 1, 1))
    (stew, _) = merge("key", {"daegu-merchants": older, "good-price-shops": GOOD_PRICE}, get_dishes()).menus
    assert stew.price == 8000


def test_what_a_shop_is_known_for_is_searched_but_not_priced() -> None:
    shop = merged("model-restaurants")
    assert shop.menus == ()
    assert "두부전골" in shop.search_text.split()
    assert shop.card == "U"


def test_hours_come_from_the_first_list_that_knows_them() -> None:
    hours = Hours.every_day(DayHours(600, 1260))
    shop = merge("key", {"municipal-merchants": MERCHANT, "national-standard": record(hours=hours)}, get_dishes())
    assert shop.hours == hours
    assert merged("municipal-merchants").hours.as_json() is None


def test_a_source_nobody_knows_any_longer_counts_least() -> None:
    shop = merge("key", {"retired-list": record(name="옛 이름"), "food-businesses": REGISTRY}, get_dishes())
    assert shop.name == "행복한두부"
