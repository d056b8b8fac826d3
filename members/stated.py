"""What a person says of themselves: likes, the usual amount, what they must not eat (specification §3.3.1).

Every word of it can be taken back: `note` returns what `take_back` needs. A guest's words are kept by the dialogue, in
the same `Stated`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Literal

from psycopg.types.json import Jsonb

from members.stages import ONBOARDING_BELOW
from storage import queries
from storage.postgres import Pool

__all__ = ["Budget", "Stated", "is_newcomer", "note", "note_onboarded", "take_back"]

_stated = queries.load("stated")
_MOST_WORDS = 20  # of foods and restrictions each: more is a list of somebody who plays


@dataclasses.dataclass(frozen=True)
class Budget:
    """What a meal usually costs somebody, in won; at least one bound is there."""

    least: int | None
    most: int | None

    @property
    def average(self) -> int:
        """The middle of the range, or the only bound."""
        bounds = [bound for bound in (self.least, self.most) if bound is not None]
        return sum(bounds) // len(bounds)

    @property
    def ceiling(self) -> int | None:
        """The most a meal may cost, where a limit was said (만원 이하); of a range or a rough figure there is none."""
        return self.most if self.least is None else None


@dataclasses.dataclass(frozen=True)
class Stated:
    """What was said. ``categories`` and ``tastes`` map to weights in [0, 1]: 1 liked, 0 disliked.

    ``diet`` holds diet values of the label guide, ``unfiltered`` what none of them covers, in the person's word;
    ``disliked`` categories and dishes.
    """

    diet: frozenset[str] = frozenset()
    unfiltered: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    categories: Mapping[str, float] = dataclasses.field(default_factory=dict)
    tastes: Mapping[str, float] = dataclasses.field(default_factory=dict)
    budget: Budget | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return self == Stated()

    @property
    def liked(self) -> tuple[str, ...]:
        """The categories that are liked."""
        return tuple(category for category, weight in self.categories.items() if weight > 0.5)

    def joined(self, later: Stated) -> Stated:
        """Both; of two contradicting words the later holds."""
        liked = {category for category, weight in later.categories.items() if weight > 0.5}
        return Stated(
            diet=self.diet | later.diet,
            unfiltered=_joined(self.unfiltered, later.unfiltered),
            disliked=tuple(food for food in _joined(self.disliked, later.disliked) if food not in liked),
            categories={**self.categories, **later.categories},
            tastes={**self.tastes, **later.tastes},
            budget=later.budget or self.budget,
        )

    def unsaid(self, earlier: Stated) -> Stated:
        """This without the likes of ``earlier``, which were taken back; restrictions are never dropped so."""
        return dataclasses.replace(
            self,
            disliked=_without(self.disliked, earlier.disliked),
            categories={name: weight for name, weight in self.categories.items() if name not in earlier.categories},
            tastes={name: weight for name, weight in self.tastes.items() if name not in earlier.tastes},
        )

    def as_json(self) -> dict[str, Any]:
        """For a slot."""
        return {
            "diet": sorted(self.diet),
            "unfiltered": list(self.unfiltered),
            "disliked": list(self.disliked),
            "categories": dict(self.categories),
            "tastes": dict(self.tastes),
            "budget": None if self.budget is None else [self.budget.least, self.budget.most],
        }

    @classmethod
    def from_json(cls, value: object) -> Stated:
        """From `as_json`; what is none is empty."""
        if not isinstance(value, Mapping):
            return cls()
        budget = value.get("budget")
        return cls(
            diet=frozenset(map(str, value.get("diet") or ())),
            unfiltered=tuple(map(str, value.get("unfiltered") or ())),
            disliked=tuple(map(str, value.get("disliked") or ())),
            categories={str(k): float(v) for k, v in (value.get("categories") or {}).items()},
            tastes={str(k): float(v) for k, v in (value.get("tastes") or {}).items()},
            budget=Budget(*budget) if isinstance(budget, list) and len(budget) == 2 else None,
        )


async def note(pool: Pool, user_id: str, stated: Stated) -> dict[str, Any]:
    """Write what was said into the profile, which is made if need be; returns what takes exactly this back.

    Raises:
        StorageRejected: there is no such person.
        StorageUnavailable: PostgreSQL does not answer; nothing was written.
    """
    async with pool.connection() as conn:
        row = await _stated.lock(conn, user_id=user_id)
        known = Stated(
            diet=frozenset(row["dietary_restrictions"]),
            unfiltered=tuple(row["unfiltered_restrictions"]),
            disliked=tuple(row["disliked_foods"]),
        )
        after = known.joined(stated)
        budget = stated.budget
        await _write(
            conn,
            user_id,
            row,
            diet=sorted(after.diet),
            unfiltered=list(after.unfiltered[-_MOST_WORDS:]),
            disliked=list(after.disliked[-_MOST_WORDS:]),
            taste={**row["taste"], **stated.tastes},
            categories=stated.categories,
            **(
                {}
                if budget is None
                else {"average_budget": budget.average, "budget_min": budget.least, "budget_max": budget.most}
            ),
        )
    return {
        "added": dataclasses.replace(
            stated,
            diet=stated.diet - known.diet,
            unfiltered=_without(stated.unfiltered, known.unfiltered),
            disliked=_without(stated.disliked, known.disliked),
        ).as_json(),
        "disliked_before": list(_without(known.disliked, after.disliked)),
        "categories_before": {name: row["preferred_categories"].get(name) for name in stated.categories},
        "tastes_before": {name: row["taste"].get(name) for name in stated.tastes},
        "budget_before": None if budget is None else [row["average_budget"], row["budget_min"], row["budget_max"]],
    }


async def take_back(pool: Pool, user_id: str, undo: Mapping[str, Any]) -> None:
    """Make the profile again what it was before the `note` that returned ``undo``, as far as that note changed it.

    Raises:
        StorageRejected: there is no such person.
        StorageUnavailable: PostgreSQL does not answer; nothing was written.
    """
    added = Stated.from_json(undo.get("added"))
    async with pool.connection() as conn:
        row = await _stated.lock(conn, user_id=user_id)
        taste = {**row["taste"], **(undo.get("tastes_before") or {})}
        budget = undo.get("budget_before")
        await _write(
            conn,
            user_id,
            row,
            diet=[value for value in row["dietary_restrictions"] if value not in added.diet],
            unfiltered=list(_without(tuple(row["unfiltered_restrictions"]), added.unfiltered)),
            disliked=list(
                _joined(
                    _without(tuple(row["disliked_foods"]), added.disliked), tuple(undo.get("disliked_before") or ())
                )
            ),
            taste={name: weight for name, weight in taste.items() if weight is not None},
            categories=undo.get("categories_before") or {},
            **(
                dict(zip(("average_budget", "budget_min", "budget_max"), budget, strict=True))
                if isinstance(budget, list)
                else {}
            ),
        )


async def is_newcomer(pool: Pool, user_id: str) -> bool:
    """Whether this person is to be asked the first questions: fewer than 3 choices, and not asked to the end before.

    Raises:
        StorageUnavailable: PostgreSQL does not answer.
    """
    async with pool.autocommit() as conn:
        row = await _stated.newcomer(conn, user_id=user_id)
    return row is not None and row["interaction_count"] < ONBOARDING_BELOW and not row["is_onboarded"]


async def note_onboarded(pool: Pool, user_id: str, outcome: Literal["finished", "declined"]) -> None:
    """The questions are over: not to be asked again.

    Raises:
        StorageRejected: there is no such person.
        StorageUnavailable: PostgreSQL does not answer.
    """
    async with pool.autocommit() as conn:
        await _stated.note_onboarded(conn, user_id=user_id, outcome=outcome)


async def _write(
    conn: Any,
    user_id: str,
    row: Mapping[str, Any],
    *,
    diet: list[str],
    unfiltered: list[str],
    disliked: list[str],
    taste: Mapping[str, float],
    categories: Mapping[str, float | None],
    **budget: int | None,
) -> None:
    """Write over the locked row; a category of None is forgotten."""
    stated_before = row["stated_categories"]
    stated = {**(row["preferred_categories"] if stated_before is None else stated_before), **categories}
    preferred = {**row["preferred_categories"], **categories}
    await _stated.write(
        conn,
        user_id=user_id,
        diet=diet,
        unfiltered=unfiltered,
        disliked=disliked,
        taste=Jsonb(dict(taste)),
        average=budget.get("average_budget", row["average_budget"]),
        budget_min=budget.get("budget_min", row["budget_min"]),
        budget_max=budget.get("budget_max", row["budget_max"]),
        preferred=Jsonb({name: weight for name, weight in preferred.items() if weight is not None}),
        stated=Jsonb({name: weight for name, weight in stated.items() if weight is not None}),
    )


def _joined(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*old, *new)))


def _without(words: tuple[str, ...], gone: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in gone)
