"""Makes the roles, the database with its extensions, and its tables on a local server, as its superuser.

Everything is safe to repeat and to run twice at once. On a production server a database person does the same once; the
processes only ever log in as the two roles made here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import psycopg
from psycopg import sql

from ops.stack.errors import StackError
from settings import Settings
from storage import migrations
from storage.errors import StorageError

__all__ = ["as_superuser", "create", "drop"]

_EXTENSIONS = ("postgis", "pg_trgm", "btree_gin")
_LOCK = 0x6E_61_76_79  # "navy": one maker at a time in a cluster
_TIME_LIMIT = "60s"


def create(settings: Settings, *, template: str | None = None) -> None:
    """Make what is missing of roles, database, extensions and tables.

    Args:
        settings: names, passwords, and where the server is.
        template: an existing database to copy when the database is made, instead of an empty one.

    Raises:
        StackError: the server refuses or does not answer; the message says what it said.
    """
    try:
        with as_superuser(settings) as server:
            server.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            _make_role(server, settings.postgres.owner, settings.postgres.owner_password.get_secret_value())
            _make_role(server, settings.postgres.user, settings.postgres.password.get_secret_value())
            _make_database(server, settings, template)
            with as_superuser(settings, settings.postgres.database) as database:
                _make_extensions(database)
            migrations.apply(settings.postgres_dsn(owner=True), app_role=settings.postgres.user)
    except (psycopg.Error, StorageError) as error:
        raise StackError(f"the database cannot be made: {str(error).strip().splitlines()[0]}") from error


def drop(settings: Settings, database: str) -> None:
    """Remove ``database`` with everything in it, ending who is connected; nothing happens when there is none."""
    with as_superuser(settings) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


@contextlib.contextmanager
def as_superuser(settings: Settings, database: str = "postgres") -> Iterator[psycopg.Connection]:
    """A connection as the local server's superuser, each statement its own transaction."""
    with psycopg.connect(
        host=settings.postgres.host,
        port=settings.postgres.port,
        user="postgres",
        dbname=database,
        connect_timeout=max(2, settings.postgres.connect_timeout_ms // 1000),
        autocommit=True,
    ) as connection:
        connection.execute(sql.SQL("SET statement_timeout = {}").format(_TIME_LIMIT))
        yield connection


def _make_role(server: psycopg.Connection, name: str, password: str) -> None:
    exists = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    server.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD {}").format(
            sql.SQL("ALTER" if exists else "CREATE"), sql.Identifier(name), password or None
        )
    )


def _make_database(server: psycopg.Connection, settings: Settings, template: str | None) -> None:
    p = settings.postgres
    name, owner, user = sql.Identifier(p.database), sql.Identifier(p.owner), sql.Identifier(p.user)
    if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [p.database]).fetchone():
        source = sql.Identifier(template or "template1")
        server.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(name, owner, source))
    # By default anyone may connect to a database and make temporary tables in it.
    server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    server.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, user))


def _make_extensions(database: psycopg.Connection) -> None:
    for extension in _EXTENSIONS:
        database.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
