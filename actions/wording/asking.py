"""Questions back: where somebody is, which shop is meant, what was meant at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from actions.answer import Answer, Button, payload
from actions.turn import Coordinates
from actions.wording.figures import short
from actions.wording.josa import with_particle
from catalog.landmarks import Landmark
from catalog.neighbourhoods import NEIGHBOURHOODS, Neighbourhood

__all__ = ["ask_place", "ask_which", "otherwise", "place_buttons", "starters"]

_ASK_PLACE: Final = {"ask": "place"}


def starters() -> tuple[Button, ...]:
    """Buttons that always lead on."""
    return (
        Button("근처 맛집 찾기", payload("food_request")),
        Button("5천원으로 먹기", payload("budget_inquiry", budget=5000)),
        Button("카드 잔액 보기", payload("balance_check")),
    )


def place_buttons(places: Iterable[Neighbourhood | Landmark] = NEIGHBOURHOODS) -> tuple[Button, ...]:
    """A button a neighbourhood; pressing it is as good as naming it."""
    return tuple(
        Button(place.label, payload("inform", place=Coordinates(place.lat, place.lng, place.label).as_slot()))
        for place in places
    )


def ask_place(
    *,
    unknown_name: str | None = None,
    choices: Sequence[Neighbourhood | Landmark] = (),
    is_abroad: bool = False,
    slots: Mapping[str, Any],
) -> Answer:
    """Ask where to look; what was wished for is kept in ``slots``."""
    if choices:
        text = "같은 이름이 여러 곳 있어요. 어디인가요?"
    elif unknown_name:
        where = with_particle(short(unknown_name, 20), "이")
        text = f"{where} 어디인지 아직 몰라요. 위치를 보내 주거나 동네를 골라 주세요."
    elif is_abroad:
        text = "보내 준 위치가 우리나라 밖으로 나와요. 동네를 골라 주면 거기에서 찾아볼게요."
    else:
        text = "어디에서 찾아볼까요? 위치를 보내 주거나 동네를 골라 주세요."
    buttons = place_buttons(choices or NEIGHBOURHOODS)
    again = "ㅇㅇ동이나 ㅇㅇ역처럼 이름만 써 주어도 돼요. 어느 동네인가요?"
    return Answer(text, buttons, _ASK_PLACE, slots, again=Answer(again, buttons, _ASK_PLACE, slots))


def ask_which(intent: str, slate: Mapping[str, Any] | None) -> Answer:
    """Ask which shop is meant: the last slate's as buttons, else its name."""
    if slate is None:
        return Answer("어느 가게 말인가요? 가게 이름을 알려주세요.", starters())
    buttons = (
        Button(f"{rank}번 {short(str(item['name']), 14)}", payload(intent, ordinal=rank))
        for rank, item in enumerate(slate["items"], start=1)
    )
    return Answer("어느 가게 말인가요? 번호를 골라 주세요.", tuple(buttons))


def otherwise(answer: Answer) -> Answer:
    """The same question in other words, for somebody who did not answer it."""
    return Answer("아직 잘 모르겠어요. 아래에서 골라 주거나 다르게 말해 줄래요?", answer.buttons, answer.custom)
