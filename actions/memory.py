"""Where it is kept what somebody says of themselves: in the profile, or, for a guest, in the conversation alone."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog

from actions.turn import Turn
from members import stated as statements
from members.stated import Stated
from storage.errors import StorageRejected
from storage.postgres import Pool

__all__ = ["Kept", "forget_restriction", "keep", "keep_instead", "kept_in_conversation", "take_back"]

_log = structlog.get_logger()


@dataclass(frozen=True)
class Kept:
    """What keeping came to: the slots to set, and whether the profile has it."""

    slots: Mapping[str, Any]
    is_in_profile: bool


def kept_in_conversation(turn: Turn) -> Stated:
    """What a guest said in this conversation."""
    return Stated.from_json(turn.slots.get("told"))


async def keep(pool: Pool, turn: Turn, stated: Stated) -> Kept:
    """Keep what was said, with what takes it back; somebody deleted meanwhile is a guest.

    What takes it back bears a word of its own, ``undo["word"]``: no button of another statement can take this one back.
    """
    word = secrets.token_urlsafe(9)
    if turn.user_id is not None:
        try:
            undo = await statements.note(pool, turn.user_id, stated)
        except StorageRejected as error:
            _log.warning("statement_kept_in_conversation", exc_info=error)
        else:
            return Kept({"undo": {**undo, "word": word}}, is_in_profile=True)
    before = kept_in_conversation(turn)
    slots = {"told": before.joined(stated).as_json(), "undo": {"told": before.as_json(), "word": word}}
    return Kept(slots, is_in_profile=False)


async def keep_instead(
    pool: Pool, turn: Turn, earlier: Sequence[tuple[Stated, Mapping[str, Any]]], stated: Stated
) -> Kept:
    """Keep what was said in the stead of ``earlier``: likes and their undo, in the order of saying.

    Restrictions that were said with those likes stay.
    """
    told = kept_in_conversation(turn)
    for said, undo in reversed(earlier):
        if "told" in undo or turn.user_id is None:
            told = told.unsaid(said)
            continue
        added = {**(undo.get("added") or {}), "diet": [], "unfiltered": []}
        try:
            await statements.take_back(pool, turn.user_id, {**undo, "added": added})
        except StorageRejected as error:
            _log.warning("nobody_to_take_back_for", exc_info=error)
    return await keep(pool, replace(turn, slots={**turn.slots, "told": told.as_json()}), stated)


async def take_back(pool: Pool, turn: Turn) -> Mapping[str, Any] | None:
    """Undo the last `keep`, whose word the turn names; the slots to set, or None when there is nothing to undo."""
    undo = turn.slots.get("undo")
    if not isinstance(undo, Mapping) or undo.get("word") is None or undo["word"] != turn.first("confirm"):
        return None
    if "told" in undo:
        return {"told": undo["told"], "undo": None}
    if turn.user_id is not None:
        try:
            await statements.take_back(pool, turn.user_id, undo)
        except StorageRejected as error:
            _log.warning("nobody_to_take_back_for", exc_info=error)
    return {"undo": None}


async def forget_restriction(pool: Pool, turn: Turn, values: frozenset[str]) -> Mapping[str, Any]:
    """Drop restrictions the person said are none any more; the slots to set."""
    told = kept_in_conversation(turn)
    slots: dict[str, Any] = {"told": replace(told, diet=told.diet - values).as_json(), "undo": None}
    request = turn.slots.get("request")
    if isinstance(request, Mapping):  # said with a wish, it is in the wish as well
        slots["request"] = {**request, "diet": [one for one in request.get("diet") or () if one not in values]}
    if turn.user_id is not None:
        try:
            await statements.take_back(pool, turn.user_id, {"added": Stated(diet=values).as_json()})
        except StorageRejected as error:
            _log.warning("nobody_to_take_back_for", exc_info=error)
    return slots
