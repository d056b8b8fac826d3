"""Nothing, or too little, was found: what was looked for, what could be relaxed, and what that would bring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from actions.answer import Button, payload
from actions.wording.buttons import button, without_card
from actions.wording.figures import metres, short, won
from actions.wording.slate import Told, around, at_what_time, eating, left_out
from actions.wording.texts import Voice
from recommender import Relaxation, Request

__all__ = ["MOST_OFFERED", "few_text", "nothing_text", "relaxation_buttons"]

MOST_OFFERED: Final = 3


def nothing_text(request: Request, told: Told, options: Sequence[Relaxation]) -> str:
    """Says plainly that there is nothing, why, and what would help."""
    voice = told.voice
    moment = at_what_time(request, told)
    what = eating(request, told.stated_meal, voice) or voice.say(
        "slate_eating_anything" if moment else "slate_eating_now"
    )
    what = f"{moment} {what}".strip()
    where = around(told.place, voice)
    key = "nothing_more" if request.exclude_shops else "nothing"
    unknown = told.unknown_place
    sentences = [] if unknown is None else [voice.say("slate_unknown_place", place=short(unknown, 15))]
    sentences += [*told.notes, voice.say(key, where=where, distance=metres(request.radius_m), what=what)]
    if request.spendable is not None and (request.budget is None or request.budget > request.spendable):
        sentences.append(voice.say("nothing_card", spendable=won(request.spendable)))
    sentences += left_out(request, voice)
    if options:
        sentences.append(voice.say("nothing_what_now", offers=_offers(options, voice)))
    else:
        sentences.append(voice.say("nothing_helps"))
    return " ".join(sentences)


def few_text(options: Sequence[Relaxation], voice: Voice) -> str:
    """One sentence under a short slate; empty when nothing would help."""
    return f"\n{voice.say('few_more', offers=_offers(options, voice))}" if options else ""


def relaxation_buttons(options: Sequence[Relaxation]) -> tuple[Button, ...]:
    """A button for each condition; only pressing it relaxes anything."""
    return tuple(_button(option) for option in options)


def _offers(options: Sequence[Relaxation], voice: Voice) -> str:
    offers = (voice.say("offer_shops", how=_how(option, voice), shops=option.shops) for option in options)
    return voice.say("offers", offers=", ".join(offers))


def _how(option: Relaxation, voice: Voice) -> str:
    if option.radius_m is not None:
        return voice.say("offer_radius", distance=metres(option.radius_m))
    if option.budget is not None:
        return voice.say("offer_budget", budget=won(option.budget))
    return voice.say("offer_no_budget" if option.name == "budget" else f"offer_{option.name}")


def _button(option: Relaxation) -> Button:
    if option.radius_m is not None:
        return button("relax_to", payload("inform", relax=option.name), limit=metres(option.radius_m))
    if option.budget is not None:
        said = payload("inform", relax=option.name, budget=option.budget)
        return button("relax_to", said, limit=won(option.budget))
    if option.name == "spendable":
        return without_card()
    return button(f"relax_{option.name}", payload("inform", relax=option.name))
