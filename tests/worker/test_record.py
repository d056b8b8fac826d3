"""Turns are written once, however often and in whatever order they arrive."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from members import identity
from storage.bus import Event
from storage.postgres import Pool
from tests.worker.examples import RECEIVED_AT, body, slate_record, turn_record
from worker import record, turn
from worker.consumer import handler


async def _rows(pool: Pool, statement: str, *parameters: object) -> list[dict[str, Any]]:
    async with pool.autocommit() as conn:
        return await (await conn.execute(statement, parameters)).fetchall()  # type: ignore[arg-type]


async def _write(pool: Pool, published: dict[str, Any]) -> None:
    await record.write(pool, turn.read(body(published)))


async def test_a_turn_delivered_twice_is_one_row(pool: Pool) -> None:
    published = turn_record()
    await _write(pool, published)
    await _write(pool, published)
    (row,) = await _rows(pool, "SELECT * FROM conversations WHERE conversation_id = %s", published["conversation_id"])
    assert row["message_id"] == published["message_id"]
    assert row["extracted_intent"] == "BUDGET_INQUIRY"
    assert row["extracted_entities"][0]["value"] == 5000
    assert row["created_at"] == RECEIVED_AT


async def test_a_slate_is_logged_once(pool: Pool) -> None:
    slate_id = uuid.uuid4()
    for _ in range(2):
        await _write(pool, slate_record(slate_id))
    (row,) = await _rows(pool, "SELECT * FROM recommendations_log WHERE slate_id = %s", slate_id)
    assert row["request"] == {"budget": 5000}
    assert row["relaxed"] == ["radius"]
    assert row["recommendations"] == [{"shop_id": 7, "name": "분식집"}]


async def test_of_where_somebody_was_the_log_keeps_a_square_of_a_kilometre(pool: Pool) -> None:
    slate_id = uuid.uuid4()
    record = slate_record(slate_id)
    said = next(event for event in record["events"] if event["event"] == "bot" and (event["data"].get("custom") or {}))
    said["data"]["custom"]["slate"]["request"] = {"lat": 37.48421, "lng": 126.92974, "budget": 5000}
    await _write(pool, record)
    (row,) = await _rows(pool, "SELECT request FROM recommendations_log WHERE slate_id = %s", slate_id)
    assert row["request"] == {"lat": 37.485, "lng": 126.925, "budget": 5000}


async def test_a_selection_that_was_quicker_keeps_its_choice(pool: Pool) -> None:
    slate_id = uuid.uuid4()
    await _rows(
        pool,
        "INSERT INTO recommendations_log (slate_id, user_final_selection) VALUES (%s, 7) RETURNING 1",
        slate_id,
    )
    await _write(pool, slate_record(slate_id))
    (row,) = await _rows(pool, "SELECT * FROM recommendations_log WHERE slate_id = %s", slate_id)
    assert row["user_final_selection"] == 7
    assert row["recommendations"] == [{"shop_id": 7, "name": "분식집"}]


async def test_a_new_session_ends_the_one_before_even_when_it_is_written_first(pool: Pool) -> None:
    user_id = await identity.resolve(pool, "web", uuid.uuid4().hex)
    conversation_id = uuid.uuid4().hex
    hour = dt.timedelta(hours=1)
    first = turn_record(conversation_id=conversation_id, user_id=user_id)
    later_at = RECEIVED_AT + hour
    later = turn_record(
        conversation_id=conversation_id,
        user_id=user_id,
        received_at=later_at.isoformat(),
        session_started_at=later_at.timestamp(),
        finished_at=later_at.timestamp(),
    )
    query = "SELECT * FROM sessions WHERE conversation_id = %s ORDER BY started_at"
    for order in ([first, later], [later, first]):
        await _rows(pool, "DELETE FROM sessions WHERE conversation_id = %s RETURNING 1", conversation_id)
        for published in order:
            await _write(pool, published)
        before, now = await _rows(pool, query, conversation_id)
        assert before["ended_at"] == later_at
        assert now["ended_at"] is None
        assert now["session_id"] == uuid.UUID(later["session_id"])


async def test_a_session_nobody_came_back_to_ends_by_its_thirty_minutes_and_a_younger_one_does_not(pool: Pool) -> None:
    user_id = await identity.resolve(pool, "web", uuid.uuid4().hex)
    now = dt.datetime.now(dt.timezone.utc)
    said = {minutes: now - dt.timedelta(minutes=minutes) for minutes in (31, 29)}
    talks = {}
    for minutes, at in said.items():
        published = turn_record(
            conversation_id=uuid.uuid4().hex,
            user_id=user_id,
            received_at=at.isoformat(),
            session_started_at=at.timestamp(),
            finished_at=at.timestamp(),
        )
        await _write(pool, published)
        talks[minutes] = published["conversation_id"]
    await record.end_idle_sessions(pool)
    query = "SELECT * FROM sessions WHERE conversation_id = %s"
    (idle,), (young,) = await _rows(pool, query, talks[31]), await _rows(pool, query, talks[29])
    assert idle["end_reason"] == "timeout"
    assert idle["ended_at"] - idle["last_active_at"] == dt.timedelta(minutes=30)
    assert (young["end_reason"], young["ended_at"]) == (None, None)


async def test_a_turn_of_a_person_who_is_gone_is_not_kept(pool: Pool) -> None:
    published = turn_record(user_id="deleted-meanwhile")
    await _write(pool, published)
    conversation_id = published["conversation_id"]
    assert await _rows(pool, "SELECT 1 FROM sessions WHERE conversation_id = %s", conversation_id) == []
    assert await _rows(pool, "SELECT 1 FROM conversations WHERE conversation_id = %s", conversation_id) == []


async def _shop(pool: Pool) -> int:
    (row,) = await _rows(
        pool,
        "INSERT INTO shops (source_key, name, category) VALUES (%s, '분식집', '분식') RETURNING shop_id",
        uuid.uuid4().hex,
    )
    return int(row["shop_id"])


def _asked(shop_id: object, intent: str = "hours_inquiry", **changes: Any) -> dict[str, Any]:
    published = turn_record(**changes)
    published["events"][3]["parse_data"]["intent"]["name"] = intent
    published["events"].insert(-1, {"event": "slot", "name": "focus_shop_id", "value": shop_id})
    return published


async def test_asking_about_a_shop_is_a_view_of_it_once_a_message(pool: Pool) -> None:
    user_id, shop_id = await identity.resolve(pool, "web", uuid.uuid4().hex), await _shop(pool)
    published = _asked(shop_id, user_id=user_id)
    await _write(pool, published)
    await _write(pool, published)
    await _write(pool, _asked(shop_id, user_id=user_id))
    rows = await _rows(pool, "SELECT * FROM user_interactions WHERE user_id = %s", user_id)
    assert [(row["shop_id"], row["kind"], float(row["weight"])) for row in rows] == [(shop_id, "view", 0.3)] * 2
    assert rows[0]["created_at"] == RECEIVED_AT


async def test_choosing_is_no_view_and_neither_is_a_shop_or_person_that_is_gone(pool: Pool) -> None:
    user_id, shop_id = await identity.resolve(pool, "web", uuid.uuid4().hex), await _shop(pool)
    await _write(pool, _asked(shop_id, "select_option", user_id=user_id))
    await _write(pool, _asked(None, user_id=user_id))
    await _write(pool, _asked(2_000_000_000, user_id=user_id))
    await _write(pool, _asked(shop_id, user_id="deleted-meanwhile"))
    await _write(pool, _asked(shop_id))
    assert await _rows(pool, "SELECT 1 FROM user_interactions WHERE user_id = %s", user_id) == []
    assert await _rows(pool, "SELECT 1 FROM user_interactions WHERE shop_id = %s", shop_id) == []


async def test_a_turns_end_does_the_work_a_choice_left(pool: Pool) -> None:
    user_id, slate_id = await identity.resolve(pool, "web", uuid.uuid4().hex), uuid.uuid4()
    await _rows(
        pool, "INSERT INTO selection_follow_ups (user_id, slate_id) VALUES (%s, %s) RETURNING 1", user_id, slate_id
    )
    await handler(pool)(Event("turn", "m", body(turn_record(user_id=user_id)), redelivered=False))
    assert await _rows(pool, "SELECT 1 FROM selection_follow_ups WHERE slate_id = %s", slate_id) == []
