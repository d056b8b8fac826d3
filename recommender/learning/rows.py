"""The columns features are computed from: people, asks and offers, as arrays, from whatever source.

R requests, N offers (candidates of all of them one after another), H = `layout.HISTORY`. Serving has R = 1.
"""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy.typing as npt

from catalog.categories import CATEGORIES
from recommender.learning.layout import MEALS, PERSONALITIES, TASTES, WEATHERS

__all__ = [
    "CATEGORY_CODES",
    "MEAL_CODES",
    "NO_LIMIT",
    "PERSONALITY_CODES",
    "WEATHER_CODES",
    "Asks",
    "Ints",
    "Offers",
    "People",
    "Reals",
    "coarse_place",
    "code_of",
    "place_cell",
    "taste_mask",
]

# Names for people: 32-bit floats and 64-bit integers; numpy 1.23 cannot follow these through arithmetic.
Reals = npt.NDArray[Any]
Ints = npt.NDArray[Any]

CATEGORY_CODES: Final = {name: code for code, name in enumerate(CATEGORIES)}
MEAL_CODES: Final = {name: code for code, name in enumerate(MEALS)}
PERSONALITY_CODES: Final = {name: code for code, name in enumerate(PERSONALITIES)}
WEATHER_CODES: Final = {name: code for code, name in enumerate(WEATHERS)}
NO_LIMIT: Final = 1_000_000
_TASTE_BITS: Final = {name: 1 << bit for bit, name in enumerate(TASTES)}
_CELL_DEGREES: Final = 0.01  # about a kilometre
_Rows = TypeVar("_Rows", bound="_Columns")


@dataclass(frozen=True)
class _Columns:
    """Arrays with one row each; `take` picks rows of all of them."""

    def take(self: _Rows, index: Any) -> _Rows:
        """The same columns, for the rows of ``index`` (integers, a mask or a slice)."""
        return type(self)(**{field.name: getattr(self, field.name)[index] for field in dataclasses.fields(self)})


@dataclass(frozen=True)
class People(_Columns):
    """Who asks: the profile, and the last interactions, newest first; padding has ``shop`` 0."""

    user: Ints
    """(R,) `code_of` the person's id; 0 a stranger."""
    stated_categories: Reals
    """(R, 13) weights in [0, 1] as the person said them; 0 unknown."""
    stated_tastes: Reals
    """(R, 6)."""
    stated_budget: Reals
    """(R,) won; 0 unknown."""
    personality: Ints
    age_group: Ints
    """(R,) `code_of` the group's name; 0 unknown."""
    interactions: Ints
    """(R,) choices ever made."""
    has_diet: Ints
    favourites: Ints
    """(R, any) shop ids, padded with 0."""
    shop: Ints
    """(R, H)."""
    category: Ints
    meal: Ints
    age_days: Reals
    """(R, H) days before the request."""
    price: Reals
    weight: Reals
    """(R, H) 0.8 a choice, 0.3 a look (specification §3.3.2), 0.4 a good rating, -1.0 a bad one."""
    tastes: Ints
    """(R, H) `taste_mask`."""
    good: Ints
    coupon: Ints
    passed_shop: Ints
    """(R, K) shops shown and not taken, newest first, K = `layout.PASSED`; 0 padding."""
    passed_category: Ints


@dataclass(frozen=True)
class Asks(_Columns):
    """What is asked, when and where."""

    hour: Reals
    """(R,) local hours in [0, 24)."""
    weekday: Ints
    """(R,) Monday 0."""
    meal: Ints
    """(R,) code of `MEALS`; -1 unknown."""
    weather: Ints
    """(R,) code of `WEATHERS`; -1 not given."""
    radius_m: Reals
    max_price: Reals
    """(R,) won: the least of budget and card; `NO_LIMIT` without."""
    spendable: Reals
    """(R,) won on the card; -1 without a card."""
    is_low: Ints
    is_urgent: Ints
    """(R,) in a hurry or short of money, as far as the request says."""
    company: Ints
    """(R,) 1 with others, 0 alone, -1 unknown."""
    avoids_allergens: Ints
    cell: Ints
    """(R,) `place_cell`."""


@dataclass(frozen=True)
class Offers(_Columns):
    """Candidates: a shop with one menu each, as known at the moment of the request."""

    of: Ints
    """(N,) which request."""
    shop: Ints
    category: Ints
    district: Ints
    """(N,) `code_of` its name; 0 unknown."""
    distance_m: Reals
    price: Reals
    final_price: Reals
    tastes: Ints
    knows_allergens: Ints
    card: Ints
    """(N,) 2 accepted, 1 partly, 0 neither known."""
    good: Ints
    is_open: Ints
    """(N,) 1 known to be open."""
    popularity: Reals
    rating: Reals
    """(N,) 0 to 5; 0 unknown."""
    mean_price: Reals
    min_price: Reals
    menus: Reals
    age_days: Reals
    """(N,) days since the shop is in the catalogue."""
    has_coupon: Ints
    similarity: Reals
    recent_popularity: Reals
    """(N,) weight of the last five minutes' interactions."""


def taste_mask(tastes: Iterable[str]) -> int:
    """The tastes of `TASTES` as bits; others are left out."""
    mask = 0
    for taste in tastes:
        mask |= _TASTE_BITS.get(taste, 0)
    return mask


def code_of(name: str | None) -> int:
    """A number for a name that is the same in every process; 0 for none."""
    return zlib.crc32(name.encode()) if name else 0


def coarse_place(lat: float, lng: float) -> tuple[float, float]:
    """The middle of the grid square a place lies in: what may be kept of where somebody was."""
    return (
        round((lat // _CELL_DEGREES + 0.5) * _CELL_DEGREES, 6),
        round((lng // _CELL_DEGREES + 0.5) * _CELL_DEGREES, 6),
    )


def place_cell(lat: float, lng: float) -> int:
    """The grid square of about a kilometre that a place lies in; exact places are not kept."""
    return (int(lat // _CELL_DEGREES) << 20) + int(lng // _CELL_DEGREES)
