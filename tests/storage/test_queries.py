"""Every statement of storage/sql fits the schema, and values travel apart from it."""

from __future__ import annotations

import re

import pytest

from storage import queries
from storage.postgres import Pool

_PARAMETER = re.compile(r"%\((\w+)\)s")
_STATEMENTS = [
    (topic, name)
    for topic in queries.TOPICS
    for name in queries.load(topic).available_queries
    if not name.endswith("_cursor")
]


@pytest.mark.parametrize(("topic", "name"), _STATEMENTS, ids=[f"{topic}.{name}" for topic, name in _STATEMENTS])
async def test_the_statement_fits_the_schema(pool: Pool, topic: str, name: str) -> None:
    statement = getattr(queries.load(topic), name).sql
    numbers = {name: number for number, name in enumerate(dict.fromkeys(_PARAMETER.findall(statement)), 1)}
    plain = _PARAMETER.sub(lambda match: f"${numbers[match[1]]}", statement).replace("%%", "%")
    async with pool.connection() as connection:
        await connection.execute(f"PREPARE checked AS {plain.rstrip().rstrip(';')}")
        await connection.execute("DEALLOCATE checked")


async def test_a_value_is_never_part_of_the_statement(pool: Pool) -> None:
    hostile = "'; DROP TABLE users; --"
    async with pool.connection() as connection:
        assert await queries.load("users").by_id(connection, user_id=hostile) is None
        made = await queries.load("users").add(connection, user_id=hostile, platform="web", external_id=hostile)
        assert made["user_id"] == hostile
        assert (await queries.load("users").by_id(connection, user_id=hostile))["user_id"] == hostile
        assert (await queries.load("users").by_identity(connection, platform="web", external_id=hostile)) is not None


async def test_a_forgotten_value_is_refused_before_it_reaches_the_server(pool: Pool) -> None:
    async with pool.connection() as connection:
        with pytest.raises(Exception, match="user_id"):
            await queries.load("users").by_id(connection)


def test_an_unknown_topic_names_those_there_are() -> None:
    with pytest.raises(FileNotFoundError, match=r"cards.*users"):
        queries.load("recipes")
