"""What may kindly be remarked upon: dearer meals than before, a lopsided diet. At most once a week.

Facts only: a remark is made when the stored habits bear it out, and carries the figures it rests on. The words are
those of whoever speaks.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from members.profile import Profile
from storage import queries
from storage.postgres import Connection, Pool

__all__ = ["DAILY_VALUES", "Notice", "Subject", "claim", "claim_on", "notice_for"]

_PERSONALISATION: Final = queries.load("personalisation")

Subject = Literal["above_budget", "dearer", "salty", "sweet", "little_protein"]

DAILY_VALUES: Final = {"sodium_mg": 2_000.0, "sugar_g": 100.0, "protein_g": 55.0}
"""1일 영양성분 기준치, 식품 등의 표시·광고에 관한 법률 시행규칙 별표 5."""

_ENOUGH_MEALS: Final = 3
_SALTY_SHARE: Final = 2 / 3  # of a day's reference in a single meal
_SWEET_SHARE: Final = 1 / 3
_PROTEIN_SHARE: Final = 0.2
_ABOVE_BUDGET: Final = 1.1
_DEARER: Final = 1.2
_WORTH_SAYING_WON: Final = 500


@dataclass(frozen=True)
class Notice:
    """One remark. ``won``: how much dearer (rounded to 100); ``budget``: the amount that was stated."""

    subject: Subject
    won: int | None = None
    budget: int | None = None


def notice_for(profile: Profile) -> Notice | None:
    """The remark these habits bear out, money before nutrition; None for somebody with ten choices or fewer."""
    if profile.stage != "advanced":
        return None
    return _spending(profile) or _eating(profile)


async def claim(pool: Pool, user_id: str, at: dt.datetime) -> bool:
    """Whether a remark may be made to ``user_id`` now; it then counts as made, and none is due for a week.

    Raises:
        StorageUnavailable: PostgreSQL does not answer.
    """
    async with pool.autocommit() as conn:
        return await claim_on(conn, user_id, at)


async def claim_on(conn: Connection, user_id: str, at: dt.datetime) -> bool:
    """`claim` on a connection that the caller has already."""
    return await _PERSONALISATION.claim_notice(conn, user_id=user_id, at=at) is not None


def _spending(profile: Profile) -> Notice | None:
    recent, earlier, budget = profile.patterns.recent_won, profile.patterns.earlier_won, profile.budget_max
    if recent is None:
        return None
    if budget is None and profile.average_budget is not None:
        return None  # "at least 5,000 won" is no ceiling
    if budget is not None:
        over = recent - budget
        if recent > _ABOVE_BUDGET * budget and over >= _WORTH_SAYING_WON:
            return Notice("above_budget", won=round(over, -2), budget=budget)
        return None
    if earlier is not None and recent > _DEARER * earlier and recent - earlier >= _WORTH_SAYING_WON:
        return Notice("dearer", won=round(recent - earlier, -2))
    return None


def _eating(profile: Profile) -> Notice | None:
    patterns = profile.patterns
    if patterns.nutrition_of < _ENOUGH_MEALS:
        return None
    mean = patterns.nutrition
    if mean.get("sodium_mg", 0.0) >= _SALTY_SHARE * DAILY_VALUES["sodium_mg"]:
        return Notice("salty")
    if mean.get("sugar_g", 0.0) >= _SWEET_SHARE * DAILY_VALUES["sugar_g"]:
        return Notice("sweet")
    if "protein_g" in mean and mean["protein_g"] < _PROTEIN_SHARE * DAILY_VALUES["protein_g"]:
        return Notice("little_protein")
    return None
