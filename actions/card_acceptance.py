"""``action_card_acceptance``: whether a shop takes the card, the card's limits, what a store does not sell on it."""

from __future__ import annotations

import re
from typing import Final

from actions.about_shop import answer_about
from actions.answer import Answer, Button, payload
from actions.base import NaviyamAction
from actions.turn import Turn
from actions.voice import voice_for
from actions.which_shop import meant
from actions.wording.buttons import balance, button
from actions.wording.card import cannot_pay_answer, goods_text, limits_text
from actions.wording.shop import acceptance_text, reported_text
from members import card as cards
from members import reports
from members.card import Card

__all__ = ["CardAcceptance"]

_LIMITS: Final = re.compile(
    r"한도|하루에?\s?얼마|한\s?끼에?\s?얼마|한\s?달에?\s?얼마|얼마까지|몇\s?시(?:까지|부터).*카드|카드.*몇\s?시"
)
_GOODS: Final = re.compile(r"탄산|음료|과자|커피|아이스크림|초콜릿|젤리|사탕|라면|물건|품목|생필품|담배|술")
_WHY: Final = re.compile(r"왜|어째서|무슨\s?이유")
_STORE: Final = "편의점"


class CardAcceptance(NaviyamAction):
    """The card's limits, one shop's acceptance, what a store excludes, or what holds in general, in that order."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_card_acceptance"

    async def answer(self, turn: Turn) -> Answer:
        """What the rows say; no rule of any municipality is claimed without one."""
        voice = voice_for(turn)
        turn, answer = await answer_about(self.pool, turn)
        if answer is not None:
            return answer
        if _LIMITS.search(turn.text):
            return Answer(limits_text(await self._card(turn), turn.now, voice), (balance(),))
        category = turn.first("food_category")
        about_a_shop = any(turn.values(name) for name in ("shop_name", "ordinal", "shop_id"))
        if _WHY.search(turn.text) or not (about_a_shop or category or _GOODS.search(turn.text)):
            held = await self._card(turn)
            if held is not None and not held.is_active:
                return cannot_pay_answer(held, turn.now, {}, voice)
        if not about_a_shop and (category == _STORE or _GOODS.search(turn.text)):
            card = await self._card(turn)
            text = f"{voice.say('card_in_general')} {goods_text(card.rules if card else None, turn.now, voice)}"
            return Answer(text, (_find(_STORE),))
        if not about_a_shop and (category or not (turn.slots.get("focus_shop_id") or turn.slate)):
            return Answer(voice.say("card_in_general"), (_find(category) if category else _find_by_card(),))
        found = await meant(self.pool, turn, asks="card_acceptance")
        if isinstance(found, Answer):
            return found
        known = await reports.reported(self.pool, found.shop_id, turn.now)
        text = acceptance_text(found, voice) + reported_text(known, "card", voice)
        return Answer(text, (_find_by_card(),) if found.card == "N" else (), slots={"focus_shop_id": found.shop_id})

    async def _card(self, turn: Turn) -> Card | None:
        return None if turn.user_id is None else await cards.read(self.pool, turn.user_id, turn.now)


def _find(category: str) -> Button:
    return button("find_kind", payload("food_request", food_category=category), kind=category)


def _find_by_card() -> Button:
    return button("find_by_card", payload("food_request"))
