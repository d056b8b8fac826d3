"""The people of the development mode: one for each thing a card or a body can do to a wish."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from members.card import SEOUL
from storage import queries
from storage.postgres import Pool

__all__ = ["PEOPLE", "Person", "seed"]

_users, _cards, _profiles, _coupons = (queries.load(topic) for topic in ("users", "cards", "profiles", "coupons"))

_ALWAYS = (dt.datetime(2020, 1, 1, tzinfo=SEOUL), dt.datetime(2100, 1, 1, tzinfo=SEOUL))


@dataclasses.dataclass(frozen=True)
class Person:
    """A demo person. ``balance`` is won, ``None`` without a card; ``diet`` holds diet values of the label guide."""

    user_id: str
    name: str
    description: str
    balance: int | None
    status: str = "ACTIVE"
    diet: tuple[str, ...] = ()
    coupons: tuple[str, ...] = ()
    """Keys of `COUPONS`."""


PEOPLE = (
    Person("demo-12000", "하늘이", "카드에 12,000원이 있어요", 12_000),
    Person("demo-3200", "바다", "카드에 3,200원이 남았어요", 3_200),
    Person("demo-peanut", "나무", "땅콩 알레르기가 있어요", 20_000, diet=("peanut",)),
    Person("demo-nocard", "구름이", "급식카드가 없어요", None),
    Person("demo-suspended", "별이", "카드가 정지됐어요", 9_000, status="SUSPENDED"),
    Person(
        "demo-coupons",
        "이슬이",
        "쿠폰이 다섯 장 있어요",
        15_000,
        coupons=("demo-1000", "demo-15-percent", "demo-two-for-one", "demo-drink", "demo-unsettled"),
    ),
)

COUPONS: Mapping[str, Mapping[str, Any]] = {
    "demo-1000": {
        "title": "첫 만남 1,000원 할인",
        "kind": "FIXED",
        "amount": 1_000,
        "scope": "NEW_USER",
        "min_order": 4_000,
        "is_stackable": True,
        "works_with_card": True,
    },
    "demo-15-percent": {
        "title": "한식·분식 15% 할인",
        "kind": "PERCENT",
        "amount": 15,
        "max_discount": 1_500,
        "scope": "CATEGORY",
        "categories": ["한식", "분식"],
        "is_stackable": True,
        "works_with_card": True,
    },
    "demo-two-for-one": {
        "title": "편의점 1+1",
        "kind": "BOGO",
        "scope": "CATEGORY",
        "categories": ["편의점"],
        "works_with_card": True,
    },
    "demo-drink": {
        "title": "급식카드로 내면 음료 덤",
        "kind": "FREEBIE",
        "freebie": "음료",
        "scope": "FOODCARD",
        "works_with_card": True,
    },
    "demo-unsettled": {
        "title": "치킨 3,000원 할인",
        "kind": "FIXED",
        "amount": 3_000,
        "scope": "CATEGORY",
        "categories": ["치킨"],
    },
}
"""Made-up coupons, one of each kind; of the last nobody knows whether it goes together with a meal card."""

_COUPON_DEFAULTS: Mapping[str, Any] = {
    "amount": None,
    "max_discount": None,
    "freebie": None,
    "min_order": 0,
    "shop_ids": [],
    "categories": [],
    "uses_per_user": 1,
    "is_stackable": False,
    "works_with_card": None,
}


async def seed(pool: Pool) -> None:
    """Make the demo people, or make them again what they are described as. Safe to repeat and side by side.

    Raises:
        StorageUnavailable: PostgreSQL does not answer.
    """
    async with pool.connection() as conn, conn.pipeline():
        # Always in this order: two that seed at once wait for each other instead of dead-locking.
        for key, coupon in COUPONS.items():
            valid = dict(zip(("valid_from", "valid_until"), _ALWAYS, strict=True))
            await _coupons.put(conn, source_key=key, **{**_COUPON_DEFAULTS, **valid, **coupon})
        for person in PEOPLE:
            await _users.add_demo(conn, user_id=person.user_id, nickname=person.name)
            await _profiles.put_demo(conn, user_id=person.user_id, diet=list(person.diet))
            if person.balance is None:
                await _cards.remove(conn, user_id=person.user_id)
            else:
                await _cards.put_demo(conn, user_id=person.user_id, balance=person.balance, status=person.status)
                await _cards.clear_spending(conn, user_id=person.user_id)
            await _coupons.forget_demo(conn, user_id=person.user_id, keep=list(person.coupons))
            for key in person.coupons:
                await _coupons.issue(conn, user_id=person.user_id, source_key=key)
