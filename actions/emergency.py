"""``action_emergency``: somebody is hungry and has next to nothing (spec §3.2): what to eat now, and who helps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from actions import place as places
from actions import when
from actions.answer import Answer
from actions.base import NaviyamAction
from actions.entities import said_in
from actions.meals import Extra, as_new, find_meal
from actions.person import read_person
from actions.turn import Coordinates, Turn
from actions.voice import voice_for
from actions.wish import Wish
from actions.wording.card import goods_text
from actions.wording.emergency import basket_text, centre_text, help_text, spendable_text
from actions.wording.slate import MOST_CHARACTERS
from members.card import Card
from members.profile import Profile
from recommender.diet import avoided
from recommender.menus import Basket, store_baskets
from settings import get_settings

__all__ = ["Emergency"]

_BEFORE: Final = ("warm", "briefly", "spendable")
"""What is said before the meals; the rest comes after them."""
_GIVES_WAY: Final = ("spendable", "centre", "warm", "basket", "briefly")
"""What is left out first where there is no room; the number to call stays."""
_MEAL_WON: Final = 5_000
"""What a basket may cost for somebody who named no amount, also where the card has more: more is no emergency."""


class Emergency(NaviyamAction):
    """The cheapest real meals first, what a convenience store sells for the amount, and public help."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_emergency"

    async def answer(self, turn: Turn) -> Answer:
        """A slate within what can really be paid now, with a warm word; help also where nothing is found."""
        voice = voice_for(turn)
        said = said_in(turn)
        wish = Wish.from_slot(turn.slots.get("request"), turn.now).merged(said, turn.now)
        # An amount of an hour ago is not what is left now, and whoever is hungry is not choosy unless they say so.
        # Hunger is now: a meal that was skipped (저녁도 굶었어) names no hour to look at, only a day does.
        wish = replace(
            wish,
            budget=said.budget,
            budget_min=None,
            categories=said.categories,
            dishes=said.dishes,
            tastes=said.tastes,
            meal_time=said.meal_time if said.day else None,
            on=None if said.day is None else wish.on,
            order="cheap",
        )
        card, profile = await read_person(self.pool, turn)
        wish = as_new(wish, card)
        basket = await self._basket(turn, wish, card, profile)
        answer = await find_meal(self.pool, turn, wish, Extra(is_new=True))
        notes = {
            "warm": voice.say("emergency_warm"),
            "briefly": voice.say("emergency_warm_briefly"),  # where there is no room for more
            "spendable": "" if card is None or not card.spendable else spendable_text(card, voice),
            "basket": self._basket_note(turn, wish, card, profile, basket),
            "help": help_text(voice),
            "centre": centre_text(voice),
        }
        return replace(answer, text=_beside(answer.text, notes))

    def _basket_note(self, turn: Turn, wish: Wish, card: Card | None, profile: Profile, basket: Basket | None) -> str:
        """The basket with all that must be asked before paying: cautions are never cut off it."""
        if basket is None:
            return ""
        voice = voice_for(turn)
        said = basket_text(basket, avoided(profile.diet | wish.diet), voice)
        if card is not None and _goods_not_on_card(card, wish, turn):
            said += f" {goods_text(card.rules, turn.now, voice)}"
        return said

    async def _basket(self, turn: Turn, wish: Wish, card: Card | None, profile: Profile) -> Basket | None:
        """The nearest store's goods for what can be paid now; None without place or amount, or for another hour."""
        place = places.find(turn).where
        amount = _amount(wish, card)
        is_now = when.at(turn.now, wish.on, wish.meal_time) == turn.now
        if not isinstance(place, Coordinates) or not place.in_korea or amount <= 0 or not is_now:
            return None
        found = await store_baskets(
            self.pool,
            (place.lat, place.lng),
            amount,
            radius_m=get_settings().recommend.radius_m,
            avoided=avoided(profile.diet | wish.diet),
            at=turn.now,
            by_card=card is not None and "spendable" not in wish.relaxed,
            not_goods=_goods_not_on_card(card, wish, turn),
        )
        return found[0] if found else None


def _goods_not_on_card(card: Card | None, wish: Wish, turn: Turn) -> tuple[str, ...]:
    """What the municipality lets no store sell on this card; empty where no card is to pay or nothing is known."""
    if card is None or card.rules is None or "spendable" in wish.relaxed:
        return ()
    fact = card.rules.convenience_excluded
    return fact.value if fact is not None and fact.holds_on(turn.now.date()) else ()


def _amount(wish: Wish, card: Card | None) -> int:
    limits = [_MEAL_WON if wish.budget is None else wish.budget]
    if card is not None and "spendable" not in wish.relaxed:
        limits.append(card.spendable)
    return min(limits)


def _beside(text: str, notes: Mapping[str, str]) -> str:
    """The notes around the answer; where the text would grow too long they give way in the order of `_GIVES_WAY`."""
    for dropped in range(len(_GIVES_WAY) + 1):
        gone = {*_GIVES_WAY[:dropped], "briefly" if "warm" not in _GIVES_WAY[:dropped] else ""}
        kept = {name: note for name, note in notes.items() if note and name not in gone}
        before = " ".join(note for name, note in kept.items() if name in _BEFORE)
        after = " ".join(note for name, note in kept.items() if name not in _BEFORE)
        whole = "\n".join(part for part in (before, text, after) if part)
        if len(whole) <= MOST_CHARACTERS:
            return whole
    return text
