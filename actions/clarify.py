"""``action_clarify``: not sure what was meant, so the three likeliest become buttons."""

from __future__ import annotations

from typing import Final

from actions.answer import Answer, Button, payload
from actions.base import NaviyamAction
from actions.turn import Turn
from actions.wording.asking import starters

__all__ = ["Clarify"]

_MOST: Final = 3
_TITLES: Final = {
    "food_request": "맛집 찾기",
    "budget_inquiry": "돈에 맞춰 찾기",
    "emergency_food": "돈이 없어도 먹을 곳",
    "more_options": "다른 곳 보기",
    "menu_inquiry": "메뉴 물어보기",
    "hours_inquiry": "영업시간 알기",
    "location_inquiry": "어디인지 알기",
    "card_acceptance": "급식카드 되는지 알기",
    "coupon_inquiry": "쿠폰 보기",
    "balance_check": "카드 잔액 보기",
    "balance_charge": "충전 물어보기",
    "set_preference": "못 먹는 음식 말하기",
    "report_problem": "잘못된 정보 알리기",
    "data_request": "내 정보 물어보기",
    "help": "도움말",
}
"""Intents one may press for; the others are answers to something and make no sense as a button."""
_EXAMPLES: Final = '이렇게 말해 보면 어때요? "5천원으로 점심", "학교 근처 떡볶이집", "카드 잔액 얼마야"'


class Clarify(NaviyamAction):
    """Offer the likeliest intents, with what was understood of the rest."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_clarify"

    async def answer(self, turn: Turn) -> Answer:
        """A question with up to three buttons."""
        likeliest = [intent for intent in turn.ranking if intent in _TITLES][:_MOST]
        buttons = tuple(Button(_TITLES[intent], payload(intent, **turn.as_payload())) for intent in likeliest)
        return Answer(
            "제가 잘 알아듣지 못했어요. 이 중에 있나요?", buttons or starters(), again=Answer(_EXAMPLES, starters())
        )
