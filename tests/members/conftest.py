"""People of a test's own."""

from __future__ import annotations

import uuid

import pytest

from storage.postgres import Pool


@pytest.fixture
async def person(pool: Pool) -> str:
    """The id of somebody nobody knows anything about yet."""
    user_id = f"test-{uuid.uuid4()}"
    async with pool.connection() as connection:
        await connection.execute("INSERT INTO users (user_id) VALUES (%s)", [user_id])
    return user_id
