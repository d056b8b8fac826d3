"""The layout of the features: names, order and version. A model of another version is refused.

``user`` 32, ``shop`` 24 and ``cross`` 16 columns are the design's *Feature layout* v1; ``online`` adds 26 that hold for
this very minute (specification §5.3). Every column lies in about [0, 1]; what is missing is 0, and its flag is 0.
"""

from __future__ import annotations

from typing import Final

from catalog.categories import CATEGORIES

__all__ = [
    "CARED",
    "CARED_AT",
    "CARED_BY",
    "CROSSES",
    "CROSS_BUCKETS",
    "DENSE",
    "DISTRICT_BUCKETS",
    "HISTORY",
    "MEALS",
    "ONLINE",
    "PASSED",
    "PERSONALITIES",
    "RECENT_SHOPS",
    "SHOP_BUCKETS",
    "SHOWN_MOST",
    "TASTES",
    "USER_BUCKETS",
    "VERSION",
    "WEATHERS",
]

VERSION: Final = "v1.1"
TASTES: Final = ("spicy", "sweet", "salty", "sour", "savory", "light")
MEALS: Final = ("breakfast", "lunch", "snack", "dinner", "late_night")
PERSONALITIES: Final = ("EXPLORER", "LOYALIST", "DEAL_SEEKER", "BALANCED")
WEATHERS: Final = ("clear", "rain", "cold", "hot")

HISTORY: Final = 50
"""So many of a person's last interactions are looked at."""
PASSED: Final = 50
"""So many of the last offers that were shown to a person and not taken are looked at."""
RECENT_SHOPS: Final = 10
"""So many of the last chosen shops are embedded."""
SHOWN_MOST: Final = 10
"""Positions in a slate that the training tells apart."""

USER: Final = (
    *(f"likes_{category}" for category in CATEGORIES),
    *(f"likes_{taste}" for taste in TASTES),
    *(f"share_{meal}" for meal in MEALS),
    "average_budget",
    "spendable",
    "low_balance",
    "has_card",
    "good_influence_preference",
    "profile_completeness",
    "interactions",
    "coupon_propensity",
)
SHOP: Final = (
    *(f"is_{category}" for category in CATEGORIES),
    "popularity",
    "rating",
    "card_y",
    "card_p",
    "good_influence",
    "open_now",
    "mean_price",
    "min_price",
    "menus",
    "distance",
    "coupon_available",
)
CROSS: Final = (
    "category_match",
    "visited",
    "favourite",
    "budget_gap",
    "affordable",
    "affordable_with_coupon",
    "distance_penalty",
    "meal_time_fit",
    "taste_match",
    "allergy_risk",
    "company_fit",
    "good_influence_match",
    "visit_recency",
    "urgency_cheapness",
    "text_similarity",
    "popularity_newness",
)
DENSE: Final = (*USER, *SHOP, *CROSS)
"""The 72 columns of the design."""
ONLINE: Final = (
    "hour_sin",
    "hour_cos",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "rain",
    "cold",
    "hot",
    "five_minute_popularity",
    "recent_category_share",
    "category_recency",
    "next_order",
    "passed_over",
    "category_taken_share",
    "price",
    *(f"tastes_{taste}" for taste in TASTES),
    "visited_lately",
)
CROSSES: Final = (
    "category_meal",
    "category_age",
    "district_category",
    "personality_price",
    "stage_popularity",
    "cell_category",
    "shop",
    "shop_meal",
    "user_category",
    "category_weather",
)
"""The wide part: the five crosses of the design, where the person stands × category, and what names alone say; the
weather × category last."""

CARED: Final = (
    *(f"is_{category}" for category in CATEGORIES),
    *(f"tastes_{taste}" for taste in TASTES),
    "price",
    "distance_penalty",
    "coupon_available",
    "popularity",
    "visited",
    "visited_lately",
    "visit_recency",
    "recent_category_share",
    "category_recency",
    "meal_time_fit",
    "text_similarity",
)
"""What people differ in how much they care for it: columns with a weight for each person."""
CARED_AT: Final = tuple((*DENSE, *ONLINE).index(name) for name in CARED)
"""Their places among all columns, the dense ones first."""
_DIFFER_MORE: Final = {"visited": 2.5, "distance_penalty": 1.5, **{f"is_{category}": 1.5 for category in CATEGORIES}}
CARED_BY: Final = tuple(_DIFFER_MORE.get(name, 1.0) for name in CARED)
"""How much more people differ in one than in the others: some always go where they were, some never."""

CROSS_BUCKETS: Final = 1 << 16
DISTRICT_BUCKETS: Final = 256
SHOP_BUCKETS: Final = 1 << 13
USER_BUCKETS: Final = 1 << 13

assert (len(USER), len(SHOP), len(CROSS), len(ONLINE)) == (32, 24, 16, 26)  # noqa: S101  # the design's own numbers
