"""Two shops of a list side by side: what differs, and the choice left to the child."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.answer import Answer, payload
from actions.wording.buttons import pick
from actions.wording.figures import short, won
from actions.wording.shop import brief_hours
from actions.wording.texts import Voice
from recommender.opening import Opening

__all__ = ["Compared", "compare_answer"]


@dataclass(frozen=True)
class Compared:
    """One of the two: its place in the list, the list's item, and whether it is open."""

    rank: int
    item: Mapping[str, Any]
    opening: Opening

    @property
    def price(self) -> int:
        """What the menu shown costs with the coupons it was shown with, in won."""
        return int(self.item["menu"]["final_price"])


def compare_answer(one: Compared, other: Compared, slate_id: str | None, now: dt.datetime, voice: Voice) -> Answer:
    """Price, walk and hours of both, which is cheaper and which nearer, and a button each."""
    lines = [_line(each, now, voice) for each in (one, other)]
    sentences = []
    if one.price != other.price:
        cheaper = min(one, other, key=lambda each: each.price)
        difference = won(abs(one.price - other.price))
        sentences.append(voice.say("compare_cheaper", rank=cheaper.rank, difference=difference))
    if one.item["walk_min"] != other.item["walk_min"]:
        nearer = min(one, other, key=lambda each: int(each.item["walk_min"]))
        sentences.append(voice.say("compare_nearer", rank=nearer.rank))
    sentences.append(voice.say("compare_choose"))
    named = {} if slate_id is None else {"slate_id": slate_id}
    buttons = tuple(
        pick(each.rank, str(each.item["name"]), payload("select_option", ordinal=each.rank, **named))
        for each in (one, other)
    )
    return Answer("\n".join([*lines, " ".join(sentences)]), buttons)


def _line(each: Compared, now: dt.datetime, voice: Voice) -> str:
    return voice.say(
        "compare_line",
        rank=each.rank,
        shop=short(str(each.item["name"]), 24),
        menu=short(str(each.item["menu"]["name"]), 20),
        price=won(each.price),
        minutes=each.item["walk_min"],
        hours=brief_hours(each.opening, now, voice),
    )
