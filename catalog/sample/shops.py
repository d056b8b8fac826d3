"""Makes the sample's shops: believable, dense around real neighbourhoods, and the same for the same seed."""

from __future__ import annotations

import math
import random
from typing import Final

from catalog.categories import CATEGORIES
from catalog.dishes import Dish, Dishes
from catalog.neighbourhoods import NEIGHBOURHOODS, Neighbourhood
from catalog.rows import CardUse, MenuRow, Point, ShopRow, search_text
from catalog.sample.hours import draw_hours
from catalog.sample.kinds import Kind, read_kinds

__all__ = ["SOURCE", "generate"]

SOURCE: Final = "sample"
"""What ``data_from`` of every made-up row says."""

_SPREAD_M: Final = 620.0
_M_PER_DEGREE: Final = 111_320.0
_PRICE_MIN, _PRICE_MAX = 1_500, 20_000

# Convenience stores take the card for some of their goods only; together with them: Y 60 %, P 15 %, N 15 %, U 10 %.
_CARD_WEIGHTS: Final = {"편의점": (32, 55, 4, 9)}
_CARD_WEIGHTS_ELSEWHERE: Final = (63, 11, 16, 10)
_CARD_VALUES: Final[tuple[CardUse, ...]] = ("Y", "P", "N", "U")

_GOOD_INFLUENCE_SHARE: Final = 0.05
_CLOSED_DOWN_SHARE: Final = 0.02
_SOLD_OUT_SHARE: Final = 0.06
_SECRETIVE_SHARE: Final = 0.20
"""Shops that tell no ingredients at all; with the single menus below, a quarter of all menus."""
_UNKNOWN_MENU_SHARE: Final = 0.06
_UNRATED_SHARE: Final = 0.2
_BRANCH_SHARE: Final = 0.15
_NAME_ATTEMPTS: Final = 20
_LARGE_PORTION_OF: Final = ("면", "국수", "짬뽕", "국밥", "덮밥", "볶음밥", "칼국수")


def generate(shops: int, seed: int, dishes: Dishes) -> list[ShopRow]:
    """``shops`` shops, spread evenly over `NEIGHBOURHOODS`; the same for the same arguments.

    The first shops of a neighbourhood go through all categories, so that each has every one as soon as there are 13.

    Raises:
        ValueError: ``shops`` is negative.
    """
    if shops < 0:
        raise ValueError("a catalogue cannot have fewer than 0 shops")
    draw = random.Random(seed)  # noqa: S311 - a made-up world, not a secret
    names: set[tuple[str, str]] = set()
    return [_shop(draw, index, f"{SOURCE}|{seed}|{index}", names, dishes) for index in range(shops)]


def _shop(draw: random.Random, index: int, key: str, names: set[tuple[str, str]], dishes: Dishes) -> ShopRow:
    place = NEIGHBOURHOODS[index % len(NEIGHBOURHOODS)]
    number = index // len(NEIGHBOURHOODS)
    wanted = CATEGORIES[number : number + 1] or CATEGORIES
    pool = [kind for kind in read_kinds() if kind.category in wanted]
    kind = draw.choices(pool, weights=[kind.weight for kind in pool])[0]
    name = _name(draw, kind, place, names)
    address = _address(draw, place)
    menus = _menus(draw, kind, dishes)
    weights = _CARD_WEIGHTS.get(kind.category, _CARD_WEIGHTS_ELSEWHERE)
    return ShopRow(
        source_key=key,
        name=name,
        category=kind.category,
        card=draw.choices(_CARD_VALUES, weights=weights)[0],
        data_from=(SOURCE,),
        address=address,
        district=place.region,
        phone=f"{place.area_code}-000-{draw.randint(0, 9999):04d}" if draw.random() < 0.8 else None,
        point=_point(draw, place),
        hours=draw_hours(draw, kind.hours, kind.day_off_share),
        is_good_influence=draw.random() < _GOOD_INFLUENCE_SHARE,
        is_closed_down=draw.random() < _CLOSED_DOWN_SHARE,
        rating=None if draw.random() < _UNRATED_SHARE else round(min(5.0, max(2.5, draw.gauss(4.1, 0.45))), 1),
        popularity=round(draw.betavariate(0.6, 5.0), 4),  # few are known to all, most to nobody
        search_text=search_text(name, kind.category, [text for menu in menus for text in (menu.name, menu.dish or "")]),
        menus=menus,
    )


def _name(draw: random.Random, kind: Kind, place: Neighbourhood, names: set[tuple[str, str]]) -> str:
    """A name no other shop of the neighbourhood has."""
    name = ""
    for attempt in range(_NAME_ATTEMPTS):
        spot = draw.choice(place.landmarks)
        if draw.random() < kind.brand_share:
            name = f"{draw.choice(kind.brands)} {spot}점"
        else:
            first = draw.choice(kind.first)
            name = f"{first}{draw.choice(kind.second)}".format(dong=place.dong.removesuffix("동"), spot=spot)
            name = " ".join(name.split())
            if "{" not in first and (attempt > _NAME_ATTEMPTS // 4 or draw.random() < _BRANCH_SHARE):
                name = f"{name} {spot}점"
        if (place.label, name) not in names:
            break
    numbered = name
    number = 2
    while (place.label, numbered) in names:
        numbered = f"{name} {number}호"
        number += 1
    names.add((place.label, numbered))
    return numbered


def _address(draw: random.Random, place: Neighbourhood) -> str:
    street = draw.choice(place.streets)
    number = str(draw.randint(3, 420))
    if draw.random() < 0.3:
        number += f"-{draw.randint(1, 30)}"
    floor = draw.choice(("", "", ", 1층", ", 1층", ", 2층", ", 지하1층", f", 1층 {draw.randint(101, 112)}호"))
    return f"{place.region} {street} {number}{floor} ({place.dong})"


def _point(draw: random.Random, place: Neighbourhood) -> Point:
    """Around the centre, denser towards it: about three quarters lie within 1 km."""
    distance, bearing = abs(draw.gauss(0, _SPREAD_M)) + 15, draw.uniform(0, 2 * math.pi)
    lat = place.lat + distance * math.cos(bearing) / _M_PER_DEGREE
    lng = place.lng + distance * math.sin(bearing) / (_M_PER_DEGREE * math.cos(math.radians(place.lat)))
    return Point(round(lat, 7), round(lng, 7))


def _menus(draw: random.Random, kind: Kind, dishes: Dishes) -> tuple[MenuRow, ...]:
    """3–12 menus, the first one or two of them what the shop is known for."""
    signature = [dishes[name] for name in kind.signature if name in dishes]
    others = [dishes[name] for name in kind.others if name in dishes]
    wanted = draw.randint(3, 12)
    known = draw.sample(signature, min(len(signature), max(2, wanted // 2)))
    chosen = known + draw.sample(others, min(len(others), wanted - len(known)))
    level = draw.random()  # a dear shop is dear throughout
    is_secretive = draw.random() < _SECRETIVE_SHARE
    popular = set(range(draw.choice((1, 1, 2))))
    menus: list[MenuRow] = []
    for position, dish in enumerate(chosen):
        price = _price(draw, dish, level)
        is_unknown = is_secretive or draw.random() < _UNKNOWN_MENU_SHARE
        menu = MenuRow(
            name=dish.name,
            price=price,
            data_from=SOURCE,
            category=dish.category,
            dish=dish.name,
            tastes=dish.tastes,
            allergens=None if is_unknown else dish.allergens,
            is_available=draw.random() >= _SOLD_OUT_SHARE,
            is_popular=position in popular,
        )
        menus.append(menu)
        if len(menus) < wanted and dish.name.endswith(_LARGE_PORTION_OF) and draw.random() < 0.15:
            menus.append(_large_portion(menu))
    return tuple(menus[:wanted])


def _large_portion(menu: MenuRow) -> MenuRow:
    return MenuRow(
        name=f"{menu.name} 곱빼기",
        price=min(_PRICE_MAX, menu.price + 1_000),
        data_from=SOURCE,
        category=menu.category,
        dish=menu.dish,
        tastes=menu.tastes,
        allergens=menu.allergens,
        is_available=menu.is_available,
    )


def _price(draw: random.Random, dish: Dish, level: float) -> int:
    """Won, between the dish's usual prices, in steps a menu shows."""
    share = min(1.0, max(0.0, 0.7 * level + 0.3 * draw.random()))
    price = dish.price_low + share * (dish.price_high - dish.price_low)
    step = 100 if price < 3_000 else 500
    return min(_PRICE_MAX, max(_PRICE_MIN, round(price / step) * step))
