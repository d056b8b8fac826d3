"""Holds a slate against what the bot must never do, by the rows themselves and the words of the person.

What the bot noted of the wish (``slate["request"]``) is no witness: it may have misread the amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

from ops.dialogue.talk import NotRunning
from settings import Settings

__all__ = ["Facts", "amount_in", "broken", "read_facts"]

_MENUS: Final = "SELECT menu_id, price, allergens FROM menus WHERE menu_id = ANY(%s)"
_CARD: Final = "SELECT balance, per_meal_limit, status FROM foodcard_users WHERE user_id = %s"
_DIET: Final = "SELECT dietary_restrictions FROM user_profiles WHERE user_id = %s"
_AMOUNT: Final = re.compile(
    r"(?P<thousands>\d+)\s?천\s?원|(?<![가-힣])(?P<ten>\d*)\s?만\s?원|(?P<won>\d{1,2},?\d{3})\s?원"
)
_NO_LIMIT: Final = re.compile(
    r"이상|넘|부터|정도|쯤|짜리|밖에|약\s|대로|남짓|만\s?[\d일이삼사오육칠팔구]|천\s?[\d일이삼사오육칠팔구]\s?백"
)
"""Beside these an amount is no most that a meal may cost, or not read here (만2천원)."""


@dataclass(frozen=True)
class Facts:
    """What the database knows of a slate's menus and of the person; ``card_pays`` None: no card, and no limit by it."""

    prices: Mapping[int, int]
    allergens: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """Only of menus whose ingredients are known."""
    card_pays: int | None = None
    avoids: frozenset[str] = frozenset()


def amount_in(text: str | None) -> int | None:
    """The most in won that a typed text allows a meal to cost; None: it names no such amount."""
    if text is None or _NO_LIMIT.search(text):
        return None
    amounts = [_won(match) for match in _AMOUNT.finditer(text)]
    return max(amounts, default=None)


def broken(slate: Mapping[str, Any], facts: Facts, stated: int | None) -> Iterator[str]:
    """Each promise that an item breaks; a condition is lifted only where the slate names this very one as relaxed."""
    limits = {"budget": stated, "spendable": facts.card_pays}
    for item in slate["items"]:
        name, menu = item["menu"]["name"], item["menu"]["menu_id"]
        price = facts.prices.get(menu)
        if price is None:
            yield f"{name} is no menu of the database"
            continue
        if price != item["menu"]["price"]:
            yield f"{name} is shown for {item['menu']['price']} won and costs {price}"
        for lifted, limit in limits.items():
            if limit is not None and price > limit and lifted not in slate["relaxed"]:
                yield f"{name} costs {price} won, more than {limit}"
        if eaten := facts.allergens.get(menu, frozenset()) & facts.avoids:
            yield f"{name} holds {', '.join(sorted(eaten))}, which this person must not eat"


def read_facts(settings: Settings, person: str | None, slate: Mapping[str, Any]) -> Facts:
    """What the rows say of this slate and person, now.

    Raises:
        NotRunning: PostgreSQL does not answer.
    """
    shown = [item["menu"]["menu_id"] for item in slate["items"]]
    try:
        with psycopg.connect(settings.postgres_dsn(), connect_timeout=5) as connection:
            menus = connection.execute(_MENUS, [shown]).fetchall()
            card = connection.execute(_CARD, [person]).fetchone()
            diet = connection.execute(_DIET, [person]).fetchone()
    except psycopg.Error as error:
        raise NotRunning("the menus cannot be read: PostgreSQL does not answer") from error
    return Facts(
        prices={menu_id: price for menu_id, price, _ in menus},
        allergens={menu_id: frozenset(known) for menu_id, _, known in menus if known is not None},
        card_pays=None if card is None else _card_pays(*card),
        avoids=frozenset(diet[0] or ()) if diet is not None else frozenset(),
    )


def _card_pays(balance: int, per_meal_limit: int | None, status: str) -> int:
    if status != "ACTIVE":
        return 0
    return balance if per_meal_limit is None else min(balance, per_meal_limit)


def _won(match: re.Match[str]) -> int:
    if match["thousands"]:
        return int(match["thousands"]) * 1_000
    if match["won"]:
        return int(match["won"].replace(",", ""))
    return int(match["ten"] or 1) * 10_000
