"""The label guide as data: which intents and entities there are, and which values an entity may have."""

from __future__ import annotations

from typing import Final

__all__ = ["ENTITIES", "INTEGERS", "INTENTS", "ROLES", "VALUES"]

INTENTS: Final = frozenset(
    [
        "food_request",
        "budget_inquiry",
        "emergency_food",
        "more_options",
        "select_option",
        "menu_inquiry",
        "hours_inquiry",
        "location_inquiry",
        "card_acceptance",
        "coupon_inquiry",
        "balance_check",
        "balance_charge",
        "set_preference",
        "inform",
        "affirm",
        "deny",
        "feedback",
        "report_problem",
        "data_request",
        "unsupported_service",
        "greet",
        "goodbye",
        "thank",
        "help",
        "chitchat",
        "out_of_scope",
    ]
)
VALUES: Final[dict[str, frozenset[str]]] = {
    "food_category": frozenset(
        [
            "한식",
            "중식",
            "일식",
            "양식",
            "아시안",
            "분식",
            "치킨",
            "피자",
            "패스트푸드",
            "도시락/죽",
            "카페/디저트",
            "베이커리",
            "편의점",
        ]
    ),
    "meal_time": frozenset(["breakfast", "lunch", "snack", "dinner", "late_night", "now"]),
    "day": frozenset(
        [
            "today",
            "tomorrow",
            "day_after_tomorrow",
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "weekend",
            "weekday",
            "holiday",
        ]
    ),
    "companion": frozenset(
        ["alone", "friend", "family", "parent", "grandparent", "sibling", "partner", "teacher", "group"]
    ),
    "taste": frozenset(["spicy", "mild", "sweet", "salty", "sour", "savory", "light", "greasy", "hot", "cold", "soup"]),
    "diet": frozenset(
        [
            "peanut",
            "shrimp",
            "crab",
            "shellfish",
            "fish",
            "milk",
            "egg",
            "wheat",
            "soy",
            "buckwheat",
            "peach",
            "tomato",
            "pork",
            "beef",
            "chicken",
            "walnut",
            "pine_nut",
            "sulfite",
            "squid",
            "spicy",
            "vegetarian",
            "vegan",
            "halal",
        ]
    ),
    "urgency": frozenset({"high", "normal"}),
    "emotion": frozenset(["positive", "negative", "neutral", "hungry", "excited", "disappointed"]),
}
"""Entities whose values are a closed list."""
INTEGERS: Final = frozenset({"budget", "party_size", "distance", "ordinal", "rating"})
ENTITIES: Final = frozenset(VALUES) | INTEGERS | {"dish", "shop_name", "location"}
ROLES: Final = frozenset({"max", "min", "around"})
"""Roles, of a budget alone."""
