"""The meal card, as its system last told us, and what it can pay today (specification §3.2)."""

from __future__ import annotations

import dataclasses
import datetime
from zoneinfo import ZoneInfo

from members import municipalities
from members.municipalities import Rules
from storage import queries
from storage.postgres import Connection, Pool

__all__ = ["SEOUL", "Card", "read", "read_on"]

SEOUL = ZoneInfo("Asia/Seoul")
_cards = queries.load("cards")


@dataclasses.dataclass(frozen=True)
class Card:
    """A card at one moment. Money is won; a limit of ``None`` does not exist.

    ``threshold`` is the balance below which its owner wants to be warned. Where the card states no limit of its own,
    that of its municipality holds, if any is known.
    """

    balance: int
    daily_limit: int | None
    monthly_limit: int | None
    per_meal_limit: int | None
    spent_today: int
    spent_this_month: int
    status: str
    municipality: str | None
    threshold: int
    last_sync_at: datetime.datetime
    age_group: str | None = None
    at: datetime.datetime | None = None
    """The moment it is looked at; None: limits by day and hour of the municipality do not enter."""
    rules: Rules | None = None
    """What is known of the municipality's rules."""

    @property
    def is_active(self) -> bool:
        """Whether the card can pay at all."""
        return self.status == "ACTIVE"

    @property
    def pays_now(self) -> bool:
        """Whether this is an hour at which the municipality lets the card pay; so it is where no hours are known."""
        return self._local is None or self.rules is None or self.rules.pays_at(self._local) is not False

    @property
    def meal_limit(self) -> int | None:
        """What one meal may cost: the card's own limit, else the municipality's."""
        if self.per_meal_limit is not None or self._local is None or self.rules is None:
            return self.per_meal_limit
        return self.rules.per_meal_limit(self._local.date(), self.age_group)

    @property
    def day_limit(self) -> int | None:
        """What a day may cost: the card's own limit, else the municipality's."""
        if self.daily_limit is not None or self._local is None or self.rules is None:
            return self.daily_limit
        return self.rules.daily_limit(self._local.date(), self.age_group)

    @property
    def daily_rest(self) -> int | None:
        """What may still be spent today."""
        return None if self.day_limit is None else max(0, self.day_limit - self.spent_today)

    @property
    def monthly_rest(self) -> int | None:
        """What may still be spent this month."""
        return None if self.monthly_limit is None else max(0, self.monthly_limit - self.spent_this_month)

    @property
    def spendable(self) -> int:
        """What one meal may cost now: the least of balance, daily rest, monthly rest and the limit of a meal."""
        if not self.is_active or not self.pays_now:
            return 0
        bounds = (self.balance, self.daily_rest, self.monthly_rest, self.meal_limit)
        return min(bound for bound in bounds if bound is not None)

    @property
    def _local(self) -> datetime.datetime | None:
        return None if self.at is None else self.at.astimezone(SEOUL)


async def read(pool: Pool, user_id: str, at: datetime.datetime) -> Card | None:
    """The card of ``user_id`` as of ``at`` (aware; its day in Seoul counts), or ``None`` when there is none.

    Raises:
        ValueError: ``at`` has no time zone, so that its day is unknown.
        StorageUnavailable: PostgreSQL does not answer.
    """
    async with pool.autocommit() as conn:
        return await read_on(conn, user_id, at)


async def read_on(conn: Connection, user_id: str, at: datetime.datetime) -> Card | None:
    """`read` on a connection that the caller has already."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone has no day")
    day = at.astimezone(SEOUL).date()
    row = await _cards.read(conn, user_id=user_id, day=day, month_start=day.replace(day=1))
    return None if row is None else Card(**row, at=at, rules=municipalities.rules(row["municipality"]))
