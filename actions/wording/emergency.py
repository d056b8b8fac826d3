"""Words for somebody who is hungry and has next to nothing. The sentences: data/responses/answers/emergency.yml."""

from __future__ import annotations

from collections import Counter

from actions.wording.figures import short, won
from actions.wording.texts import Voice
from members.card import Card
from members.help import known_help
from recommender import walk_minutes
from recommender.diet import Avoided
from recommender.menus import Basket

__all__ = ["basket_text", "centre_text", "help_text", "spendable_text"]


def basket_text(basket: Basket, avoided: Avoided, voice: Voice) -> str:
    """What the store sells together for the amount, and what to ask before paying."""
    said = voice.say(
        "emergency_basket" if len(basket.goods) > 1 else "emergency_one_thing",
        shop=short(basket.shop, 16),
        minutes=walk_minutes(basket.distance),
        goods=", ".join(short(name, 12) for name in Counter(basket.goods)),
        price=won(basket.price),
    )
    if basket.is_open is None:
        said += f" {voice.say('emergency_basket_hours_unknown')}"
    if basket.card != "Y":
        said += f" {voice.say(f'emergency_basket_card_{basket.card}')}"
    if basket.has_unknown_ingredients and avoided.needs_ingredients:
        said += f" {voice.say('emergency_basket_unknown_ingredients')}"
    return said


def spendable_text(card: Card, voice: Voice) -> str:
    """What the card can still pay."""
    return voice.say("emergency_spendable", spendable=won(card.spendable))


def help_text(voice: Voice) -> str:
    """Whom to call when meals stay hard to come by."""
    youth = known_help()["youth"]
    return voice.say("emergency_help", name=youth.name, number=youth.number)


def centre_text(voice: Voice) -> str:
    """Where children are given meals."""
    centre = known_help()["centre"]
    return voice.say("emergency_centre", name=centre.name, what=centre.what)
