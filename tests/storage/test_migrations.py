"""The schema goes up, down and up again; the processes' role may touch rows and nothing else."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Iterator

import psycopg
import pytest

from ops.stack import database
from ops.stack.errors import StackError
from settings import ROOT, Settings
from storage import migrations
from storage.errors import StorageMisused, StorageUnavailable

_ALL = ["0001_catalogue", "0002_members", "0003_conversations"]
_FOLDER = ROOT / "storage" / "migrations"


@pytest.fixture
def empty(settings: Settings) -> Iterator[Settings]:
    """Settings of a database that has nothing in it but extensions and roles."""
    own = settings.copy(
        update={"postgres": settings.postgres.copy(update={"database": f"{settings.postgres.database}_migrated"})}
    )
    database.create(own)
    migrations.rollback(own.postgres_dsn(owner=True))
    yield own
    database.drop(own, own.postgres.database)


def _tables(settings: Settings) -> set[str]:
    with psycopg.connect(settings.postgres_dsn(owner=True)) as connection:
        rows = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
        ).fetchall()
    return {name for (name,) in rows if "yoyo" not in name}


def test_going_down_leaves_no_table_and_going_up_again_makes_them_all(empty: Settings) -> None:
    dsn = empty.postgres_dsn(owner=True)
    assert _tables(empty) == set()
    assert migrations.pending(dsn)[:3] == _ALL
    applied = migrations.apply(dsn, app_role=empty.postgres.user)
    assert applied[:3] == _ALL
    assert {"shops", "menus", "users", "foodcard_users", "conversations", "recommendations_log"} <= _tables(empty)
    assert migrations.pending(dsn) == []
    assert migrations.rollback(dsn) == applied[::-1]
    assert _tables(empty) == set()


def test_going_back_to_a_migration_keeps_it_and_those_before(empty: Settings) -> None:
    dsn = empty.postgres_dsn(owner=True)
    migrations.apply(dsn, app_role=empty.postgres.user)
    assert migrations.rollback(dsn, to="0001_catalogue")[-2:] == ["0003_conversations", "0002_members"]
    assert _tables(empty) == {"shops", "menus"}


def test_going_back_to_an_unknown_migration_changes_nothing(empty: Settings) -> None:
    dsn = empty.postgres_dsn(owner=True)
    migrations.apply(dsn, app_role=empty.postgres.user)
    with pytest.raises(StorageMisused, match="0042_none"):
        migrations.rollback(dsn, to="0042_none")
    assert migrations.pending(dsn) == []


def test_migrating_twice_at_once_applies_each_migration_once(empty: Settings) -> None:
    dsn = empty.postgres_dsn(owner=True)
    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        runs = [threads.submit(migrations.apply, dsn, app_role=empty.postgres.user) for _ in range(4)]
    assert sorted(name for run in runs for name in run.result()) == sorted(
        path.stem for path in _FOLDER.glob("*.sql") if not path.stem.endswith(".rollback")
    )


def test_a_lock_left_by_a_killed_migration_stops_nobody(empty: Settings) -> None:
    dsn = empty.postgres_dsn(owner=True)
    with psycopg.connect(dsn) as connection:
        connection.execute("INSERT INTO yoyo_lock (locked, ctime, pid) VALUES (1, now(), 4194304)")
    assert migrations.apply(dsn, app_role=empty.postgres.user)[:3] == _ALL


def test_making_the_database_twice_at_once_is_harmless(settings: Settings) -> None:
    name = f"{settings.postgres.database}_twice"
    own = settings.copy(update={"postgres": settings.postgres.copy(update={"database": name})})
    try:
        with concurrent.futures.ThreadPoolExecutor(3) as threads:
            for run in [threads.submit(database.create, own) for _ in range(3)]:
                run.result()
        assert migrations.pending(own.postgres_dsn(owner=True)) == []
    finally:
        database.drop(own, name)


def test_a_server_that_is_away_is_told_in_one_line(settings: Settings, unused_tcp_port: int) -> None:
    away = settings.copy(update={"postgres": settings.postgres.copy(update={"port": unused_tcp_port})})
    with pytest.raises(StackError, match=r"^the database cannot be made: .*refused"):
        database.create(away)
    with pytest.raises(StorageUnavailable):
        migrations.pending(away.postgres_dsn(owner=True))


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE menus",
        "ALTER TABLE shops ADD COLUMN x int",
        "TRUNCATE users CASCADE",
        "CREATE TABLE x (y int)",
        "CREATE TEMPORARY TABLE x (y int)",
        "CREATE SCHEMA x",
        "SELECT * FROM _yoyo_migration",
        "SET ROLE naviyam_owner",
        "CREATE EXTENSION hstore",
    ],
)
def test_the_processes_role_may_not(settings: Settings, statement: str) -> None:
    with psycopg.connect(settings.postgres_dsn()) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_the_processes_role_owns_nothing(settings: Settings) -> None:
    with psycopg.connect(settings.postgres_dsn()) as connection:
        owned = connection.execute(
            "SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = %s"
            " UNION ALL SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = %s",
            [settings.postgres.user] * 2,
        ).fetchall()
        flags = connection.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles WHERE rolname = %s",
            [settings.postgres.user],
        ).fetchone()
    assert owned == []
    assert flags == (False,) * 4


def test_the_processes_role_reads_and_writes_every_table(settings: Settings) -> None:
    with psycopg.connect(settings.postgres_dsn()) as connection:
        for table in sorted(_tables(settings)):
            rights = connection.execute(
                "SELECT bool_and(has_table_privilege(current_user, %s, kind))"
                " FROM unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS kind",
                [table],
            ).fetchone()
            assert rights == (True,), table
