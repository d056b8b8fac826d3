"""What is said when a shop was picked: the shop as it is now, and what to check before going.

The sentences: data/responses/answers/selection.yml.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from actions.answer import Answer, payload
from actions.questions import OpenQuestion
from actions.wording import buttons
from actions.wording.card import why_not_active
from actions.wording.figures import clock, day_and_clock, short, won
from actions.wording.habits import new_kind_text
from actions.wording.josa import with_particle
from actions.wording.names import ingredients
from actions.wording.texts import Voice, words
from members.card import Card
from members.coupons import Deal
from recommender import walk_minutes
from recommender.diet import Avoided
from recommender.lookup import Shop
from recommender.opening import Opening

__all__ = [
    "Chosen",
    "gone_answer",
    "not_sold_answer",
    "old_slate_answer",
    "out_of_range_answer",
    "selection_answer",
]

_A_MEAL: Final = dt.timedelta(minutes=90)
"""Within which a break matters to somebody who sets out now: the walk and the meal."""


@dataclass(frozen=True)
class Chosen:
    """What is known of the choice at the moment of choosing. ``shown_price`` is what the slate said, in won."""

    shop: Shop
    shown_price: int | None
    opening: Opening
    at: dt.datetime
    """When the meal is to be: the opening, the card and the coupons are those of that moment."""
    now: dt.datetime
    card: Card | None
    without_card: bool
    avoided: Avoided
    is_new_kind: bool = False
    """Whether somebody we know picked a kind of food they have not picked for long."""
    deal: Deal | None = None
    """What the menu costs with the coupons held at this moment; None: there is no menu to pay."""


def selection_answer(chosen: Chosen, slots: Mapping[str, Any], voice: Voice) -> Answer:
    """Confirm: menu and price, walk, hours, card, and at the end what to check."""
    shop = chosen.shop
    sentences = [voice.say("chosen", shop=short(shop.name, 30)), *_menu(chosen, voice)]
    if shop.distance is not None:
        sentences.append(voice.say("chosen_walk", minutes=walk_minutes(shop.distance)))
    sentences.append(_hours(chosen, voice))
    sentences += _card(chosen, voice)
    if chosen.is_new_kind:
        sentences.append(new_kind_text(shop.category, voice))
    if declared := _declared(chosen):
        # Told since the list was made, or changed in the row: the shop may be right, the menu is not.
        sentences.append(voice.say("chosen_contains_avoided", ingredients=ingredients(declared)))
    if checks := _checks(chosen):
        named = ", ".join(words("checks")[check] for check in checks)
        sentences.append(voice.say("chosen_check", checks=named))
    # By its own number and not by its rank: the button may be pressed under a later list.
    offered = (buttons.where(shop_id=shop.shop_id), buttons.until_when(shop_id=shop.shop_id), buttons.more())
    return Answer(" ".join(sentences), offered, slots=slots)


def not_sold_answer(shop: Shop, asked: str, shown: str | None, rank: int | None, said: str, voice: Voice) -> Answer:
    """The dish that was named is not among the shop's menus: the one that was shown is offered; ``said`` takes it."""
    facts = {"shop": short(shop.name, 30), "asked": short(asked, 20)}
    if shown is None or rank is None:
        text = voice.say("choose_not_sold_there", **facts)
    else:
        text = voice.say("choose_not_sold", **facts, menu=short(shown, 25))
    taken = buttons.pick(rank or 1, shop.name, said)
    more = buttons.more()
    # The number of the button is no choice of this question: 2번에서 순대 먹을래 may follow, and means the list.
    question = OpenQuestion(choices=(more,), yes=said, no=more.payload)
    return Answer(text, (taken, more), slots={"focus_shop_id": shop.shop_id}, question=question)


def out_of_range_answer(slate_id: str | None, items: Sequence[Mapping[str, Any]], voice: Voice) -> Answer:
    """The number is not on the list."""
    named = {} if slate_id is None else {"slate_id": slate_id}
    picks = (
        buttons.pick(rank, str(item["name"]), payload("select_option", ordinal=rank, **named))
        for rank, item in enumerate(items, start=1)
    )
    return Answer(voice.say("choose_out_of_range", count=len(items)), tuple(picks))


def old_slate_answer(voice: Voice, *, is_old: bool) -> Answer:
    """The slate is not known any more, or there was none yet."""
    return Answer(voice.say("choose_old_slate" if is_old else "choose_no_slate"), (buttons.find_again(),))


def gone_answer(voice: Voice) -> Answer:
    """The shop has closed for good since."""
    return Answer(voice.say("choose_gone"), (buttons.more(), buttons.find_again()))


def _menu(chosen: Chosen, voice: Voice) -> list[str]:
    menu = chosen.shop.menu
    if menu is None:
        return [voice.say("chosen_menu_gone")] if chosen.shown_price is not None else []
    name = short(menu.name, 25)
    if not menu.is_available:
        return [voice.say("chosen_sold_out", menu=name)]
    sentences = [voice.say("chosen_menu", menu=name, price=won(menu.price))]
    if chosen.shown_price is not None and menu.price != chosen.shown_price:
        sentences.append(voice.say("chosen_price_changed", before=won(chosen.shown_price)))
    if chosen.deal is not None and chosen.deal.coupons:
        sentences.append(_coupons(chosen.deal, voice))
    return sentences


def _coupons(deal: Deal, voice: Voice) -> str:
    titles = [f"'{short(coupon.title, 20)}'" for coupon in deal.coupons]
    named = " ".join([*(with_particle(title, "과") for title in titles[:-1]), titles[-1]])
    if deal.discount:
        return voice.say("chosen_coupon_price", coupons=named, price=won(deal.final_price))
    return voice.say("chosen_coupon", coupons=named)


def _hours(chosen: Chosen, voice: Voice) -> str:
    opening, now = chosen.opening, chosen.now
    if chosen.at != now:
        return _hours_then(opening, chosen.at, now, voice)
    if opening.is_open is None:
        return voice.say("chosen_hours_unknown")
    if opening.is_open:
        until = opening.closes_at
        said = voice.say("chosen_open_until", until=day_and_clock(until, now)) if until else voice.say("chosen_open")
        return _with_break(said, opening, now, voice)
    if opening.opens_at is not None:
        return voice.say("chosen_opens", opens=day_and_clock(opening.opens_at, now))
    return voice.say("chosen_closed")


def _with_break(said: str, opening: Opening, at: dt.datetime, voice: Voice) -> str:
    """What the slate said of the hours, and the break where the meal would run into it."""
    if opening.pause is None or not opening.break_is_near(at, _A_MEAL):
        return said
    return f"{said} {voice.say('chosen_break', start=clock(opening.pause[0]), end=clock(opening.pause[1]))}"


def _hours_then(opening: Opening, at: dt.datetime, now: dt.datetime, voice: Voice) -> str:
    """The hours at a moment to come, which is named."""
    then = day_and_clock(at, now)
    if opening.is_open is None:
        return voice.say("chosen_hours_unknown")
    if opening.is_open:
        until = opening.closes_at
        if until is None:
            return _with_break(voice.say("chosen_open_then", when=then), opening, at, voice)
        return _with_break(voice.say("chosen_open_then_until", when=then, until=clock(until)), opening, at, voice)
    if opening.opens_at is not None:
        return voice.say("chosen_opens_then", when=then, opens=day_and_clock(opening.opens_at, now))
    return voice.say("chosen_closed_then", when=then)


def _card(chosen: Chosen, voice: Voice) -> list[str]:
    card, shop, menu = chosen.card, chosen.shop, chosen.shop.menu
    is_refused = shop.card == "Y" and card is not None and not card.is_active
    sentences = [voice.say("chosen_card_Y_otherwise" if is_refused else f"chosen_card_{shop.card}")]
    if shop.card == "N" or card is None or menu is None or not menu.is_available:
        return sentences
    if not card.is_active:
        return [*sentences, why_not_active(card, voice)]
    if menu.price > card.spendable:
        return [*sentences, voice.say("chosen_card_is_less", spendable=won(card.spendable))]
    if shop.card == "Y" and not chosen.without_card:
        pays = menu.price if chosen.deal is None else chosen.deal.final_price
        sentences.append(voice.say("chosen_rest", rest=won(card.balance - pays)))
    return sentences


def _checks(chosen: Chosen) -> list[str]:
    """What to check before going, as keys of the words ``checks``."""
    shop, menu = chosen.shop, chosen.shop.menu
    checks = []
    if chosen.opening.is_open is None:
        checks.append("hours")
    if shop.card in ("P", "U"):
        checks.append(f"card_{shop.card}")
    if menu is not None and menu.allergens is None and chosen.avoided.allergens:
        checks.append("ingredients")
    return checks


def _declared(chosen: Chosen) -> list[str]:
    """What this person must not eat and the row of the menu says is in it."""
    menu = chosen.shop.menu
    return [] if menu is None else sorted(chosen.avoided.allergens.intersection(menu.allergens or ()))
