"""Finds the shop a record speaks of, among those other lists have named.

Three rules, the surest first:

1. the same name at the same address (by road or by lot), as this very list gave them before, else as any list does;
2. the same address and names that mean one shop (봉수닭갈비, 봉수닭갈비막국수), when only one there fits;
3. the same name in the same road, or in the same 동 where one of the two lists gives only a lot, when the name is the
   only one in its district on both sides.

What rules 2 and 3 find must not be named by the present file in another row. Rule 1 asks this list's own rows first so
that a second import finds what the first one made, whatever other lists have added since.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.importing.addresses import Address
from catalog.importing.names import are_alike
from catalog.importing.record import Record

__all__ = ["KnownRecord", "join"]


@dataclass(frozen=True)
class KnownRecord:
    """A row of ``shop_sources``, as far as joining needs it."""

    source_key: str
    source: str
    name: str
    name_key: str
    address_keys: tuple[str, ...]
    district: str | None
    dong: str | None
    road: str | None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> KnownRecord:
        """From a row of the query ``known_records``."""
        return cls(
            row["source_key"],
            row["source"],
            row["name"],
            row["name_key"],
            tuple(row["address_keys"]),
            row["district"],
            row["dong"],
            row["road"],
        )


@dataclass
class _Index:
    """Known records by what the rules ask for."""

    source: str
    own: dict[tuple[str, str], str] = field(default_factory=dict)
    exact: dict[tuple[str, str], str] = field(default_factory=dict)
    by_address: dict[str, list[KnownRecord]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[tuple[str | None, str], list[KnownRecord]] = field(default_factory=lambda: defaultdict(list))

    def add(self, known: KnownRecord) -> None:
        for address_key in known.address_keys:
            self.exact.setdefault((known.name_key, address_key), known.source_key)
            if known.source == self.source:
                self.own.setdefault((known.name_key, address_key), known.source_key)
            self.by_address[address_key].append(known)
        self.by_name[known.district, known.name_key].append(known)


def join(source: str, records: Sequence[Record], known: Iterable[KnownRecord]) -> list[str]:
    """The source key of each record's shop, in the order of ``records``.

    Args:
        source: the list the records are from.
        records: of one file.
        known: of every list, this one included.

    Equal keys mean the file names one shop twice; a key that is not among ``known`` is a new shop's.
    """
    index = _Index(source)
    for one in known:
        index.add(one)
    keys: list[str | None] = [_exact(record, index) for record in records]
    claimed = {key for key in keys if key is not None}
    names = Counter((record.address.district, record.name_key) for record in records)
    own: dict[tuple[str, str], str] = {}
    for position, record in enumerate(records):
        if keys[position] is not None:
            continue
        key = next((own[pair] for pair in _pairs(record) if pair in own), None)
        if key is None:
            key = _at_same_address(record, index, claimed)
        if key is None and names[record.address.district, record.name_key] == 1:
            key = _of_same_name(record, index, claimed)
        if key is None:
            key = record.source_key
        keys[position] = key
        claimed.add(key)
        for pair in _pairs(record):
            own.setdefault(pair, key)
    return [key for key in keys if key is not None]


def _pairs(record: Record) -> list[tuple[str, str]]:
    return [(record.name_key, address_key) for address_key in record.address.keys]


def _exact(record: Record, index: _Index) -> str | None:
    for known in (index.own, index.exact):
        for pair in _pairs(record):
            if pair in known:
                return known[pair]
    return None


def _at_same_address(record: Record, index: _Index, claimed: set[str]) -> str | None:
    fitting = {
        known.source_key
        for address_key in record.address.keys
        for known in index.by_address.get(address_key, ())
        if known.source_key not in claimed and are_alike(record.name, known.name)
    }
    return fitting.pop() if len(fitting) == 1 else None


def _of_same_name(record: Record, index: _Index, claimed: set[str]) -> str | None:
    known = index.by_name.get((record.address.district, record.name_key), ())
    if len({one.source_key for one in known}) != 1:
        return None
    near = (one.source_key for one in known if one.source_key not in claimed and _is_near(one, record.address))
    return next(near, None)


def _is_near(known: KnownRecord, address: Address) -> bool:
    if known.road is not None and address.road is not None:
        return known.road == address.road
    return known.dong is not None and known.dong == address.dong
