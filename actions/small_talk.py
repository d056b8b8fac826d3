"""``action_chitchat`` and ``action_unsupported``: a kind word that fits, and what to do instead.

Which response; the words stand in ``data/responses``.
"""

from __future__ import annotations

import re
from typing import Final

from actions.about_shop import answer_about, asks_a_fact
from actions.answer import Answer
from actions.base import NaviyamAction
from actions.turn import Turn
from actions.voice import voice_for
from actions.wording.buttons import starters, where
from recommender import lookup

__all__ = ["Chitchat", "Unsupported", "is_rude"]

_ABOUT_THE_BOT: Final = re.compile(r"너|넌|니가|네가|이름|몇\s?살|누구|로봇|사람이|봇|AI|나비", re.IGNORECASE)
_BY_EMOTION: Final = {
    "negative": "utter_chitchat_sad",
    "disappointed": "utter_chitchat_sad",
    "positive": "utter_chitchat_glad",
    "excited": "utter_chitchat_glad",
}
_RUDE: Final = re.compile(
    r"바보|멍청|등신|병신|꺼져|닥쳐|재수\s?없|쓸모\s?없|못생|미친|개새|새끼|시발|씨발|ㅅㅂ|ㅂㅅ|지랄"
)
_SAD: Final = re.compile(r"망했|망함|슬프|슬퍼|우울|속상|힘들|외로|울었|울고|혼났|싸웠|짜증|지쳤|ㅠㅠ|ㅜㅜ")
_BORED: Final = re.compile(r"심심|지루")
_GLAD: Final = re.compile(r"신난|신나|기뻐|기분\s?좋|행복|합격|이겼|칭찬|생일|백점|100점")
_SERVICES: Final = (
    ("delivery", re.compile(r"배달|시켜|갖다|가져다|배민|요기요")),
    ("reserve", re.compile(r"예약|자리|웨이팅|줄\s?서")),
    ("pay", re.compile(r"결제|계산|송금|돈\s?내|카드로\s?긁|충전해|입금")),
)


def is_rude(text: str) -> bool:
    """Whether a text is rude to the bot."""
    return bool(_RUDE.search(text))


class Chitchat(NaviyamAction):
    """Small talk: a word that fits the feeling, and back to food."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_chitchat"

    async def answer(self, turn: Turn) -> Answer:
        """One of the responses ``utter_chitchat…``."""
        if is_rude(turn.text):
            return Answer(voice_for(turn).say("chitchat_rude"), starters())
        felt = next((_BY_EMOTION[str(one)] for one in turn.values("emotion") if str(one) in _BY_EMOTION), None)
        if _BORED.search(turn.text):
            felt = None
        elif _SAD.search(turn.text):
            felt = "utter_chitchat_sad"
        elif _GLAD.search(turn.text):
            felt = "utter_chitchat_glad"
        if felt is None and _ABOUT_THE_BOT.search(turn.text):
            felt = "utter_chitchat_about_me"
        return Answer(response=felt or "utter_chitchat")


class Unsupported(NaviyamAction):
    """Orders, deliveries, reservations, payments: none of it, but the shop's telephone where it is known."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_unsupported"

    async def answer(self, turn: Turn) -> Answer:
        """What cannot be done and what can; with a shop in mind, its number."""
        if asks_a_fact(turn.text):
            _, answer = await answer_about(self.pool, turn)
            if answer is not None:
                return answer
        service = next((name for name, words in _SERVICES if words.search(turn.text)), "order")
        focus = turn.slots.get("focus_shop_id")
        if service in ("delivery", "reserve", "order") and isinstance(focus, int):
            shop = await lookup.read(self.pool, focus)
            if shop is not None and shop.phone and not shop.is_closed_down:
                text = voice_for(turn).say("call_shop", shop=shop.name[:30], phone=shop.phone)
                return Answer(text, (where(shop_id=focus),))
        return Answer(response=f"utter_unsupported_{service}")
