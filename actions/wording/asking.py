"""Questions back: where somebody is, which shop is meant, what was meant at all. Sentences: data/responses/answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal

from actions.answer import Answer, Button, payload
from actions.turn import Coordinates
from actions.wording.buttons import pick, starters
from actions.wording.figures import short
from actions.wording.texts import Voice
from catalog.landmarks import Landmark
from catalog.neighbourhoods import NEIGHBOURHOODS, Neighbourhood

__all__ = ["ask_place", "ask_which", "otherwise", "place_buttons"]

_ASK_PLACE: Final = {"ask": "place"}


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
    unsure: Literal["old", "elsewhere"] | None = None,
    is_abroad: bool = False,
    slots: Mapping[str, Any],
    voice: Voice,
) -> Answer:
    """Ask where to look; what was wished for is kept in ``slots``."""
    if choices:
        text = voice.say("ask_place_which")
    elif unknown_name:
        text = voice.say("ask_place_unknown", place=short(unknown_name, 20))
    elif unsure:
        text = voice.say(f"ask_place_{unsure}")
    else:
        text = voice.say("ask_place_abroad" if is_abroad else "ask_place")
    asked = Answer(text, place_buttons(choices or NEIGHBOURHOODS), _ASK_PLACE, slots)
    plainly = not (choices or unknown_name or unsure or is_abroad)
    return replace(
        asked,
        asked="ask_place" if plainly else None,
        again=replace(asked, text=voice.say("ask_place_again")),
    )


def ask_which(intent: str, slate: Mapping[str, Any] | None, voice: Voice) -> Answer:
    """Ask which shop is meant: the last slate's as buttons, else its name."""
    if slate is None:
        return Answer(voice.say("ask_shop_name"), starters())
    # The shop and its slate, for a rank alone would be read in whatever list was shown last when it is pressed.
    buttons = (
        pick(rank, str(item["name"]), payload(intent, shop_id=int(item["shop_id"]), slate_id=slate["slate_id"]))
        for rank, item in enumerate(slate["items"], start=1)
    )
    return Answer(voice.say("ask_shop_number"), tuple(buttons))


def otherwise(answer: Answer, voice: Voice) -> Answer:
    """The same question in other words, for somebody who did not answer it."""
    return Answer(voice.say("ask_anew"), answer.buttons, answer.custom)
