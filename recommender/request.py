"""What somebody wants to eat, as the recommender takes it: checked, complete, and independent of the dialogue."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from members.coupons import Coupon
from recommender.diet import Avoided, avoided

__all__ = ["NO_LIMIT_WON", "LastChoice", "Order", "Request", "RequestError"]

NO_LIMIT_WON: Final = 1_000_000
"""Above any menu: what 'no limit' means where the database wants a number."""
_TYPICAL_MEAL_WON: Final = 8_000
_COMFORTABLE_SHARE: Final = 0.8  # of the limit: dearer leaves nothing for a drink, much cheaper is rarely a meal
_SMALLEST_TARGET_WON: Final = 1_000
_OPTIONAL_LIMITS: Final = ("budget", "budget_min", "spendable")

Order = Literal["best", "cheap", "near"]


class RequestError(ValueError):
    """A request no database should see; the message names the field."""


class LastChoice(NamedTuple):
    """What somebody chose last, and on which day in Seoul."""

    category: str
    on: dt.date


@dataclass(frozen=True)
class Request:
    """One wish. Money in won, distances in metres, ``at`` aware (Asia/Seoul).

    Raises:
        RequestError: a coordinate, an amount or the moment is out of bounds.
    """

    user_id: str | None
    lat: float
    lng: float
    at: dt.datetime
    radius_m: int
    budget: int | None = None
    budget_min: int | None = None
    spendable: int | None = None
    """What the card can pay now; None: there is no card, or the person asked to look without it."""
    categories: tuple[str, ...] = ()
    dishes: tuple[str, ...] = ()
    tastes: tuple[str, ...] = ()
    not_categories: tuple[str, ...] = ()
    not_dishes: tuple[str, ...] = ()
    diet: frozenset[str] = frozenset()
    """Profile and this request together; never relaxed."""
    meal_time: str | None = None
    exclude_shops: frozenset[int] = frozenset()
    relaxed: frozenset[str] = frozenset()
    """Names of conditions the person agreed to relax (`recommender.relax.NAMES`)."""
    order: Order = "best"
    below_price: int | None = None
    """'Cheaper than what you showed': only menus below this, beside the budget."""
    preferences: Mapping[str, float] = field(default_factory=dict)
    """Category → weight in [0, 1], of the profile."""
    usual_won: int | None = None
    """What a meal usually costs this person, for ranking alone; None: unknown."""
    favourite_shops: frozenset[int] = frozenset()
    last_choice: LastChoice | None = None
    coupons: tuple[Coupon, ...] = ()
    """Those the person can still use; they change final prices, never which menus pass the hard filters."""
    text: str | None = None
    """What the person wants in own words, for the search by meaning; None: nothing beyond the fields above."""
    with_others: bool | None = None
    """Whether somebody eats along; None: nobody said."""
    weather: str | None = None
    """One word, as the channel gives it; what the model learnt of it: ``recommender.learning.layout.WEATHERS``."""

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.lng <= 180):  # also false for NaN
            raise RequestError("lat and lng must be a place on earth")
        if self.at.tzinfo is None:
            raise RequestError("at must carry its time zone")
        if not 0 < self.radius_m <= 50_000:
            raise RequestError("radius_m must be within (0, 50000]")
        for name in _OPTIONAL_LIMITS:
            value = getattr(self, name)
            if value is not None and value < 0:
                raise RequestError(f"{name} must not be negative")

    @property
    def max_price(self) -> int:
        """The dearest menu that may be shown: the least of budget, card, and 'cheaper than'."""
        limits = [self.budget, self.spendable, None if self.below_price is None else self.below_price - 1]
        return min([NO_LIMIT_WON, *(limit for limit in limits if limit is not None)])

    @property
    def target_price(self) -> int:
        """The price that suits best, for ranking alone."""
        if self.budget is not None:
            return max(_SMALLEST_TARGET_WON, round(_COMFORTABLE_SHARE * self.max_price))
        usual = _TYPICAL_MEAL_WON if self.usual_won is None else self.usual_won
        return max(_SMALLEST_TARGET_WON, min(usual, round(_COMFORTABLE_SHARE * self.max_price)))

    @property
    def pays_by_card(self) -> bool:
        """Whether the meal card is to pay: there is one, and the person did not ask to look without it."""
        return self.spendable is not None

    @functools.cached_property
    def avoided(self) -> Avoided:
        """Allergens and tastes no shown menu may have; somebody who asks for mild food gets none that is spicy."""
        found = avoided(self.diet)
        return Avoided(found.allergens, found.tastes | {"spicy"}) if "mild" in self.tastes else found

    @property
    def wanted_tastes(self) -> tuple[str, ...]:
        """Tastes a shown menu must have: ``mild`` is the absence of one, so it is none of them."""
        return tuple(taste for taste in self.tastes if taste != "mild")

    @property
    def cards(self) -> tuple[str, ...]:
        """Card acceptance a shop may have: accepted or partly; unknown too once the person agreed to that."""
        return ("Y", "P", "U") if "card" in self.relaxed else ("Y", "P")

    @property
    def names_food(self) -> bool:
        """Whether a category or a dish was asked for (then a slate need not mix categories)."""
        return bool(self.categories or self.dishes)
