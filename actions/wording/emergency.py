"""Words for somebody who is hungry and has next to nothing. The sentences: data/responses/answers/emergency.yml."""

from __future__ import annotations

from collections import Counter

from actions.wording.figures import short, won
from actions.wording.texts import Voice
from members.help import known_help
from members.profile import Profile
from recommender import walk_minutes
from recommender.menus import Basket

__all__ = ["basket_text", "help_text"]


def basket_text(basket: Basket, profile: Profile, voice: Voice) -> str:
    """What the store sells together for the amount, and what to ask before paying."""
    said = voice.say(
        "emergency_basket",
        shop=short(basket.shop, 16),
        minutes=walk_minutes(basket.distance),
        goods=", ".join(short(name, 12) for name in Counter(basket.goods)),
        price=won(basket.price),
    )
    if basket.card == "P":
        said += f" {voice.say('emergency_basket_partly')}"
    if basket.has_unknown_ingredients and profile.diet:
        said += f" {voice.say('emergency_basket_unknown_ingredients')}"
    return said


def help_text(voice: Voice) -> str:
    """Who helps when meals stay hard to come by."""
    listed = known_help()
    youth, centre = listed["youth"], listed["centre"]
    first = voice.say("emergency_help", name=youth.name, number=youth.number)
    return f"{first} {voice.say('emergency_centre', name=centre.name, what=centre.what)}"
