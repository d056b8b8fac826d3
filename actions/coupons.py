"""``action_coupons``: which coupons a person can use, fitting ones first; what one shop costs with them."""

from __future__ import annotations

import re
from typing import Final

from actions.answer import Answer, payload
from actions.base import NaviyamAction
from actions.named_shop import with_named_shop
from actions.person import read_person
from actions.turn import Turn
from actions.voice import voice_for
from actions.which_shop import is_pointed_out, known_place, meant
from actions.wish import Wish
from actions.wording.buttons import button, find, more, starters, where
from actions.wording.coupons import coupon_line, shop_text
from actions.wording.figures import short
from catalog.dishes import get_dishes
from members import coupons
from members.coupons import Coupon, Purchase, best, unsettled
from recommender import menus as shop_menus
from recommender.diet import avoided
from recommender.lookup import Shop
from recommender.menus import ListedMenu
from recommender.sides import side_dishes

__all__ = ["Coupons"]

_SHOWN: Final = 4
_OF_THE_SHOP: Final = re.compile(
    r"얼마|쓰면|쓸\s?수|적용|여기|거기|그\s?집|[돼되](?!\s?(?:는|던)\s?(?:집|데|곳|가게|식당))"
)
"""What is asked of the shop talked about, and not of all coupons held."""


class Coupons(NaviyamAction):
    """List what `members.coupons.usable` gives, or what of it can be used at the shop that is meant."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_coupons"

    async def answer(self, turn: Turn) -> Answer:
        """At most four coupons in words, and how many more there are; of one shop the best price."""
        voice = voice_for(turn)
        held = () if turn.user_id is None else await coupons.usable(self.pool, turn.user_id, turn.now)
        if not held:
            return Answer(voice.say("coupons_none"), starters())
        turn = await with_named_shop(self.pool, turn, known_place(turn))
        if _asks_of_a_shop(turn):
            return await self._at_the_shop(turn, held)
        wanted = _categories(turn)
        held = tuple(sorted(held, key=lambda coupon: _distance(coupon, wanted))) if wanted else held
        lines = [coupon_line(rank, coupon, turn.now, voice) for rank, coupon in enumerate(held[:_SHOWN], start=1)]
        text = "\n".join([voice.say("coupons_have", count=len(held)), *lines])
        if len(held) > _SHOWN:
            text += f"\n{voice.say('coupons_more', count=len(held) - _SHOWN)}"
        if any(coupon.works_with_card is None for coupon in held[:_SHOWN]):
            text += f"\n{voice.say('coupons_card_unknown')}"
        named = [button("find_kind", payload("food_request", food_category=one), kind=one) for one in sorted(wanted)]
        return Answer(text, tuple(named[:1]) or (find(),))

    async def _at_the_shop(self, turn: Turn, held: tuple[Coupon, ...]) -> Answer:
        found = await meant(self.pool, turn, asks="coupon_inquiry")
        if isinstance(found, Answer):
            return found
        voice = voice_for(turn)
        slots = {"focus_shop_id": found.shop_id}
        card, profile = await read_person(self.pool, turn)
        wish = Wish.from_slot(turn.slots.get("request"), turn.now)
        avoid = avoided(profile.diet | wish.diet)
        menus = await shop_menus.of_shop(self.pool, found.shop_id)
        menu = _menu(turn, found, [one for one in menus if one.is_available and not one.declares(avoid)])
        if menu is None:
            return Answer(voice.say("coupon_shop_no_menu", shop=short(found.name, 30)), slots=slots)
        pays_by_card = card is not None and "spendable" not in wish.relaxed
        bought = Purchase(found.shop_id, found.category, menu.price, turn.now, pays_by_card, found.card)
        text = shop_text(found, menu.name, best(held, bought), unsettled(held, bought), voice)
        return Answer(text, (where(shop_id=found.shop_id), more()), slots=slots)


def _asks_of_a_shop(turn: Turn) -> bool:
    if any(turn.values(name) for name in ("shop_name", "ordinal", "shop_id")):
        return True
    names_food = bool(turn.values("food_category") or turn.values("dish"))
    return is_pointed_out(turn) and not names_food and _OF_THE_SHOP.search(turn.text) is not None


def _categories(turn: Turn) -> frozenset[str]:
    """The kinds of food that were named, also by a dish of theirs."""
    dishes = (get_dishes().get(str(value)) for value in turn.values("dish"))
    return frozenset(map(str, turn.values("food_category"))) | {dish.category for dish in dishes if dish is not None}


def _distance(coupon: Coupon, wanted: frozenset[str]) -> int:
    """How far a coupon is from what was named: made for it, good for all, or for something else."""
    if coupon.scope == "CATEGORY":
        return 0 if coupon.categories & wanted else 2
    return 2 if coupon.scope == "SHOP" else 1


def _menu(turn: Turn, shop: Shop, menus: list[ListedMenu]) -> ListedMenu | None:
    """The menu to reckon with: the dish named, else the one that was shown, else the first that is a meal."""
    dish = turn.first("dish")
    items = turn.slate["items"] if turn.slate else ()
    shown = next((item["menu"]["menu_id"] for item in items if item["shop_id"] == shop.shop_id), None)
    ways = (
        (menu for menu in menus if dish is not None and (menu.dish == dish or str(dish) in menu.name)),
        (menu for menu in menus if menu.menu_id == shown),
        (menu for menu in menus if menu.dish not in side_dishes()),
        iter(menus),
    )
    return next((menu for way in ways for menu in way), None)
