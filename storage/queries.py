"""Loads the statements of ``storage/sql/<topic>.sql`` as functions.

A statement starts with ``-- name: find_shops(lat, lng)`` (aiosql's syntax), takes its values as ``:lat`` and is called
as ``queries.load("candidates").find_shops(connection, lat=37.5, lng=127.0)``. The name's ending says what comes back:

========  ===================================================================
(none)    the rows, one by one: ``[row async for row in …]``
``^``     one row or ``None``: ``await …``
``$``     the first column of the first row, or ``None``: ``await …``
``!``     the number of rows changed: ``await …``
``<!``    the row of RETURNING, or ``None``: ``await …``
``*!``    one execution for each dictionary in a list: ``await …``
========  ===================================================================

Rows are dictionaries. Comments stand on lines of their own. Parameters are always sent apart from the statement, never
pasted into it.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import aiosql
from aiosql.adapters.apyformat import AsyncPyFormatAdapter

__all__ = ["TOPICS", "load"]

_FOLDER = Path(__file__).parent / "sql"

TOPICS: tuple[str, ...] = tuple(sorted(path.stem for path in _FOLDER.glob("*.sql")))
"""Names of all topic files."""


class _PsycopgAdapter(AsyncPyFormatAdapter):  # type: ignore[misc]  # aiosql's types do not hold
    """aiosql's adapter for ``%(name)s`` parameters, made to fit psycopg 3 with dictionary rows."""

    def process_sql(self, query_name: str, op_type: Any, statement: str) -> str:
        """Turn ``:name`` into ``%(name)s``; a percent sign of SQL's own (LIKE, pg_trgm) stays one."""
        return str(super().process_sql(query_name, op_type, statement.replace("%", "%%")))

    async def select_value(self, connection: Any, _name: str, statement: str, parameters: dict[str, Any]) -> Any:
        """The first column of the first row; a dictionary row has no ``[0]``."""
        async with await connection.execute(statement, parameters) as cursor:
            row = await cursor.fetchone()
        return None if row is None else next(iter(row.values()))

    async def insert_update_delete_many(
        self, connection: Any, _name: str, statement: str, parameters: list[dict[str, Any]]
    ) -> int:
        """The number of rows changed by all executions together."""
        async with connection.cursor() as cursor:
            await cursor.executemany(statement, parameters)
            return int(cursor.rowcount)


@functools.cache
def load(topic: str) -> Any:
    """The statements of one topic file, read once.

    Raises:
        FileNotFoundError: there is no such file; the message names those there are.
    """
    path = _FOLDER / f"{topic}.sql"
    if not path.is_file():
        raise FileNotFoundError(f"no queries are called {topic!r}; there are {', '.join(TOPICS) or 'none'}")
    return aiosql.from_path(path, _PsycopgAdapter, encoding="utf-8")
