"""A slate as one text: what was looked for, what limits it, and a line a shop. Sentences: data/responses/answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from actions.wording.figures import clock, day_and_clock, metres, short, won
from actions.wording.habits import low_balance_text
from actions.wording.names import avoided, listed
from actions.wording.texts import Voice, words
from catalog.kinds import kind_of
from recommender import Item, Request, Slate

__all__ = ["MOST_CHARACTERS", "Told", "around", "at_what_time", "eating", "left_out", "slate_text"]

MOST_CHARACTERS: Final = 500
_CLOSES_SOON: Final = dt.timedelta(minutes=30)
_NAME_LENGTHS: Final = (24, 16, 11, 8)
_SAID_BY_NAME: Final = frozenset({"dishes", "tastes", "categories", "shown", "open", "card", "spendable"})
"""Relaxed conditions that need no figure beside their name."""


@dataclass(frozen=True)
class Told:
    """What the reply says beside the slate."""

    place: str | None = None
    """The place's name; None: 근처."""
    unknown_place: str | None = None
    stated_meal: str | None = None
    """The meal that was named, not the one the clock suggests."""
    now: dt.datetime | None = None
    is_low: bool = False
    """The card is nearly empty: be kind about it."""
    low_balance: int | None = None
    """The balance in won, when its notice is due with this reply."""
    notes: Sequence[str] = ()
    voice: Voice = field(default_factory=Voice)


def slate_text(slate: Slate, told: Told) -> str:
    """The whole text, at most 500 characters: names, then what was relaxed, are told shorter where it must be."""
    facts = [_facts(item, slate.request, told) for item in slate.items]
    for is_brief in (False, True):
        opening = " ".join(_opening(slate, told, is_brief=is_brief))
        for length in _NAME_LENGTHS:
            lines = [
                _line(rank, item, known, length, told.voice)
                for rank, (item, known) in enumerate(zip(slate.items, facts, strict=True), start=1)
            ]
            text = "\n".join([opening, *lines])
            if len(text) <= MOST_CHARACTERS:
                return text
    # Every shop keeps its line, and the opening its beginning: what was relaxed stands before what was left out.
    shops = "\n".join(lines)
    return f"{short(opening, MOST_CHARACTERS - len(shops) - 1)}\n{shops}"


def around(place: str | None, voice: Voice) -> str:
    """``신림동 근처``, or ``근처``."""
    return voice.say("slate_around", place=place) if place else voice.say("slate_nearby")


def at_what_time(request: Request, told: Told) -> str:
    """``내일 낮 12시 30분에``; empty when it is about now."""
    if told.now is None or request.at == told.now:
        return ""
    return told.voice.say("slate_when", when=day_and_clock(request.at, told.now))


def eating(request: Request, stated_meal: str | None, voice: Voice) -> str | None:
    """``5,000원 이하 매콤한 떡볶이를 먹을 수 있는 곳``; None when nothing was named."""
    wish = _wish_words(request, voice)
    meal = words("meal").get(stated_meal or "")
    when = "" if meal is None else voice.say("wish_meal", meal=meal)
    if wish:
        return voice.say("slate_eating", wish=f"{when} {wish}".strip())
    return f"{when} {voice.say('slate_eating_anything')}" if when else None


def left_out(request: Request, voice: Voice) -> list[str]:
    """What was kept out of the search, for the body's sake or because it was asked."""
    sentences = []
    if substances := request.diet - {"spicy"}:
        sentences.append(voice.say("slate_left_out", what=avoided(substances)))
    if "spicy" in request.diet:
        sentences.append(voice.say("slate_left_out_spicy"))
    if refused := list(dict.fromkeys([*request.not_categories, *request.not_dishes])):
        sentences.append(voice.say("slate_refused", what=listed([short(food, 15) for food in refused])))
    return sentences


def _wish_words(request: Request, voice: Voice) -> str:
    said = []
    if request.budget is not None and request.budget_min is not None:
        said.append(voice.say("wish_between", least=won(request.budget_min), most=won(request.budget)))
    elif request.budget is not None:
        said.append(voice.say("wish_most", most=won(request.budget)))
    elif request.budget_min is not None:
        said.append(voice.say("wish_least", least=won(request.budget_min)))
    tastes = words("taste")
    said += [tastes[taste] for taste in request.tastes if taste in tastes]
    kind = kind_of(request.dishes)
    dishes = request.dishes if kind is None else (kind.word,)
    if dishes:  # both were asked for, so it is one thing: 편의점 도시락
        said += [words("kitchen")[category] for category in request.categories if category not in dishes]
        said.append(listed([short(dish, 15) for dish in dishes]))
    elif request.categories:
        said.append(listed([words("category").get(category, category) for category in request.categories]))
    elif said:
        said.append(voice.say("wish_food" if request.tastes else "wish_menu"))
    return " ".join(said)


def _opening(slate: Slate, told: Told, *, is_brief: bool) -> list[str]:
    request, voice = slate.request, told.voice
    sentences = [] if told.low_balance is None else [low_balance_text(told.low_balance, voice)]
    if told.unknown_place:
        sentences.append(voice.say("slate_unknown_place", place=short(told.unknown_place, 15)))
    sentences.append(_headline(request, told, len(slate.items)))
    sentences += told.notes
    sentences += _limits(slate, told)
    sentences += _relaxations_in_brief(request, voice) if is_brief else _relaxations(request, voice)
    sentences += left_out(request, voice)
    return sentences


def _headline(request: Request, told: Told, found: int) -> str:
    voice = told.voice
    what = eating(request, told.stated_meal, voice) or voice.say("slate_eating_anything")
    if moment := at_what_time(request, told):
        what = f"{moment} {what}"
    facts = {"where": around(told.place, voice), "what": what, "count": found}
    if request.order == "cheap":
        return voice.say("slate_headline_cheap", **facts)
    return voice.say("slate_headline_near" if request.order == "near" else "slate_headline", **facts)


def _limits(slate: Slate, told: Told) -> list[str]:
    """Says so where the card, and not the stated amount, is the limit."""
    request, spendable, voice = slate.request, slate.request.spendable, told.voice
    if spendable is None:
        return []
    if request.budget is not None and request.budget > spendable:
        return [voice.say("slate_card_is_less", spendable=won(spendable))]
    if told.is_low:
        price = won(min(item.menu.final_price for item in slate.items))
        return [voice.say("slate_low", spendable=won(spendable)), voice.say("slate_low_kindly", price=price)]
    return []


def _relaxations_in_brief(request: Request, voice: Voice) -> list[str]:
    """One sentence for all; that a card may not be enough is never shortened."""
    sentences = [voice.say("relaxed_spendable")] if "spendable" in request.relaxed else []
    names = words("relaxed")
    if named := [names[name] for name in sorted(request.relaxed) if name in names]:
        sentences.append(voice.say("relaxed_briefly", conditions=", ".join(named)))
    return sentences


def _relaxations(request: Request, voice: Voice) -> list[str]:
    sentences = [voice.say(f"relaxed_{name}") for name in sorted(request.relaxed & _SAID_BY_NAME)]
    if "radius" in request.relaxed:
        sentences.append(voice.say("relaxed_radius", distance=metres(request.radius_m)))
    if "budget" in request.relaxed and request.budget is not None:
        sentences.append(voice.say("relaxed_budget", budget=won(request.budget)))
    elif "budget" in request.relaxed:
        sentences.append(voice.say("relaxed_no_budget"))
    return sentences


def _line(rank: int, item: Item, facts: Sequence[str], length: int, voice: Voice) -> str:
    menu = voice.say("slate_menu", menu=short(item.menu.name, length), price=_price(item, voice))
    return voice.say("slate_line", rank=rank, shop=short(item.name, length), facts=", ".join([menu, *facts]))


def _facts(item: Item, request: Request, told: Told) -> list[str]:
    """What a line says beside the menu, however short the names must be."""
    voice = told.voice
    facts = [
        voice.say("slate_walk", minutes=item.walk_min),
        _hours(item, request.at, told.now or request.at, voice),
        voice.say(f"slate_card_{item.card}"),
    ]
    if request.avoided.needs_ingredients and item.menu.allergens is None:
        facts.append(voice.say("slate_ingredients_unknown"))
    return facts


def _price(item: Item, voice: Voice) -> str:
    """The list price, which the hard filters are held to; a coupon's price beside it, never instead."""
    menu = item.menu
    if menu.final_price == menu.price:
        return won(menu.price)
    return voice.say("slate_coupon_price", price=won(menu.price), final=won(menu.final_price))


def _hours(item: Item, at: dt.datetime, now: dt.datetime, voice: Voice) -> str:
    is_now = at == now
    if item.open is None:
        return voice.say("slate_hours_unknown")
    if not item.open:
        if item.opens_at is None:
            return voice.say("slate_closed" if is_now else "slate_closed_then")
        key = "slate_closed_until" if is_now else "slate_closed_then_until"
        return voice.say(key, opens=day_and_clock(item.opens_at, now))
    if item.pause is not None and item.pause[0] - at < _CLOSES_SOON:
        return voice.say("slate_break_soon", start=clock(item.pause[0]))
    if item.closes_at is None:
        return voice.say("slate_open" if is_now else "slate_open_then")
    return voice.say(
        "slate_closes_soon" if item.closes_at - at < _CLOSES_SOON else "slate_open_until", until=clock(item.closes_at)
    )
