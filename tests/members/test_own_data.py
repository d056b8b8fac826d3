"""A person's data is shown whole, stops growing when they say so, and is gone for good when they say so."""

from __future__ import annotations

import uuid

from psycopg.types.json import Jsonb

from members import feedback, own_data, reports
from members.card import SEOUL
from storage import queries
from storage.postgres import Pool
from tests.members.people import make_person, make_shop

# Every table that could name a person, found in the database itself: a new one is checked without being listed.
COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND data_type IN ('character varying', 'text', 'jsonb') AND table_name IN (
    SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
    AND table_name NOT LIKE E'\\\\_%' AND table_name NOT LIKE 'yoyo%')
"""


async def _fill(pool: Pool, user_id: str, conversation_id: str) -> None:
    """Something in every table a person appears in."""
    shop_id = await make_shop(pool)
    async with pool.connection() as conn:
        for statement, values in (
            ("INSERT INTO user_identities VALUES ('web', %s, %s)", [f"outside-{user_id}", user_id]),
            (
                "INSERT INTO foodcard_users (user_id, balance, status, last_sync_at)"
                " VALUES (%s, 9000, 'ACTIVE', now())",
                [user_id],
            ),
            ("INSERT INTO card_spending VALUES (%s, '2026-11-24', 4000)", [user_id]),
            (
                "INSERT INTO tracker_events (conversation_id, starts_session, event) VALUES (%s, TRUE, %s)",
                [conversation_id, Jsonb({"event": "user", "text": "안녕", "metadata": {"user_id": user_id}})],
            ),
            (
                "INSERT INTO conversations"
                " (message_id, conversation_id, user_id, input_text, response_text, created_at)"
                " VALUES ('m', %s, %s, '안녕', '안녕하세요', now())",
                [conversation_id, user_id],
            ),
            (
                "INSERT INTO sessions (session_id, conversation_id, user_id, platform) VALUES (%s, %s, %s, 'web')",
                [uuid.uuid4(), conversation_id, user_id],
            ),
            ("INSERT INTO conversation_contexts VALUES (%s, '{}')", [conversation_id]),
            (
                "INSERT INTO recommendations_log (slate_id, conversation_id, user_id) VALUES (%s, %s, %s)",
                [uuid.uuid4(), conversation_id, user_id],
            ),
            (
                "INSERT INTO user_interactions (user_id, shop_id, kind, weight) VALUES (%s, %s, 'select', 0.8)",
                [user_id, shop_id],
            ),
            (
                "INSERT INTO coupons (source_key, title, kind, amount, scope, valid_from, valid_until)"
                " VALUES (%s, '천원', 'FIXED', 1000, 'ALL', now(), now() + interval '1 day')",
                [f"coupon-of-{conversation_id}"[:60]],
            ),
            ("INSERT INTO user_coupons (user_id, coupon_id) SELECT %s, max(coupon_id) FROM coupons", [user_id]),
            ("INSERT INTO selection_follow_ups (user_id, slate_id) VALUES (%s, %s)", [user_id, uuid.uuid4()]),
        ):
            await conn.execute(statement, values)
        await conn.execute("UPDATE coupons SET source_key = 'given-' || coupon_id WHERE source_key LIKE 'coupon-of-%'")
    at = await _now(pool)
    await feedback.rate(pool, user_id, 5, "m1", shop_id=shop_id)
    await reports.file(pool, user_id, "closed", "문 닫았어요", "m2", shop_id=shop_id, at=at)


async def _now(pool: Pool):  # type: ignore[no-untyped-def]
    async with pool.autocommit() as conn:
        cursor = await conn.execute("SELECT now() AS now")
        row = await cursor.fetchone()
    assert row is not None
    return row["now"].astimezone(SEOUL)


async def _mentions(pool: Pool, *words: str) -> set[str]:
    """The tables in which any of the words stands, in whatever column."""
    found = set()
    async with pool.autocommit() as conn:
        columns = await (await conn.execute(COLUMNS)).fetchall()
        for column in columns:
            table, name = column["table_name"], column["column_name"]
            for word in words:
                query = f'SELECT EXISTS (SELECT FROM "{table}" WHERE "{name}"::text LIKE %s) AS there'
                row = await (await conn.execute(query, [f"%{word}%"])).fetchone()
                if row is not None and row["there"]:
                    found.add(table)
    return found


async def test_everything_that_tells_of_a_person_is_deleted_in_every_table(pool: Pool) -> None:
    user_id, conversation_id = await make_person(pool), str(uuid.uuid4())
    bystander, other_talk = await make_person(pool), str(uuid.uuid4())
    await _fill(pool, user_id, conversation_id)
    await _fill(pool, bystander, other_talk)
    before = await _mentions(pool, user_id, conversation_id)
    assert {"users", "conversations", "tracker_events", "recommendations_log", "reports", "feedback"} <= before
    ids = await own_data.forget(pool, user_id, conversation_id)
    assert ids == (conversation_id,)
    assert await _mentions(pool, user_id, conversation_id) == set()
    assert await _mentions(pool, bystander, other_talk) == before, "nobody else lost anything"


async def test_forgetting_twice_or_nobody_does_no_harm(pool: Pool) -> None:
    assert await own_data.forget(pool, "nobody-there", "no-talk") == ("no-talk",)


async def test_an_export_holds_the_own_rows_and_no_card_hash(pool: Pool) -> None:
    user_id, conversation_id = await make_person(pool), str(uuid.uuid4())
    await _fill(pool, user_id, conversation_id)
    kept = await own_data.export(pool, user_id)
    assert kept is not None
    assert kept["profile"]["dietary_restrictions"] == ["peanut"]
    assert kept["card"]["balance"] == 9000
    assert "card_hash" not in kept["card"]
    assert [one["input_text"] for one in kept["conversations"]] == ["안녕"]
    assert len(kept["feedback"]) == len(kept["reports"]) == 1
    assert await own_data.export(pool, "nobody-there") is None


async def test_whoever_stops_collecting_gets_no_turns_slates_or_views_on_record(pool: Pool) -> None:
    user_id, shop_id = await make_person(pool), await make_shop(pool)
    assert await own_data.set_collecting(pool, user_id, False)
    assert not await own_data.collects(pool, user_id)
    worker, personal = queries.load("worker"), queries.load("personalisation")
    at = await _now(pool)
    async with pool.connection() as conn:
        for who in (user_id, "deleted-meanwhile"):
            changed = await worker.add_turn(
                conn,
                message_id=f"m-{who}",
                conversation_id="talk",
                user_id=who,
                session_id=None,
                turn=1,
                input_text="안녕",
                response_text="안녕하세요",
                intent=None,
                confidence=None,
                entities=Jsonb([]),
                strategy=None,
                processing_time_ms=1,
                model_versions=Jsonb({}),
                created_at=at,
            )
            assert changed == 0
        viewed = await personal.add_view(
            conn, user_id=user_id, shop_id=shop_id, weight=0.3, context=Jsonb({"message_id": "m"}), at=at
        )
        assert viewed == 0
    assert await own_data.set_collecting(pool, user_id, True)
    assert await own_data.collects(pool, user_id)
