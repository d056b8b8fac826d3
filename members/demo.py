"""The people of the development mode: one for each thing a card or a body can do to a wish."""

from __future__ import annotations

import dataclasses

from storage import queries
from storage.postgres import Pool

__all__ = ["PEOPLE", "Person", "seed"]

_users, _cards, _profiles = (queries.load(topic) for topic in ("users", "cards", "profiles"))


@dataclasses.dataclass(frozen=True)
class Person:
    """A demo person. ``balance`` is won, ``None`` without a card; ``diet`` holds diet values of the label guide."""

    user_id: str
    name: str
    description: str
    balance: int | None
    status: str = "ACTIVE"
    diet: tuple[str, ...] = ()


PEOPLE = (
    Person("demo-12000", "하늘이", "카드에 12,000원이 있어요", 12_000),
    Person("demo-3200", "바다", "카드에 3,200원이 남았어요", 3_200),
    Person("demo-peanut", "나무", "땅콩 알레르기가 있어요", 20_000, diet=("peanut",)),
    Person("demo-nocard", "구름이", "급식카드가 없어요", None),
    Person("demo-suspended", "별이", "카드가 정지됐어요", 9_000, status="SUSPENDED"),
)


async def seed(pool: Pool) -> None:
    """Make the demo people, or make them again what they are described as. Safe to repeat and side by side.

    Raises:
        StorageUnavailable: PostgreSQL does not answer.
    """
    async with pool.connection() as conn:
        # Always in this order: two that seed at once wait for each other instead of dead-locking.
        for person in PEOPLE:
            await _users.add_demo(conn, user_id=person.user_id, nickname=person.name)
            await _profiles.put_demo(conn, user_id=person.user_id, diet=list(person.diet))
            if person.balance is None:
                await _cards.remove(conn, user_id=person.user_id)
            else:
                await _cards.put_demo(conn, user_id=person.user_id, balance=person.balance, status=person.status)
                await _cards.clear_spending(conn, user_id=person.user_id)
