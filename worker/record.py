"""Writes a turn into PostgreSQL, all of it or nothing; writing it again changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg.types.json import Jsonb

from recommender.learning.rows import coarse_place
from storage import queries
from storage.postgres import Connection, Pool
from worker.turn import Slate, Turn

__all__ = ["end_idle_sessions", "write"]

_worker, _personalisation = queries.load("worker"), queries.load("personalisation")
_VIEW_WEIGHT = 0.3  # specification §3.3.2: what a look says, beside 0.8 for a choice

_GOODBYE = "GOODBYE"


async def write(pool: Pool, turn: Turn) -> None:
    """Record the turn, its session, its slates, and which shop was asked about.

    Raises:
        storage.errors.StorageError: nothing was written; on `StorageUnavailable` and `StorageConflict` try again.
    """
    async with pool.connection() as conn, conn.pipeline():
        await _write_session(conn, turn)
        await _worker.add_turn(
            conn,
            message_id=turn.message_id,
            conversation_id=turn.conversation_id,
            user_id=turn.user_id,
            session_id=turn.session_id,
            turn=turn.turn,
            input_text=turn.input_text,
            response_text=turn.response_text,
            intent=turn.intent,
            confidence=turn.confidence,
            entities=Jsonb(turn.entities),
            strategy=turn.strategy,
            processing_time_ms=turn.processing_time_ms,
            model_versions=Jsonb(turn.model_versions),
            created_at=turn.created_at,
        )
        for slate in turn.slates:
            await _write_slate(conn, turn, slate)
        if turn.user_id is not None and turn.viewed_shop_id is not None:
            await _personalisation.add_view(
                conn,
                user_id=turn.user_id,
                shop_id=turn.viewed_shop_id,
                weight=_VIEW_WEIGHT,
                context=Jsonb({"message_id": turn.message_id}),
                at=turn.created_at,
            )


async def _write_session(conn: Connection, turn: Turn) -> None:
    if turn.user_id is None:
        return
    await _worker.end_earlier_sessions(
        conn,
        conversation_id=turn.conversation_id,
        session_id=turn.session_id,
        started_at=turn.session_started_at,
    )
    await _worker.touch_session(
        conn,
        session_id=turn.session_id,
        conversation_id=turn.conversation_id,
        user_id=turn.user_id,
        platform=turn.platform,
        started_at=turn.session_started_at,
        active_at=turn.created_at,
    )
    if turn.intent == _GOODBYE:
        await _worker.end_session(conn, session_id=turn.session_id, at=turn.created_at)


async def _write_slate(conn: Connection, turn: Turn, slate: Slate) -> None:
    await _worker.add_slate(
        conn,
        slate_id=slate.slate_id,
        conversation_id=turn.conversation_id,
        user_id=turn.user_id,
        session_id=turn.session_id,
        request=Jsonb(_without_exact_place(slate.request)),
        relaxed=slate.relaxed,
        recommendations=Jsonb(slate.items),
        model_version=slate.model_version,
        created_at=turn.created_at,
    )


def _without_exact_place(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """The training log keeps a grid square: an exact place with a person and a diet is somebody's home."""
    if not all(isinstance(request.get(name), (int, float)) for name in ("lat", "lng")):
        return request
    lat, lng = coarse_place(request["lat"], request["lng"])
    return {**request, "lat": lat, "lng": lng}


async def end_idle_sessions(pool: Pool) -> None:
    """End the sessions in which nothing was said for 30 minutes. Raises as `write`."""
    async with pool.autocommit() as conn:
        await _worker.end_idle_sessions(conn)
