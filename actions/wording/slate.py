"""A slate as one text: what was looked for, what limits it, and a line a shop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from actions.wording.figures import clock, day_and_clock, metres, short, won
from actions.wording.habits import low_balance_text
from actions.wording.josa import with_particle
from actions.wording.names import MEAL, TASTE, avoided, listed
from recommender import Item, Request, Slate

__all__ = ["MOST_CHARACTERS", "Told", "left_out", "slate_text", "wish_words"]

MOST_CHARACTERS: Final = 500
_CLOSES_SOON: Final = dt.timedelta(minutes=30)
_NAME_LENGTHS: Final = (24, 16, 11, 8)
_CARD: Final = {"Y": "급식카드 돼요", "P": "급식카드 일부만 가능", "U": "급식카드 확인 필요", "N": "급식카드 안 돼요"}
_RELAXED: Final = {
    "dishes": "메뉴를 가리지 않고 찾았어요.",
    "tastes": "맛을 가리지 않고 찾았어요.",
    "categories": "음식 종류를 가리지 않고 찾았어요.",
    "shown": "아까 본 곳도 다시 넣었어요.",
    "open": "지금 닫은 곳도 넣었어요.",
    "card": "급식카드가 되는지 모르는 곳도 넣었어요.",
    "spendable": "카드 없이 보는 거라 카드로는 못 낼 수 있어요.",
}
_RELAXED_BRIEFLY: Final = {
    "dishes": "메뉴",
    "tastes": "맛",
    "categories": "음식 종류",
    "shown": "아까 본 곳",
    "open": "닫은 곳",
    "card": "카드를 모르는 곳",
    "radius": "거리",
    "budget": "예산",
}


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


def slate_text(slate: Slate, told: Told) -> str:
    """The whole text, at most 500 characters: names, then what was relaxed, are told shorter where it must be."""
    for is_brief in (False, True):
        opening = " ".join(_opening(slate, told, is_brief=is_brief))
        for length in _NAME_LENGTHS:
            lines = [_line(rank, item, slate.request, length) for rank, item in enumerate(slate.items, start=1)]
            text = "\n".join([opening, *lines])
            if len(text) <= MOST_CHARACTERS:
                return text
    # Every shop keeps its line, and the opening its beginning: what was relaxed stands before what was left out.
    shops = "\n".join(lines)
    return f"{short(opening, MOST_CHARACTERS - len(shops) - 1)}\n{shops}"


def wish_words(request: Request, stated_meal: str | None = None) -> str:
    """The wish before a noun: ``5,000원 이하 매콤한 떡볶이``; empty when nothing was named."""
    words = []
    if stated_meal in MEAL:
        words.append(f"{MEAL[stated_meal]}으로")
    if request.budget is not None and request.budget_min is not None:
        words.append(f"{won(request.budget_min)}에서 {won(request.budget)} 사이")
    elif request.budget is not None:
        words.append(f"{won(request.budget)} 이하")
    elif request.budget_min is not None:
        words.append(f"{won(request.budget_min)} 이상")
    words += [TASTE[taste] for taste in request.tastes if taste in TASTE]
    foods = [*request.dishes, *request.categories]
    if foods:
        words.append(listed([short(food, 15) for food in foods]))
    elif words:
        words.append("음식" if request.tastes else "메뉴")
    return " ".join(words)


def _opening(slate: Slate, told: Told, *, is_brief: bool) -> list[str]:
    request = slate.request
    sentences = [] if told.low_balance is None else [low_balance_text(told.low_balance)]
    if told.unknown_place:
        where = short(told.unknown_place, 15)
        sentences.append(f"{with_particle(where, '이')} 어디인지는 몰라서 알고 있는 위치에서 찾았어요.")
    sentences.append(_headline(request, told, len(slate.items)))
    sentences += told.notes
    sentences += _limits(slate, told)
    sentences += _relaxations_in_brief(request) if is_brief else _relaxations(request)
    sentences += left_out(request)
    return sentences


def left_out(request: Request) -> list[str]:
    """What was kept out of the search, for the body's sake or because it was asked."""
    sentences = []
    if substances := request.diet - {"spicy"}:
        sentences.append(f"{with_particle(avoided(substances), '이')} 들어간다고 표시된 메뉴는 뺐어요.")
    if "spicy" in request.diet:
        sentences.append("매운 메뉴는 뺐어요.")
    if refused := [*request.not_categories, *request.not_dishes]:
        sentences.append(f"{with_particle(listed([short(food, 15) for food in refused]), '은')} 빼고 찾았어요.")
    return sentences


def _headline(request: Request, told: Told, found: int) -> str:
    where = f"{told.place} 근처" if told.place else "근처"
    when = ""
    if told.now is not None and request.at.date() != told.now.date():
        when = f"{day_and_clock(request.at, told.now)}에 "
    what = wish_words(request, told.stated_meal)
    if request.order == "cheap":
        how = "싼 곳부터 "
    elif request.order == "near":
        how = "가까운 곳부터 "
    else:
        how = ""
    eating = f"{with_particle(what, '을')} 먹을 수 있는 곳" if what else "먹을 수 있는 곳"
    return f"{where}에서 {when}{eating} {found}곳을 {how}골랐어요."


def _limits(slate: Slate, told: Told) -> list[str]:
    """Says so where the card, and not the stated amount, is the limit."""
    request, spendable = slate.request, slate.request.spendable
    if spendable is None:
        return []
    if request.budget is not None and request.budget > spendable:
        return [f"카드로는 {won(spendable)}까지 쓸 수 있어서 그 안에서 찾았어요."]
    if told.is_low:
        price = won(min(item.menu.final_price for item in slate.items))
        within = f"카드로 쓸 수 있는 {won(spendable)} 안에서 골랐어요."
        return [within, f"잘 생각해 보면 {price}으로도 맛있게 드실 수 있어요."]
    return []


def _relaxations_in_brief(request: Request) -> list[str]:
    """One sentence for all; that a card may not be enough is never shortened."""
    sentences = [_RELAXED["spendable"]] if "spendable" in request.relaxed else []
    if named := [_RELAXED_BRIEFLY[name] for name in sorted(request.relaxed) if name in _RELAXED_BRIEFLY]:
        sentences.append(f"조건을 넓혔어요: {', '.join(named)}.")
    return sentences


def _relaxations(request: Request) -> list[str]:
    sentences = [_RELAXED[name] for name in sorted(request.relaxed) if name in _RELAXED]
    if "radius" in request.relaxed:
        sentences.append(f"거리는 {metres(request.radius_m)}까지 넓혔어요.")
    if "budget" in request.relaxed and request.budget is not None:
        sentences.append(f"예산은 {won(request.budget)}까지 올렸어요.")
    elif "budget" in request.relaxed:
        sentences.append("예산은 정하지 않고 찾았어요.")
    return sentences


def _line(rank: int, item: Item, request: Request, length: int) -> str:
    facts = [
        f"{short(item.menu.name, length)} {_price(item)}",
        f"걸어서 {item.walk_min}분",
        _hours(item, request.at),
        _CARD[item.card],
    ]
    if request.avoided.needs_ingredients and item.menu.allergens is None:
        facts.append("재료 확인 필요")
    return f"{rank}. {short(item.name, length)} – {', '.join(facts)}"


def _price(item: Item) -> str:
    """The list price, which the hard filters are held to; a coupon's price beside it, never instead."""
    menu = item.menu
    if menu.final_price == menu.price:
        return won(menu.price)
    return f"{won(menu.price)}(쿠폰 쓰면 {won(menu.final_price)})"


def _hours(item: Item, at: dt.datetime) -> str:
    if item.open is None:
        return "영업시간 확인 필요"
    if not item.open:
        return f"지금은 닫음({day_and_clock(item.opens_at, at)} 열어요)" if item.opens_at else "지금은 닫음"
    if item.pause is not None and item.pause[0] - at < _CLOSES_SOON:
        return f"곧 쉬는 시간({clock(item.pause[0])}부터)"
    if item.closes_at is None:
        return "지금 열었어요"
    if item.closes_at - at < _CLOSES_SOON:
        return f"곧 닫아요({clock(item.closes_at)})"
    return f"{clock(item.closes_at)}까지"
