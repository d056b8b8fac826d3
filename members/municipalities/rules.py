"""One municipality's rules, as facts that know where they come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, Generic, TypeVar

__all__ = ["Fact", "Limit", "Rules"]

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Fact(Generic[_Value]):
    """Something a source says. ``valid_from`` None: it held already when the source said so."""

    value: _Value
    source: str
    as_of: dt.date
    valid_from: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether it holds on ``day`` already."""
        return self.valid_from is None or self.valid_from <= day


@dataclass(frozen=True)
class Limit:
    """An amount in won, perhaps another for some age groups."""

    won: int
    by_age_group: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, age_group: str | None) -> int:
        """The limit for a card of this age group."""
        return self.won if age_group is None else self.by_age_group.get(age_group, self.won)


@dataclass(frozen=True)
class Rules:
    """What is known of one municipality's card; None is unknown, and says nothing in either direction."""

    name: str
    aliases: tuple[str, ...] = ()
    card_name: Fact[str] | None = None
    grant_per_meal_won: Fact[int] | None = None
    """What one meal is granted (지원 단가); no limit of a payment."""
    per_meal_limit_won: Fact[Limit] | None = None
    daily_limit_won: Fact[Limit] | None = None
    use_hours: Fact[tuple[dt.time, dt.time]] | None = None
    """From, until (Asia/Seoul); until may lie before from, then it is the next day's."""
    convenience_excluded: Fact[tuple[str, ...]] | None = None

    @property
    def facts(self) -> Mapping[str, Fact[Any]]:
        """What is known, by the file's field names."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in values.items() if isinstance(value, Fact)}

    def per_meal_limit(self, day: dt.date, age_group: str | None = None) -> int | None:
        """The most one payment may be on ``day``, in won."""
        return _limit_on(self.per_meal_limit_won, day, age_group)

    def daily_limit(self, day: dt.date, age_group: str | None = None) -> int | None:
        """The most ``day`` may cost, in won."""
        return _limit_on(self.daily_limit_won, day, age_group)

    def pays_at(self, at: dt.datetime) -> bool | None:
        """Whether the card pays at ``at`` (its clock in Asia/Seoul); None: no hours are known."""
        if self.use_hours is None or not self.use_hours.holds_on(at.date()):
            return None
        opens, closes = self.use_hours.value
        now = at.timetz().replace(tzinfo=None)
        if opens <= closes:
            return opens <= now < closes
        return now >= opens or now < closes


def _limit_on(fact: Fact[Limit] | None, day: dt.date, age_group: str | None) -> int | None:
    return fact.value.of(age_group) if fact is not None and fact.holds_on(day) else None
