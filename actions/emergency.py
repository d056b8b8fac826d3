"""``action_emergency``: somebody is hungry and has next to nothing (spec §3.2): what to eat now, and who helps."""

from __future__ import annotations

from dataclasses import replace

from actions import place as places
from actions.answer import Answer
from actions.base import NaviyamAction
from actions.entities import said_in
from actions.meals import Extra, find_meal
from actions.person import read_person
from actions.turn import Coordinates, Turn
from actions.voice import voice_for
from actions.wish import Wish
from actions.wording.emergency import basket_text, help_text
from actions.wording.slate import MOST_CHARACTERS
from members.card import Card
from members.profile import Profile
from recommender.diet import avoided
from recommender.menus import Basket, store_baskets
from settings import get_settings

__all__ = ["Emergency"]

_MEAL_WON = 5_000
"""What a basket may cost for somebody who named no amount and has no card: more is no emergency."""


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
        if said.budget is None:  # an amount of an hour ago is not what is left now
            wish = replace(wish, budget=None, budget_min=None)
        wish = replace(wish, order="cheap")
        card, profile = await read_person(self.pool, turn)
        notes = [voice.say("emergency_warm")]
        if card is not None and card.spendable > 0:
            notes.append(voice.say("emergency_spendable", spendable=f"{card.spendable:,}원"))
        basket = await self._basket(turn, wish, card, profile)
        if basket is not None:
            notes.append(basket_text(basket, profile, voice))
        notes.append(help_text(voice))
        answer = await find_meal(self.pool, turn, wish, Extra(is_new=True))
        return replace(answer, text=_beside(answer.text, notes))

    async def _basket(self, turn: Turn, wish: Wish, card: Card | None, profile: Profile) -> Basket | None:
        """The nearest store's goods for what can be paid; None without a place or an amount."""
        place = places.find(turn).where
        amount = _amount(wish, card)
        if not isinstance(place, Coordinates) or not place.in_korea or amount <= 0:
            return None
        found = await store_baskets(
            self.pool,
            (place.lat, place.lng),
            amount,
            radius_m=get_settings().recommend.radius_m,
            avoided=avoided(profile.diet | wish.diet),
            at=turn.now,
            by_card=card is not None and "spendable" not in wish.relaxed,
        )
        return found[0] if found else None


def _amount(wish: Wish, card: Card | None) -> int:
    limits = [wish.budget] if wish.budget is not None else []
    if card is not None and "spendable" not in wish.relaxed:
        limits.append(card.spendable)
    return min(limits, default=_MEAL_WON)


def _beside(text: str, notes: list[str]) -> str:
    """The notes before the answer; where the text would grow too long, the spendable amount and the basket give way."""
    for kept in (notes, [notes[0], *notes[2:]], [notes[0], notes[-1]], [notes[-1]]):
        whole = f"{' '.join(kept)}\n{text}"
        if len(whole) <= MOST_CHARACTERS:
            return whole
    return text
