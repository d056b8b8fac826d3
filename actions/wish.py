"""The wish as it is carried from turn to turn in the slot ``request``: what is named is replaced, the rest is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, get_args

from actions.entities import Said
from actions.when import day_of
from catalog.dishes import get_dishes
from recommender.relax import NAMES
from recommender.request import Order

__all__ = ["Wish"]

_KEPT_FOR: Final = dt.timedelta(hours=2)
"""After that long a silence yesterday's budget would surprise."""
_TUPLES: Final = ("categories", "dishes", "tastes", "not_categories", "not_dishes")


@dataclass(frozen=True)
class Wish:
    """What somebody wants to eat so far. Money in won, distances in metres."""

    budget: int | None = None
    budget_min: int | None = None
    categories: tuple[str, ...] = ()
    dishes: tuple[str, ...] = ()
    tastes: tuple[str, ...] = ()
    not_categories: tuple[str, ...] = ()
    not_dishes: tuple[str, ...] = ()
    diet: frozenset[str] = frozenset()
    """As asked for; the profile's restrictions come on top."""
    meal_time: str | None = None
    on: dt.date | None = None
    """The day meant, when another was named."""
    radius_m: int | None = None
    relaxed: frozenset[str] = frozenset()
    order: Order = "best"
    companion: str | None = None
    """Who eats along; what habits are learnt from."""
    party_size: int | None = None
    """How many eat, the person included."""
    asked_at: dt.datetime | None = None
    words: str | None = None
    """How the food was last wished for, for the search by meaning; it lives and goes with the food."""
    is_settled: bool = False
    """A shop was chosen: the next new request starts afresh."""

    @property
    def with_others(self) -> bool | None:
        """Whether somebody eats along, by the number of people or else by who was named; None: nobody said."""
        if self.party_size is not None:
            return self.party_size > 1
        return None if self.companion is None else self.companion != "alone"

    @classmethod
    def from_slot(cls, slot: object, now: dt.datetime) -> Wish:
        """Read the slot; an old wish, or one that cannot be read, is none."""
        if not isinstance(slot, Mapping):
            return cls()
        try:
            wish = cls(
                budget=_amount(slot.get("budget")),
                budget_min=_amount(slot.get("budget_min")),
                diet=frozenset(map(str, slot.get("diet") or ())),
                meal_time=slot.get("meal_time"),
                on=dt.date.fromisoformat(slot["on"]) if slot.get("on") else None,
                radius_m=_amount(slot.get("radius_m")),
                relaxed=frozenset(slot.get("relaxed") or ()) & set(NAMES),
                companion=_word(slot.get("companion")),
                party_size=_amount(slot.get("party_size")),
                order=slot["order"] if slot.get("order") in get_args(Order) else "best",
                words=str(slot["words"]) if slot.get("words") else None,
                is_settled=bool(slot.get("is_settled")),
                asked_at=dt.datetime.fromisoformat(slot["asked_at"]) if slot.get("asked_at") else None,
                **{name: tuple(map(str, slot.get(name) or ())) for name in _TUPLES},
            )
        except (TypeError, ValueError):
            return cls()
        if wish.asked_at is None or abs(now - wish.asked_at) > _KEPT_FOR:
            return cls()
        return replace(wish, on=None) if wish.on is not None and wish.on < now.date() else wish

    def as_slot(self, now: dt.datetime) -> dict[str, Any]:
        """The slot's form, stamped with the moment."""
        return {
            "budget": self.budget,
            "budget_min": self.budget_min,
            **{name: list(getattr(self, name)) for name in _TUPLES},
            "diet": sorted(self.diet),
            "meal_time": self.meal_time,
            "on": None if self.on is None else self.on.isoformat(),
            "radius_m": self.radius_m,
            "relaxed": sorted(self.relaxed),
            "order": self.order,
            "companion": self.companion,
            "party_size": self.party_size,
            "words": self.words,
            "asked_at": now.isoformat(),
            "is_settled": self.is_settled,
        }

    def for_new_request(self) -> Wish:
        """What a new request starts from: all but the order, which belonged to a question about a slate.

        Once a shop was chosen, the next wish is another one: only what the body cannot have is kept.
        """
        if self.is_settled:
            return Wish(diet=self.diet, relaxed=self.relaxed & {"spendable"}, asked_at=self.asked_at)
        return replace(self, order="best")

    def merged(self, said: Said, now: dt.datetime) -> Wish:
        """This wish with what was said just now.

        An amount replaces both limits. A named category or dish replaces the whole food, tastes included; a taste alone
        is added to the dish. A refused food leaves the wish and stays out. Restrictions only ever add up.
        """
        changes: dict[str, Any] = {"diet": self.diet | said.diet, "is_settled": False}
        if said.budget is not None or said.budget_min is not None:
            changes |= {"budget": said.budget, "budget_min": said.budget_min}
        elif "budget" in said.lifts:
            changes |= {"budget": None, "budget_min": None, "order": "best"}
        changes |= self._food(said)
        if said.words is not None or said.categories or said.dishes:
            changes["words"] = said.words
        if said.meal_time is not None:
            changes["meal_time"] = None if said.meal_time == "now" else said.meal_time
        if said.day is not None or said.meal_time == "now":
            changes["on"] = day_of(said.day, now) if said.day else None
        if said.radius_m is not None:
            changes["radius_m"] = said.radius_m
        elif "radius" in said.lifts:
            changes |= {"radius_m": None, "order": "best"}
        # A radius of one's own falls back to the usual one; who had the usual one gets the wider.
        wider = {"radius"} if "radius" in said.lifts and said.radius_m is None and self.radius_m is None else set()
        # Nor does the amount hold that was said for good: it is the limit of a wish that names none.
        lifted = wider | ({"budget"} & said.lifts)
        changes["relaxed"] = (self.relaxed - _named_again(said)) | lifted
        if said.order is not None:
            changes["order"] = said.order
        if said.companion is not None:
            changes["companion"] = said.companion
        if said.companion is not None or said.party_size is not None:
            # How many they were belonged to the company that was named before.
            changes["party_size"] = said.party_size
        return replace(self, **changes)

    def _food(self, said: Said) -> dict[str, Any]:
        named = bool(said.categories or said.dishes)
        # 치킨 is a dish and a category: the category says more. 떡볶이 implies 분식: the dish says more.
        # 편의점 도시락 says both.
        dishes = tuple(dish for dish in said.dishes if dish not in said.categories)
        implied = {dish.category for dish in map(get_dishes().exact, dishes) if dish is not None}
        categories = _without(said.categories, tuple(implied))
        if not named:
            dishes, categories = self.dishes, self.categories
        tastes = said.tastes if named or said.tastes else self.tastes
        return {
            "dishes": _without(dishes, said.not_dishes),
            "categories": _without(categories, said.not_categories),
            "tastes": tastes,
            "not_dishes": _joined(self.not_dishes, said.not_dishes, without=dishes if named else ()),
            "not_categories": _joined(
                self.not_categories, said.not_categories, without=(*categories, *implied) if named else ()
            ),
        }


def _named_again(said: Said) -> set[str]:
    """Conditions that hold again because they were just named."""
    named: set[str] = set()
    if said.budget is not None or said.budget_min is not None:
        named.add("budget")
    if said.categories or said.dishes:
        named |= {"categories", "dishes", "tastes"}
    if said.tastes:
        named.add("tastes")
    if said.radius_m is not None:
        named.add("radius")
    return named


def _amount(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, int) and value >= 0:
        return value
    raise ValueError("an amount in the slot is a whole number")


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _without(values: tuple[str, ...], gone: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value for value in values if value not in gone)


def _joined(old: tuple[str, ...], new: tuple[str, ...], *, without: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in (*old, *new) if value not in without or value in new))
