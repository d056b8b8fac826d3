"""What is said when a shop was picked: the shop as it is now, and what to check before going."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from actions.answer import Answer, Button, payload
from actions.wording.card import why_not_active
from actions.wording.figures import day_and_clock, short, won
from actions.wording.habits import new_kind_text
from actions.wording.josa import with_particle
from members.card import Card
from members.coupons import Deal
from recommender import walk_minutes
from recommender.diet import Avoided
from recommender.lookup import Shop, ShopMenu
from recommender.opening import Opening

__all__ = ["Chosen", "gone_answer", "old_slate_answer", "out_of_range_answer", "selection_answer"]

_AGAIN: Final = Button("다시 찾기", payload("food_request"))
_OTHERS: Final = Button("다른 데 볼래요", payload("more_options"))


@dataclass(frozen=True)
class Chosen:
    """What is known of the choice at the moment of choosing. ``shown_price`` is what the slate said, in won."""

    shop: Shop
    shown_price: int | None
    rank: int | None
    opening: Opening
    now: dt.datetime
    card: Card | None
    without_card: bool
    avoided: Avoided
    is_new_kind: bool = False
    """Whether somebody we know picked a kind of food they have not picked for long."""
    deal: Deal | None = None
    """What the menu costs with the coupons held at this moment; None: there is no menu to pay."""


def selection_answer(chosen: Chosen, slots: Mapping[str, Any]) -> Answer:
    """Confirm: menu and price, walk, hours, card, and at the end what to check."""
    shop = chosen.shop
    sentences = [f"좋아요, {with_particle(short(shop.name, 30), '으로')} 정했어요!"]
    sentences += _menu(chosen)
    if shop.distance is not None:
        sentences.append(f"걸어서 {walk_minutes(shop.distance)}분쯤 걸려요.")
    sentences.append(_hours(chosen))
    sentences += _card(chosen)
    if chosen.is_new_kind:
        sentences.append(new_kind_text(shop.category))
    if checks := _checks(chosen):
        sentences.append(f"가기 전에 {', '.join(checks)}만 확인해 주세요.")
    ask = {"ordinal": chosen.rank} if chosen.rank is not None else {"shop_id": shop.shop_id}
    buttons = (
        Button("어디에 있어요?", payload("location_inquiry", **ask)),
        Button("몇 시까지 해요?", payload("hours_inquiry", **ask)),
        _OTHERS,
    )
    return Answer(" ".join(sentences), buttons, slots=slots)


def out_of_range_answer(slate_id: str | None, items: Sequence[Mapping[str, Any]]) -> Answer:
    """The number is not on the list."""
    buttons = (
        Button(
            f"{rank}번 {short(str(item['name']), 12)}",
            payload("select_option", ordinal=rank, **({"slate_id": slate_id} if slate_id else {})),
        )
        for rank, item in enumerate(items, start=1)
    )
    return Answer(f"지금 보여 드린 곳은 {len(items)}곳이에요. 몇 번으로 할까요?", tuple(buttons))


def old_slate_answer() -> Answer:
    """The slate is not known any more."""
    return Answer("그 추천은 오래돼서 제가 기억하지 못해요. 지금 갈 수 있는 곳으로 다시 찾아드릴까요?", (_AGAIN,))


def gone_answer() -> Answer:
    """The shop has closed for good since."""
    return Answer("미안해요, 그 가게는 이제 문을 닫은 것으로 되어 있어요. 다른 곳을 찾아드릴까요?", (_OTHERS, _AGAIN))


def _menu(chosen: Chosen) -> list[str]:
    menu = chosen.shop.menu
    if menu is None:
        return ["보여 드린 메뉴가 지금은 없어요."] if chosen.shown_price is not None else []
    name = short(menu.name, 25)
    if not menu.is_available:
        return [f"그런데 {with_particle(name, '은')} 지금 품절이에요."]
    sentences = [f"{with_particle(name, '은')} {won(menu.price)}이에요."]
    if chosen.shown_price is not None and menu.price != chosen.shown_price:
        sentences.append(f"아까 {won(chosen.shown_price)}에서 가격이 바뀌었어요.")
    if chosen.deal is not None and chosen.deal.coupons:
        sentences.append(_coupons(chosen.deal))
    return sentences


def _coupons(deal: Deal) -> str:
    titles = "와 ".join(f"'{short(coupon.title, 20)}'" for coupon in deal.coupons)
    if deal.discount:
        return f"{titles} 쿠폰을 쓰면 {won(deal.final_price)}이에요. 계산할 때 먼저 보여 주세요."
    return f"{titles} 쿠폰도 쓸 수 있어요. 계산할 때 먼저 보여 주세요."


def _hours(chosen: Chosen) -> str:
    opening, now = chosen.opening, chosen.now
    if opening.is_open is None:
        return "영업시간은 아직 몰라요."
    if opening.is_open:
        until = opening.serves_until
        return f"지금 열었고 {day_and_clock(until, now)}까지 해요." if until else "지금 열었어요."
    if opening.opens_at is not None:
        return f"지금은 닫았고 {day_and_clock(opening.opens_at, now)}에 열어요."
    return "지금은 닫았어요."


def _card(chosen: Chosen) -> list[str]:
    card, shop, menu = chosen.card, chosen.shop, chosen.shop.menu
    if shop.card == "N":
        return ["급식카드는 안 되는 곳이에요."]
    accepted = {"Y": "급식카드를 쓸 수 있어요.", "P": "급식카드는 일부만 쓸 수 있어요."}
    sentences = [accepted.get(shop.card, "급식카드가 되는지는 아직 몰라요.")]
    if card is None or menu is None or not menu.is_available:
        return sentences
    if not card.is_active:
        return [*sentences, why_not_active(card)]
    if menu.price > card.spendable:
        return [*sentences, f"다만 카드로는 지금 {won(card.spendable)}까지만 쓸 수 있어요."]
    if shop.card == "Y" and not chosen.without_card:
        pays = menu.price if chosen.deal is None else chosen.deal.final_price
        sentences.append(f"내고 나면 카드에 {won(card.balance - pays)}이 남아요.")
    return sentences


def _checks(chosen: Chosen) -> list[str]:
    shop, menu = chosen.shop, chosen.shop.menu
    checks = []
    if chosen.opening.is_open is None:
        checks.append("영업시간")
    if shop.card in ("P", "U"):
        checks.append("카드로 살 수 있는 메뉴" if shop.card == "P" else "카드가 되는지")
    if menu is not None and _ingredients_matter(menu, chosen.avoided):
        checks.append("못 먹는 재료가 들어가는지")
    return checks


def _ingredients_matter(menu: ShopMenu, avoided: Avoided) -> bool:
    """Whether this person must ask: the ingredients are unknown, or have changed for the worse since."""
    if not avoided.allergens:
        return False
    return menu.allergens is None or bool(avoided.allergens.intersection(menu.allergens))
