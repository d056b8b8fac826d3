"""``action_select``: the shop that was picked, as it is now, and the record of the choice."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import structlog

from actions import when
from actions.about_shop import answer_about, asks_a_fact, best_decided, of_the_list
from actions.answer import Answer, payload
from actions.base import NaviyamAction
from actions.entities import said_in
from actions.person import read_person, read_wallet
from actions.turn import Turn
from actions.voice import voice_for
from actions.which_shop import item_numbered, known_place, meant, same_question
from actions.wish import Wish
from actions.wording.habits import with_low_balance
from actions.wording.selection import (
    Chosen,
    gone_answer,
    not_sold_answer,
    old_slate_answer,
    out_of_range_answer,
    selection_answer,
)
from catalog.dishes import get_dishes
from members import feedback, low_balance
from members.card import Card
from members.coupons import Deal, Purchase, best
from members.profile import Profile
from recommender import lookup, sources
from recommender import menus as shop_menus
from recommender.diet import avoided
from recommender.lookup import Shop
from recommender.menus import ListedMenu
from recommender.opening import opening_at
from recommender.selection import Recorded, Selection, earlier_items, select
from storage.errors import StorageRejected

__all__ = ["Select"]

_AGAIN: Final = re.compile(r"어제|그제|엊그제|저번|지난\s?번|전에\s?(?:간|갔|먹)|그때\s?(?:그|간|갔)")
_CHOOSES: Final = re.compile(r"[갈할먹](?:래|게|까|게요|래요)|갈\s?거|정했|로\s?(?:해|정|갈)")
_WORD: Final = re.compile(r"[0-9A-Za-z가-힣]+")
_PARTICLE: Final = re.compile(r"(?<=[가-힣])(?:으로|이랑|랑|로|을|를|이|가|은|는|도|만)$")
_log = structlog.get_logger()


class Select(NaviyamAction):
    """Confirm with walk, menu, price, card and hours, and record the choice once per slate."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_select"

    async def answer(self, turn: Turn) -> Answer:
        """The confirmation, or a question back when it is not clear what was picked."""
        if (listed := await of_the_list(self.pool, turn)) is not None:
            return listed
        if (again := same_question(turn)) is not None:
            return await self.resources.router.answer(replace(turn, intent=again))
        if asks_a_fact(turn.text) and not _CHOOSES.search(turn.text):
            _, answer = await answer_about(self.pool, turn)
            if answer is not None:
                return answer
        slate_id, items = await self._items(turn)
        ordinal = best_decided(turn) or turn.ordinal
        item: Mapping[str, Any] | None
        if isinstance(ordinal, int):
            if not items:
                was_shown = slate_id is not None or turn.first("slate_id") is not None
                return old_slate_answer(voice_for(turn), is_old=was_shown)
            item = item_numbered(items, ordinal)
            if item is None:
                return out_of_range_answer(slate_id, items, voice_for(turn))
        else:
            before = await self._chosen_before(turn)
            if before is not None:
                return await self._confirm(turn, before, None, None, None)
            found = await meant(self.pool, turn, asks="select_option")
            if isinstance(found, Answer):
                return found
            item = next((one for one in items if one["shop_id"] == found.shop_id), None)
            if item is None:
                return await self._confirm(turn, found.shop_id, None, None, None)
        return await self._confirm(turn, int(item["shop_id"]), item, slate_id, items.index(item) + 1)

    async def _chosen_before(self, turn: Turn) -> int | None:
        """The shop chosen last, where that is what is wanted again (어제 거기 또 갈래); None otherwise."""
        if turn.user_id is None or turn.first("shop_name") or not _AGAIN.search(turn.text):
            return None
        last = await feedback.last_choice(self.pool, turn.user_id, turn.now)
        return None if last is None else last.shop_id

    async def _items(self, turn: Turn) -> tuple[str | None, list[Mapping[str, Any]]]:
        """The slate the turn is about: the one its button names, else the last."""
        named = turn.first("slate_id")
        slate = turn.slate
        if slate is not None and named in (None, slate["slate_id"]):
            return str(slate["slate_id"]), list(slate["items"])
        if named is None or turn.user_id is None or not _is_uuid(named):
            return None, []
        return str(named), list(await earlier_items(self.pool, str(named), turn.user_id))

    async def _confirm(
        self, turn: Turn, shop_id: int, item: Mapping[str, Any] | None, slate_id: str | None, rank: int | None
    ) -> Answer:
        place = known_place(turn)
        where = None if place is None else (place.lat, place.lng)
        shown_id = int(item["menu"]["menu_id"]) if item else None
        shop = await lookup.read(self.pool, shop_id, menu_id=shown_id, place=where)
        if shop is None or shop.is_closed_down:
            return gone_answer(voice_for(turn))
        if (dish := _dish_named(turn, shop)) is not None or turn.text:
            menus = await shop_menus.of_shop(self.pool, shop_id)
            named = _menu_named(turn, shop, dish, menus, shown_id)
            if named is None and dish is not None:
                shown = None if shop.menu is None or not shop.menu.is_available else shop.menu.name
                said = {"shop_id": shop_id} if slate_id is None else {"ordinal": rank, "slate_id": slate_id}
                taken = payload("select_option", **said)
                return not_sold_answer(shop, dish, shown, rank, taken, voice_for(turn))
            if named is not None and named.menu_id != shown_id:
                shop = await lookup.read(self.pool, shop_id, menu_id=named.menu_id, place=where) or shop
        wish = Wish.from_slot(turn.slots.get("request"), turn.now)
        moment = when.at(turn.now, wish.on, wish.meal_time)
        card, profile = await read_person(self.pool, turn, moment)
        recorded = None
        if item is not None and slate_id is not None and rank is not None and turn.user_id is not None:
            recorded = await self._record(turn, turn.user_id, shop.category, item, slate_id, rank)
        without_card = "spendable" in wish.relaxed
        chosen = Chosen(
            shop=shop,
            shown_price=int(item["menu"]["price"]) if item and _is_shown(shop, shown_id) else None,
            opening=opening_at(shop.business_hours, moment),
            at=moment,
            now=turn.now,
            card=card,
            without_card=without_card,
            avoided=avoided(profile.diet | wish.diet),
            is_new_kind=profile.stage == "advanced" and profile.patterns.is_unusual(shop.category),
            deal=await self._deal(turn, profile, shop, moment, pays_by_card=card is not None and not without_card),
        )
        settled = replace(wish, is_settled=True).as_slot(wish.asked_at or turn.now)
        answer = selection_answer(chosen, {"focus_shop_id": shop_id, "request": settled}, voice_for(turn))
        # Nothing that could fail comes after: what counts as told is told.
        balance = await self._notice(turn, card, recorded)
        return answer if balance is None else with_low_balance(answer, balance, voice_for(turn))

    async def _notice(self, turn: Turn, card: Card | None, recorded: Recorded | None) -> int | None:
        """The balance to be told beside a new choice (specification §4.3, step 4); it then counts as told."""
        if card is None or turn.user_id is None or recorded is None or not recorded.is_new:
            return None
        is_low = recorded.balance is not None and recorded.balance < card.threshold
        return await low_balance.claim(self.pool, turn.user_id, turn.now) if is_low else None

    async def _deal(
        self, turn: Turn, profile: Profile, shop: Shop, at: dt.datetime, *, pays_by_card: bool
    ) -> Deal | None:
        """What the menu costs at the meal: a coupon may have been used or have ended since it was shown."""
        if shop.menu is None or not shop.menu.is_available:
            return None
        bought = Purchase(shop.shop_id, shop.category, shop.menu.price, at, pays_by_card, shop.card)
        return best(await read_wallet(self.pool, turn, profile, at), bought)

    async def _record(
        self, turn: Turn, user_id: str, category: str, item: Mapping[str, Any], slate_id: str, rank: int
    ) -> Recorded | None:
        """What came of recording the choice; None where nothing could be."""
        shop_id = int(item["shop_id"])
        try:
            recorded = await select(
                self.pool,
                Selection(
                    slate_id=slate_id,
                    conversation_id=turn.conversation_id,
                    user_id=user_id,
                    shop_id=shop_id,
                    menu_id=int(item["menu"]["menu_id"]),
                    category=category,
                    position=rank,
                    time_to_decision_ms=_decision_ms(turn),
                    context=_context(turn, item),
                ),
            )
        except StorageRejected as error:
            # The person was deleted meanwhile: there is nobody to learn for, and the meal matters more.
            _log.warning("selection_not_recorded", exc_info=error)
            return None
        if recorded.is_new and (opened := sources.current()):
            await opened.chosen(shop_id)
        return recorded


def _is_shown(shop: Shop, shown_id: int | None) -> bool:
    """Whether the menu confirmed is the one the list showed, or that one is gone."""
    return shop.menu is None or shop.menu.menu_id == shown_id


def _dish_named(turn: Turn, shop: Shop) -> str | None:
    """The dish that is chosen beside the shop (2번에서 순대 먹을래); None: none, or but a piece of the shop's name."""
    left = _without_name(turn.text, shop)
    for said in said_in(turn).dishes:
        surfaces = (said, *get_dishes()[said].surfaces) if said in get_dishes() else (said,)
        if any("".join(surface.split()) in left for surface in surfaces):
            return said
    words_left = (_PARTICLE.sub("", word) for word in _WORD.findall(_without_name(turn.text, shop, packed=False)))
    found = (get_dishes().exact(word) for word in words_left if len(word) > 1)
    names = [dish.name for dish in found if dish is not None]
    return next((name for name in names if name not in said_in(turn).not_dishes), None)


def _menu_named(
    turn: Turn, shop: Shop, dish: str | None, menus: Sequence[ListedMenu], shown_id: int | None
) -> ListedMenu | None:
    """The menu of the shop that is named: by its own name, the longest, or by the dish, best the one shown."""
    left = _without_name(turn.text, shop)
    refused = said_in(turn).not_dishes
    whole = [menu for menu in menus if len(menu.name) > 1 and "".join(menu.name.split()) in left]
    whole = [menu for menu in whole if menu.dish not in refused and menu.name not in refused]
    if whole:
        return max(whole, key=lambda menu: (len(menu.name), menu.menu_id == shown_id))
    if dish is None:
        return None
    of_dish = [menu for menu in menus if menu.dish == dish or dish in menu.name]
    return max(of_dish, key=lambda menu: (menu.menu_id == shown_id, menu.dish == dish), default=None)


def _without_name(text: str, shop: Shop, *, packed: bool = True) -> str:
    """A text without the shop's name in it: 아이랑떡볶이로 할게 names no dish."""
    if not packed:
        return text.replace(shop.name, " ").replace("".join(shop.name.split()), " ")
    return "".join(text.split()).replace("".join(shop.name.split()), " ")


def _context(turn: Turn, item: Mapping[str, Any]) -> dict[str, Any]:
    """What habits are learnt from; what is not known is left out."""
    wish, menu = Wish.from_slot(turn.slots.get("request"), turn.now), item["menu"]
    moment = when.at(turn.now, wish.on, wish.meal_time)
    known = {
        "price": int(menu["final_price"]),
        "with_coupon": int(menu["final_price"]) < int(menu["price"]),
        "meal_time": wish.meal_time or when.meal_time_of(moment),
        "companion": wish.companion,
        "weather": turn.weather,
    }
    return {name: value for name, value in known.items() if value is not None}


def _decision_ms(turn: Turn) -> int | None:
    """How long the slate was looked at, on the clock that stamped the wish when it was shown."""
    shown_at = Wish.from_slot(turn.slots.get("request"), turn.now).asked_at
    return None if shown_at is None else round((turn.now - shown_at).total_seconds() * 1000)


def _is_uuid(value: object) -> bool:
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return True
