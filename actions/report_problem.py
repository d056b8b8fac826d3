"""``action_report_problem``: something we said was wrong, or something fails: a ticket, and what it changes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final, get_args

from actions.answer import Answer, Button, payload
from actions.base import NaviyamAction
from actions.small_talk import is_rude
from actions.taken_for import is_lost_card
from actions.turn import Turn
from actions.voice import voice_for
from actions.which_shop import meant
from actions.wording.buttons import button, find, starters
from actions.wording.figures import short
from actions.wording.texts import Voice
from members import feedback, reports
from members.reports import Kind, Ticket
from recommender import lookup
from recommender.lookup import Shop

__all__ = ["ReportProblem", "problem_in"]

_KINDS: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("app", re.compile(r"지도가?\s?안|안\s?떠|오류|에러|버튼|먹통|멈췄|앱|화면|로딩|로그인|느려|버그")),
    ("card", re.compile(r"카드")),
    ("closed", re.compile(r"문\s?(?:을\s?)?닫|닫혀|닫았|폐업|없어졌|망했|휴무|안\s?열|쉬는\s?날|쉬던")),
    ("hours", re.compile(r"영업\s?시간|시간이?\s?(?:달라|틀)")),
    ("price", re.compile(r"가격|비싸|올랐|원이?라|값")),
    ("menu", re.compile(r"메뉴|안\s?판|품절|없대|없다고|팔지")),
    ("place", re.compile(r"위치|주소|거기에?\s?없|못\s?찾|이사|길")),
)
_TRUSTED_FROM: Final = 0.4  # below it the recommender leaves a shop out: see storage/sql/candidates.sql


class ReportProblem(NaviyamAction):
    """File the ticket; say its number, what it changes, and where to eat instead."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_report_problem"

    async def answer(self, turn: Turn) -> Answer:
        """The ticket is filed first: a question about the shop may stay unanswered."""
        voice = voice_for(turn)
        kind = problem_in(turn)
        if is_lost_card(turn.text):
            return await self.resources.router.answer(replace(turn, intent="balance_charge"))
        if kind == "other" and is_rude(turn.text):
            return Answer(voice.say("chitchat_rude"), starters())
        if turn.user_id is None:
            return Answer(voice.say("report_guest"), (find(),))
        shop = None if kind == "app" else await self._shop(turn, turn.user_id, kind)
        about = None if isinstance(shop, Answer) or shop is None else shop
        ticket = await reports.file(
            self.pool,
            turn.user_id,
            kind,
            turn.text,
            turn.message_id or f"{turn.conversation_id}:{turn.now.isoformat()}",
            shop_id=None if about is None else about.shop_id,
            at=turn.now,
        )
        if ticket is None:
            return Answer(voice.say("report_again"), (find(),))
        text = f"{voice.say('report_sorry')} {voice.say('report_thanks', number=ticket.report_id)}"
        if isinstance(shop, Answer):
            again = tuple(Button(one.title, _with_kind(one.payload, kind)) for one in shop.buttons)
            return Answer(f"{text} {shop.text}", again)
        if about is not None:
            return Answer(
                f"{text} {_consequence(about, ticket, kind, voice)}", (button("find_others", payload("more_options")),)
            )
        if kind not in ("app", "other"):
            text += f" {voice.say('report_which_shop')}"
        return Answer(text, (find(),))

    async def _shop(self, turn: Turn, user_id: str, kind: Kind) -> Shop | Answer | None:
        """The shop named or talked about, else the one chosen last; None: no idea, and no list to ask by."""
        known = any(turn.values(name) for name in ("shop_name", "ordinal", "shop_id"))
        if known or isinstance(turn.slots.get("focus_shop_id"), int):
            return await meant(self.pool, turn, asks="report_problem")
        if kind == "other":
            return None  # nothing says that a shop is meant, least of all one of another day
        chosen = await feedback.last_choice(self.pool, user_id, turn.now)
        if chosen is not None:
            return await lookup.read(self.pool, chosen.shop_id)
        return await meant(self.pool, turn, asks="report_problem") if turn.slate else None


def problem_in(turn: Turn) -> Kind:
    """What kind of problem is told: by the button pressed, else by words."""
    pressed = turn.first("problem")
    if pressed in get_args(Kind):
        return pressed  # type: ignore[no-any-return]  # just checked
    return next((kind for kind, words in _KINDS if words.search(turn.text)), "other")


def _consequence(shop: Shop, ticket: Ticket, kind: Kind, voice: Voice) -> str:
    sentences = [voice.say("report_about_shop", shop=short(shop.name, 25))]
    if ticket.trust is not None and ticket.trust < _TRUSTED_FROM:
        sentences.append(voice.say("report_removed", people=ticket.people))
    elif ticket.people >= reports.TOLD_FROM:
        sentences.append(voice.say("report_lowered", people=ticket.people))
    else:
        sentences.append(voice.say("report_first"))
    if kind == "card":
        sentences.append(voice.say("report_card"))
    return " ".join(sentences)


def _with_kind(button: str, kind: Kind) -> str:
    """The button's payload with the kind of problem, which pressing it would lose."""
    return (
        button.replace("{", f'{{"problem":"{kind}",', 1) if "{" in button else payload("report_problem", problem=kind)
    )
