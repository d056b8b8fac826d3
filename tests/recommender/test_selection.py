"""A selection is recorded once, whatever comes first and however often it is pressed."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from typing import Any

import pytest

from recommender import recommend
from recommender.selection import Selection, earlier_items, select
from storage.errors import StorageRejected, StorageUnavailable
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


async def test_follow_up_work_is_queued_with_the_choice_and_only_once(catalogue: Pool, selection: Selection) -> None:
    await asyncio.gather(*(select(catalogue, selection) for _ in range(4)))
    found = await row(
        catalogue,
        "SELECT count(*) AS n, min(user_id) AS user_id FROM selection_follow_ups WHERE slate_id = %(slate)s",
        slate=selection.slate_id,
    )
    assert found == {"n": 1, "user_id": selection.user_id}


async def test_two_people_pressing_one_slate_at_once_make_one_choice(catalogue: Pool, selection: Selection) -> None:
    other = replace(selection, user_id=str(uuid.uuid4()))
    async with catalogue.autocommit() as conn:
        await conn.execute("INSERT INTO users (user_id) VALUES (%s)", [other.user_id])
    answers = await asyncio.gather(select(catalogue, selection), select(catalogue, other))
    assert sorted(answer.is_new for answer in answers) == [False, True]
    both = [await counts(catalogue, one) for one in (selection, other)]
    assert sorted(count["interactions"] for count in both) == [0, 1]


async def test_the_balance_is_read_with_the_choice(catalogue: Pool, selection: Selection) -> None:
    assert (await select(catalogue, selection)).balance is None
    async with catalogue.autocommit() as conn:
        await conn.execute(
            "INSERT INTO foodcard_users (user_id, balance, status, last_sync_at) VALUES (%s, 4100, 'ACTIVE', now())",
            [selection.user_id],
        )
    assert (await select(catalogue, selection)).balance == 4_100
    async with catalogue.autocommit() as conn:
        await conn.execute("UPDATE foodcard_users SET status = 'LOST' WHERE user_id = %s", [selection.user_id])
    assert (await select(catalogue, selection)).balance is None


async def test_of_somebody_who_asked_to_collect_nothing_no_trace_is_kept_and_the_choice_counts_once(
    catalogue: Pool, selection: Selection
) -> None:
    async with catalogue.autocommit() as conn:
        await conn.execute("UPDATE users SET collects_data = FALSE WHERE user_id = %s", [selection.user_id])
    before = await counts(catalogue, selection)
    answers = [await select(catalogue, selection) for _ in range(2)]
    assert [answer.is_new for answer in answers] == [True, False]
    after = await counts(catalogue, selection)
    assert after == {**before, "recommendation_count": before["recommendation_count"] + 1}
    left = await row(
        catalogue,
        "SELECT user_id, conversation_id, user_final_selection, (SELECT count(*) FROM selection_follow_ups"
        " WHERE slate_id = %(slate)s) AS queued FROM recommendations_log WHERE slate_id = %(slate)s",
        slate=selection.slate_id,
    )
    assert left == {
        "user_id": None,
        "conversation_id": None,
        "user_final_selection": selection.shop_id,
        "queued": 0,
    }


async def test_what_habits_are_learnt_from_is_kept_with_the_choice(catalogue: Pool, selection: Selection) -> None:
    await select(catalogue, replace(selection, context={"price": 5_000, "meal_time": "lunch"}))
    interaction = await row(
        catalogue, "SELECT context FROM user_interactions WHERE user_id = %(user)s", user=selection.user_id
    )
    assert interaction["context"] == {"price": 5_000, "meal_time": "lunch", "position": 2}


async def test_a_choice_cut_off_before_its_commit_leaves_nothing_and_can_be_pressed_again(
    catalogue: Pool, selection: Selection
) -> None:
    before = await counts(catalogue, selection)
    async with catalogue.connection() as blocker:
        await blocker.execute("SELECT FROM shops WHERE shop_id = %s FOR UPDATE", [selection.shop_id])
        pressed = asyncio.create_task(select(catalogue, selection))
        await _cut_off_whoever_waits(catalogue)
        with pytest.raises(StorageUnavailable):
            await pressed
    assert await counts(catalogue, selection) == before
    left = await row(
        catalogue,
        "SELECT (SELECT count(*) FROM selection_follow_ups WHERE slate_id = %(slate)s)"
        " + (SELECT count(*) FROM recommendations_log WHERE slate_id = %(slate)s) AS n",
        slate=selection.slate_id,
    )
    assert left["n"] == 0
    assert (await select(catalogue, selection)).is_new
    assert (await counts(catalogue, selection))["interaction_count"] == 1


async def _cut_off_whoever_waits(pool: Pool) -> None:
    """End the server process of the statement that is in the middle of a selection, once it is there."""
    cut_off = (
        "SELECT pg_terminate_backend(pid) AS is_done FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%recommendations_log%'"
    )
    async with pool.autocommit() as conn:
        while not await (await conn.execute(cut_off)).fetchone():  # noqa: ASYNC110  # the server tells nobody
            await asyncio.sleep(0.01)
