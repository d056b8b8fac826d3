"""Applies and takes back the schema changes in this folder, and gives the processes' role its rights on them.

Each change is a plain SQL file with a ``.rollback.sql`` beside it, run by yoyo as the owner role in one transaction.
Whoever migrates holds an advisory lock, which PostgreSQL releases by itself should the migrating process die.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import yoyo
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from yoyo.connections import DatabaseURI
from yoyo.migrations import MigrationList

from storage.errors import StorageMisused, mapped

__all__ = ["apply", "fingerprint", "pending", "rollback"]

_FOLDER = Path(__file__).parent
_LOCK = 0x6E_61_76_69  # "navi"
_LOCK_LIMIT_S = 60


def apply(dsn_owner: str, *, app_role: str) -> list[str]:
    """Apply what is not applied yet, then grant ``app_role`` reading and writing of rows; returns what was applied.

    Raises:
        StorageUnavailable: the server is away, or someone else has been migrating for a minute.
        StorageMisused: a migration is wrong; it was taken back, those before it stay.
    """
    with _backend(dsn_owner) as backend:
        ahead = backend.to_apply(_migrations())
        names = [migration.id for migration in ahead]
        backend.apply_migrations(ahead)
        # yoyo steps over a file it cannot load.
        if left := [migration.id for migration in backend.to_apply(_migrations())]:
            raise StorageMisused(f"migrations cannot be loaded: {', '.join(left)}")
        # Still under the lock: two that grant on one table at once make PostgreSQL give up on one of them.
        _grant(dsn_owner, app_role)
    return names


def rollback(dsn_owner: str, to: str | None = None) -> list[str]:
    """Take back every migration after ``to`` (all when ``None``), newest first; returns what was taken back.

    Raises:
        StorageUnavailable: as `apply`.
        StorageMisused: there is no migration ``to``, or a rollback file is wrong.
    """
    known = [migration.id for migration in _migrations()]
    if to is not None and to not in known:
        raise StorageMisused(f"no migration is called {to!r}; there are {', '.join(known)}")
    with _backend(dsn_owner) as backend:
        undone = [m for m in backend.to_rollback(_migrations()) if to is None or m.id > to]
        backend.rollback_migrations(MigrationList(undone))
    return [migration.id for migration in undone]


def pending(dsn_owner: str) -> list[str]:
    """The migrations that `apply` would apply, in order.

    Raises:
        StorageUnavailable: as `apply`.
    """
    with _backend(dsn_owner) as backend:
        return [migration.id for migration in backend.to_apply(_migrations())]


def fingerprint() -> str:
    """A short name for this very set of files: equal fingerprints make equal schemas."""
    digest = hashlib.sha256()
    for path in sorted(_FOLDER.glob("*.sql")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _migrations() -> Any:
    found = yoyo.read_migrations(str(_FOLDER))
    # yoyo takes Python files for migrations too, this one included.
    return MigrationList([migration for migration in found if migration.is_raw_sql()])


@contextlib.contextmanager
def _backend(dsn_owner: str) -> Iterator[Any]:
    """yoyo's connection, opened and closed under the lock."""
    with mapped("postgres"), psycopg.connect(dsn_owner, autocommit=True) as guard:
        guard.execute(sql.SQL("SET lock_timeout = {}").format(f"{_LOCK_LIMIT_S}s"))
        guard.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        with yoyo.get_backend(_yoyo_uri(dsn_owner)) as backend:
            # yoyo's own lock is a row, which outlives a process that was killed. Under ours, such a row is a leftover.
            backend.break_lock()
            yield backend


def _yoyo_uri(dsn: str) -> str:
    parts = conninfo_to_dict(dsn)
    return str(
        DatabaseURI(
            scheme="postgresql+psycopg",
            username=parts.pop("user", None),
            password=parts.pop("password", None),
            hostname=parts.pop("host", None),
            port=parts.pop("port", None),
            database=parts.pop("dbname", None),
            args=parts,
        )
    )


def _grant(dsn_owner: str, app_role: str) -> None:
    """Rows may be read and written, tables not altered, emptied or dropped; yoyo's own tables stay out of sight."""
    with mapped("postgres"), psycopg.connect(dsn_owner) as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')"
            " AND pg_get_userbyid(relowner) = current_user AND relname NOT LIKE '%yoyo%'"
        ).fetchall()
        role = sql.Identifier(app_role)
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
        for (table,) in tables:
            connection.execute(
                sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}").format(sql.Identifier(table), role)
            )
