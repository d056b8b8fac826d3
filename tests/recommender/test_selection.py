"""A selection is recorded once, whatever comes first and however often it is pressed."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from typing import Any

import pytest

from recommender import recommend
from recommender.selection import Selection, earlier_items, select
from storage.errors import StorageRejected
from storage.postgres import Pool
from tests.recommender.conftest import request_at


@pytest.fixture
async def selection(catalogue: Pool) -> Selection:
    """Somebody's choice from a fresh slate, nothing recorded yet."""
    user_id = str(uuid.uuid4())
    async with catalogue.autocommit() as conn:
        await conn.execute("INSERT INTO users (user_id) VALUES (%s)", [user_id])
    slate = await recommend(catalogue, request_at())
    item = slate.items[1]
    return Selection(slate.slate_id, "conversation", user_id, item.shop_id, item.menu.menu_id, item.category, 2, 4200)


async def row(pool: Pool, statement: str, **values: Any) -> dict[str, Any]:
    async with pool.autocommit() as conn:
        found = await (await conn.execute(statement, values)).fetchone()
    assert found is not None
    return dict(found)


async def counts(pool: Pool, selection: Selection) -> dict[str, Any]:
    return await row(
        pool,
        """
        SELECT s.recommendation_count, p.interaction_count, p.last_category_selected,
               (SELECT count(*) FROM user_interactions i WHERE i.user_id = %(user)s) AS interactions
        FROM shops s LEFT JOIN user_profiles p ON p.user_id = %(user)s WHERE s.shop_id = %(shop)s
        """,
        user=selection.user_id,
        shop=selection.shop_id,
    )


async def test_a_selection_reaches_log_shop_profile_and_interactions(catalogue: Pool, selection: Selection) -> None:
    before = await counts(catalogue, selection)
    assert (await select(catalogue, selection)).is_new
    after = await counts(catalogue, selection)
    assert after["recommendation_count"] == before["recommendation_count"] + 1
    assert (after["interaction_count"], after["last_category_selected"]) == (1, selection.category)
    logged = await row(
        catalogue, "SELECT * FROM recommendations_log WHERE slate_id = %(slate)s", slate=selection.slate_id
    )
    assert logged["user_final_selection"] == selection.shop_id
    assert logged["time_to_decision_ms"] == 4200
    assert logged["selected_at"] is not None
    interaction = await row(
        catalogue, "SELECT * FROM user_interactions WHERE user_id = %(user)s", user=selection.user_id
    )
    assert (interaction["kind"], float(interaction["weight"])) == ("select", 0.8)
    assert interaction["context"] == {"position": 2}


async def test_a_second_press_changes_nothing(catalogue: Pool, selection: Selection) -> None:
    await select(catalogue, selection)
    once = await counts(catalogue, selection)
    assert not (await select(catalogue, selection)).is_new
    assert not (await select(catalogue, replace(selection, position=5))).is_new
    assert await counts(catalogue, selection) == once


async def test_eight_presses_at_once_count_once(catalogue: Pool, selection: Selection) -> None:
    answers = await asyncio.gather(*(select(catalogue, selection) for _ in range(8)))
    assert sorted(answer.is_new for answer in answers) == [False] * 7 + [True]
    assert (await counts(catalogue, selection))["interaction_count"] == 1


async def test_the_row_of_the_event_worker_may_be_there_first(catalogue: Pool, selection: Selection) -> None:
    async with catalogue.autocommit() as conn:
        await conn.execute(
            """
            INSERT INTO recommendations_log (slate_id, user_id, recommendations) VALUES (%s, %s, '[{"shop_id": 1}]')
            """,
            [selection.slate_id, selection.user_id],
        )
    assert (await select(catalogue, selection)).is_new
    assert await earlier_items(catalogue, selection.slate_id, selection.user_id) == [{"shop_id": 1}]


async def test_somebody_elses_slate_is_neither_chosen_from_nor_read(catalogue: Pool, selection: Selection) -> None:
    async with catalogue.autocommit() as conn:
        await conn.execute(
            "INSERT INTO recommendations_log (slate_id, user_id, recommendations) VALUES (%s, 'another', '[]')",
            [selection.slate_id],
        )
    assert not (await select(catalogue, selection)).is_new
    assert await earlier_items(catalogue, selection.slate_id, selection.user_id) == []
    assert (await counts(catalogue, selection))["interactions"] == 0


async def test_a_person_who_is_gone_is_refused_and_nothing_is_left_behind(
    catalogue: Pool, selection: Selection
) -> None:
    gone = replace(selection, user_id="nobody", slate_id=str(uuid.uuid4()))
    with pytest.raises(StorageRejected):
        await select(catalogue, gone)
    found = await row(
        catalogue, "SELECT count(*) AS n FROM recommendations_log WHERE slate_id = %(slate)s", slate=gone.slate_id
    )
    assert found["n"] == 0


async def test_an_absurd_decision_time_is_not_recorded(catalogue: Pool, selection: Selection) -> None:
    await select(catalogue, replace(selection, time_to_decision_ms=-3))
    logged = await row(
        catalogue, "SELECT * FROM recommendations_log WHERE slate_id = %(slate)s", slate=selection.slate_id
    )
    assert logged["time_to_decision_ms"] is None
