"""Writes shops and their menus: one place for importers and the sample, in bulk, changing only what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from psycopg.types.json import Jsonb

from catalog.rows import ShopRow
from storage import queries
from storage.postgres import Connection

__all__ = ["Written", "delete_source", "has_shops", "write"]

_CHUNK: Final = 500
"""Shops a statement: a tenth of a second, far below the time-out of a pool made for turns."""


@dataclass(frozen=True)
class Written:
    """What writing did, by source key; keys in neither set were the same before."""

    new: frozenset[str]
    changed: frozenset[str]


async def has_shops(conn: Connection) -> bool:
    """Whether there is any shop."""
    return bool(await queries.load("catalogue").has_shops(conn))


async def write(conn: Connection, rows: Sequence[ShopRow]) -> Written:
    """Insert or update shops with their menus; menus that a row no longer has are deleted.

    Call it inside a transaction: all of ``rows`` or none. Source keys must differ from one another.

    Raises:
        StorageError: PostgreSQL is away or refuses a row.
    """
    sql = queries.load("catalogue")
    new: set[str] = set()
    touched: set[str] = set()
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        shops = [{"position": position, **shop.as_json()} for position, shop in enumerate(chunk)]
        menus = [
            {"position": position, "source_key": shop.source_key, **menu.as_json()}
            for shop in chunk
            for position, menu in enumerate(shop.menus)
        ]
        names = [{"source_key": shop.source_key, "names": [menu.name for menu in shop.menus]} for shop in chunk]
        async for row in sql.write_shops(conn, rows=Jsonb(shops)):
            (new if row["is_new"] else touched).add(row["source_key"])
        async for row in sql.write_menus(conn, rows=Jsonb(menus)):
            touched.add(row["source_key"])
        async for row in sql.delete_gone_menus(conn, rows=Jsonb(names)):
            touched.add(row["source_key"])
    return Written(frozenset(new), frozenset(touched - new))


async def delete_source(conn: Connection, source: str, *, keep: Sequence[str]) -> int:
    """Delete the shops that ``source`` alone made, but for the keys to ``keep``; returns how many those were."""
    return int(await queries.load("catalogue").delete_source(conn, source=source, keep=list(keep)))
