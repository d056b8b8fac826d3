"""``action_data_request``: what we keep of a person is shown, handed over, no longer collected, or deleted.

Deleting takes a button that only the answer just before can have brought: it carries a word of its own that is kept in
the conversation for five minutes, and any other message in between makes it an old button.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Mapping
from typing import Any, Final

from pydantic.datetime_parse import parse_datetime

from actions.answer import Answer, Button, payload
from actions.base import NaviyamAction
from actions.turn import Turn
from actions.voice import voice_for
from actions.wording.buttons import button, find, starters
from actions.wording.figures import ago, won
from actions.wording.names import avoided, listed
from actions.wording.texts import Voice, words
from members import own_data

__all__ = ["DataRequest"]

_DELETE: Final = re.compile(r"지워|삭제|탈퇴|없애|잊어|파기|초기화|리셋")
_STOP: Final = re.compile(
    r"(?:수집|저장|기록|모으|남기|쓰)[^\s]*\s*(?:지\s?마|하지\s?마|말아|말고|중단|그만|멈|거부|안\s?했으면|싫)|동의.*(?:철회|취소)"
)
_RESUME: Final = re.compile(r"다시\s?(?:기록|수집|저장)|기록해도|수집해도|저장해도")
_EXPORT: Final = re.compile(r"파일|내보내|다운|json|받고\s?싶|보내\s?줘|백업", re.IGNORECASE)
_ACTS: Final = ("show", "export", "delete", "stop", "resume", "keep")
_CONFIRM_WITHIN: Final = dt.timedelta(minutes=5)
_KEEPS: Final = "deletion"


class DataRequest(NaviyamAction):
    """One of: show, export, delete (asked first), stop collecting, collect again."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_data_request"

    async def answer(self, turn: Turn) -> Answer:
        """What was asked for; showing is what everything unclear leads to, for it harms nothing."""
        voice = voice_for(turn)
        if turn.user_id is None:
            return Answer(voice.say("data_guest"), (find(),), slots={_KEEPS: None})
        if (word := turn.first("confirm")) is not None:
            return await self._confirmed(turn, turn.user_id, word, voice)
        act = _act(turn)
        if act == "delete":
            return _ask_to_delete(turn, voice)
        if act == "keep":
            return Answer(voice.say("data_kept"), starters(), slots={_KEEPS: None})
        if act in ("stop", "resume"):
            await own_data.set_collecting(self.pool, turn.user_id, act == "resume")
            key = "data_resumed" if act == "resume" else "data_stopped"
            return Answer(voice.say(key), _buttons("show", "delete"), slots={_KEEPS: None})
        kept = await own_data.export(self.pool, turn.user_id)
        if kept is None:
            return Answer(voice.say("data_guest"), (find(),), slots={_KEEPS: None})
        if act == "export":
            text = voice.say("data_export", turns=len(kept["conversations"]))
            return Answer(text, _buttons("delete", "stop"), {"export": kept}, {_KEEPS: None})
        return Answer(_summary(kept, turn, voice), _buttons("export", "delete", "stop"), slots={_KEEPS: None})

    async def _confirmed(self, turn: Turn, user_id: str, word: object, voice: Voice) -> Answer:
        asked = turn.slots.get(_KEEPS)
        if not _is_current(asked, word, turn):
            return Answer(voice.say("data_delete_stale"), _buttons("delete", "show"), slots={_KEEPS: None})
        await own_data.forget(self.pool, user_id, turn.conversation_id)
        # The tracker store sees the slot, and keeps nothing of this turn either.
        return Answer(voice.say("data_deleted"), slots={_KEEPS: None, "forgotten": True})


def _act(turn: Turn) -> str:
    pressed = turn.first("data_act")
    if pressed in _ACTS:
        return str(pressed)
    if _RESUME.search(turn.text):
        return "resume"
    if _STOP.search(turn.text):
        return "stop"
    if _DELETE.search(turn.text):
        return "delete"
    return "export" if _EXPORT.search(turn.text) else "show"


def _ask_to_delete(turn: Turn, voice: Voice) -> Answer:
    word = secrets.token_urlsafe(12)
    buttons = (
        button("data_delete_yes", payload("data_request", confirm=word)),
        button("data_delete_no", payload("data_request", data_act="keep")),
    )
    return Answer(
        voice.say("data_delete_ask"), buttons, slots={_KEEPS: {"word": word, "asked_at": turn.now.isoformat()}}
    )


def _is_current(asked: object, word: object, turn: Turn) -> bool:
    """Whether the button is the one asked with just now, and nothing else was said in between."""
    if not isinstance(asked, Mapping) or asked.get("word") != word:
        return False
    if payload("data_request", confirm=word) not in turn.offered:
        return False
    try:
        asked_at = dt.datetime.fromisoformat(str(asked.get("asked_at")))
    except ValueError:
        return False
    return dt.timedelta() <= turn.now - asked_at <= _CONFIRM_WITHIN


def _buttons(*acts: str) -> tuple[Button, ...]:
    return tuple(button(f"data_{act}", payload("data_request", data_act=act)) for act in acts)


def _summary(kept: Mapping[str, Any], turn: Turn, voice: Voice) -> str:
    profile, card = kept["profile"] or {}, kept["card"]
    weights = {name: float(weight) for name, weight in (profile.get("preferred_categories") or {}).items()}
    likes = sorted((name for name, weight in weights.items() if weight > 0), key=lambda name: -weights[name])
    diet = frozenset(profile.get("dietary_restrictions") or ())
    others = [*(profile.get("unfiltered_restrictions") or ()), *(profile.get("disliked_foods") or ())]
    avoids = [*([avoided(diet)] if diet else []), *map(str, others)]
    sentences = [
        voice.say("data_show"),
        voice.say(
            "data_profile",
            likes=listed(likes) if likes else words("about")["nothing_liked"],
            diet=listed(avoids) if avoids else words("about")["nothing_avoided"],
        ),
    ]
    if profile.get("average_budget"):
        sentences.append(voice.say("data_budget", budget=won(int(profile["average_budget"]))))
    if card is None:
        sentences.append(voice.say("data_no_card"))
    else:
        # PostgreSQL's JSON leaves out trailing zeros of a second, which Python 3.10 does not read.
        synced = ago(parse_datetime(card["last_sync_at"]), turn.now)
        sentences.append(voice.say("data_card", balance=won(int(card["balance"])), ago=synced))
    sentences.append(
        voice.say(
            "data_counts",
            turns=kept["conversations_total"],
            slates=len(kept["recommendations"]),
            choices=sum(one["kind"] == "select" for one in kept["interactions"]),
            told=len(kept["feedback"]) + len(kept["reports"]),
        )
    )
    if not kept["user"]["collects_data"]:
        sentences.append(voice.say("data_collecting_off"))
    return "\n".join(sentences)
