"""The first talk in words: three questions, their buttons, and what is said when an answer was not understood."""

from __future__ import annotations

from typing import Final

from actions.answer import Answer, Button, payload
from actions.questions import OpenQuestion
from actions.wording.asking import starters
from actions.wording.preference import stated_text
from members.stated import Stated

__all__ = [
    "OFFER",
    "OFFER_BUTTONS",
    "RESUME",
    "RESUME_BUTTONS",
    "STEPS",
    "WELCOME",
    "ask",
    "declined",
    "finished",
    "later",
    "not_understood",
]

STEPS: Final = ("liked", "spend", "avoid")
"""In the order of the specification (§3.3.1)."""

WELCOME: Final = "안녕하세요, 나비얌이에요! 맛있는 추천을 위해 세 가지만 여쭤볼게요 😊 배고프면 먼저 물어봐도 돼요."
OFFER: Final = "처음이라 제가 아직 잘 몰라요. 좋아하는 음식과 못 먹는 음식을 알려 줄래요?"
RESUME: Final = "아까 하던 질문을 이어서 할까요?"

_ASK: Final = {
    "liked": "평소 어떤 음식을 좋아하나요? 여러 개를 말해도 돼요.",
    "spend": "보통 한 끼에 얼마 정도 쓰나요?",
    "avoid": "못 먹는 음식이나 알레르기가 있나요?",
}
_REWORDED: Final = {
    "liked": "제가 잘 못 알아들었어요. 좋아하는 음식 이름을 말해 줄래요?",
    "spend": "제가 잘 못 알아들었어요. 한 끼에 쓰는 돈이 얼마쯤인가요?",
    "avoid": "제가 잘 못 알아들었어요. 먹으면 안 되는 것이 있나요?",
}
_EXAMPLES: Final = {
    "liked": '이렇게 말하면 돼요. "치킨이랑 떡볶이", "한식 좋아해", "매콤한 거 좋아". 어떤 음식이 좋아요?',
    "spend": '이렇게 말하면 돼요. "7천원 정도", "5천원에서 8천원", "만원 이하". 보통 얼마쯤인가요?',
    "avoid": '이렇게 말하면 돼요. "땅콩 알레르기", "새우랑 우유 못 먹어", "없어요". 못 먹는 것이 있나요?',
}
_SKIPPED_OVER: Final = "괜찮아요, 이 질문은 넘어갈게요."


def _button(title: str, step: str, intent: str = "inform", **values: object) -> Button:
    return Button(title, payload(intent, question=step, **values))


def _amounts(least: int | None, most: int | None) -> list[dict[str, object]]:
    bounds = (("min", least), ("max", most))
    return [{"value": amount, "role": role} for role, amount in bounds if amount is not None]


_SKIP: Final = "건너뛰기"
_BUTTONS: Final = {
    "liked": (
        *(_button(category, "liked", food_category=category) for category in ("한식", "분식", "치킨", "중식", "피자")),
        _button("다 좋아요", "liked", answer="none"),
        _button(_SKIP, "liked", answer="skip"),
    ),
    "spend": (
        _button("5천원 이하", "spend", budget=_amounts(None, 5000)),
        _button("5천원~8천원", "spend", budget=_amounts(5000, 8000)),
        _button("8천원~만원", "spend", budget=_amounts(8000, 10_000)),
        _button("만원 이상", "spend", budget=_amounts(10_000, None)),
        _button(_SKIP, "spend", answer="skip"),
    ),
    "avoid": (
        _button("없어요", "avoid", answer="none"),
        _button("땅콩", "avoid", diet="peanut"),
        _button("우유", "avoid", diet="milk"),
        _button("달걀", "avoid", diet="egg"),
        _button("새우·게", "avoid", diet=["shrimp", "crab"]),
        _button("매운 것", "avoid", diet="spicy"),
        _button(_SKIP, "avoid", answer="skip"),
    ),
}
OFFER_BUTTONS: Final = (
    _button("내 입맛 알려주기", "talk", answer="start"),
    _button("나중에 할게요", "talk", answer="later"),
)
RESUME_BUTTONS: Final = (
    _button("이어서 하기", "talk", answer="start"),
    _button("나중에 할게요", "talk", answer="later"),
)


def ask(step: str, *lead: str, misses: int = 0) -> Answer:
    """Ask the question of ``step``: plainly, reworded after one miss, with examples after two."""
    asking = (_ASK, _REWORDED, _EXAMPLES)[min(misses, 2)][step]
    text = " ".join([*lead, asking])
    buttons = _BUTTONS[step]
    return Answer(text, buttons, question=OpenQuestion(step=step, misses=misses, choices=buttons))


def not_understood() -> str:
    """Said when the third answer was not understood either, before going on."""
    return _SKIPPED_OVER


def finished(heard: Stated, *lead: str, is_kept: bool) -> Answer:
    """The end of the questions: everything that is known now, and on to the meal."""
    if heard.is_empty:
        words = [*lead, "알겠어요. 나중에라도 말해 주면 기억할게요."]
    else:
        kept = [] if is_kept else ["이 대화에서만 기억할게요."]
        words = [*lead, "고마워요.", *stated_text(heard), *kept, "바뀌면 언제든 말해 주세요."]
    return Answer(f"{' '.join(words)} 이제 뭐 먹을까요?", starters())


def declined() -> Answer:
    """The person would rather not."""
    return Answer(
        '알겠어요. 나중에 "새우 못 먹어", "치킨 좋아해"처럼 말해 주면 그때 기억할게요. 지금 뭐 먹고 싶어요?', starters()
    )


def later() -> Answer:
    """Not now."""
    return Answer('네, 나중에 해도 돼요. "치킨 좋아해", "새우 못 먹어"처럼 아무 때나 말해 주세요.')
