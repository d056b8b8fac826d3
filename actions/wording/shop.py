"""One shop in words: when it is open, where it is, whether it takes the card."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from actions.wording.figures import clock, day_and_clock, metres, minute_clock, short, won
from actions.wording.josa import with_particle
from catalog.hours import DAYS, HOLIDAY, Hours
from members.card import Card
from recommender import walk_minutes
from recommender.lookup import Shop
from recommender.opening import Opening

__all__ = ["acceptance_text", "days_text", "general_card_text", "hours_text", "limits_text", "location_text"]

_NAME: Final = 30
_CLOSES_SOON: Final = dt.timedelta(minutes=30)
_DAY_NAMES: Final = {
    **dict(zip(DAYS, (f"{letter}요일" for letter in "월화수목금토일"), strict=True)),
    HOLIDAY: "공휴일",
}
_ASK_SHOP: Final = "가기 전에 가게에 확인해 주세요."


def hours_text(shop: Shop, opening: Opening, at: dt.datetime) -> str:
    """Open, closed, on a break or unknown, and until when."""
    name = short(shop.name, _NAME)
    if shop.is_closed_down:
        return f"{with_particle(name, '은')} 문을 닫은 것으로 되어 있어요. 다른 곳을 찾아볼까요?"
    if opening.is_open is None:
        return f"{with_particle(name, '은')} 영업시간을 알 수 없어요. {_ASK_SHOP}{_phone(shop)}"
    if opening.is_open:
        return f"{with_particle(name, '은')} 지금 열었어요. {_until(opening, at)}".rstrip()
    now_paused = opening.pause is not None and opening.pause[0] <= at < opening.pause[1]
    state = "지금 쉬는 시간이에요." if now_paused else "지금은 닫았어요."
    next_time = f" {day_and_clock(opening.opens_at, at)}에 다시 열어요." if opening.opens_at else ""
    return f"{with_particle(name, '은')} {state}{next_time}"


def days_text(shop: Shop, hours: Hours, days: Sequence[str]) -> str:
    """The hours of each of ``days`` (keys of `Hours`), one sentence a day; unknown days are said to be unknown."""
    said: dict[str, list[str]] = {}
    for day in days:
        said.setdefault(_day_words(day, hours), []).append(_DAY_NAMES[day])
    sentences = (f"{'·'.join(names)}은 {words}" for words, names in said.items())
    return f"{short(shop.name, _NAME)}: {' '.join(sentences)}"


def _day_words(day: str, hours: Hours) -> str:
    if day not in hours.days:
        return "영업시간 확인이 필요해요."
    serving = hours.days[day]
    if serving is None:
        return "쉬어요."
    serves = f"{minute_clock(serving.open)}부터 {minute_clock(serving.close)}까지 해요."
    if serving.pause is None:
        return serves
    return f"{serves} 중간에 {minute_clock(serving.pause[0])}부터 {minute_clock(serving.pause[1])}까지는 쉬어요."


def location_text(shop: Shop) -> str:
    """Address and, where the place is known, the walk."""
    name = short(shop.name, _NAME)
    walk = ""
    if shop.distance is not None:
        walk = f" 걸어서 {walk_minutes(shop.distance)}분쯤({metres(round(shop.distance))}) 걸려요."
    if shop.address is None:
        return f"{name}의 주소는 아직 없어요.{walk}{_phone(shop)}"
    return f"{with_particle(name, '은')} {short(shop.address, 80)}에 있어요.{walk}"


def acceptance_text(shop: Shop) -> str:
    """Whether this shop takes the meal card, as the row says."""
    name = with_particle(short(shop.name, _NAME), "은")
    if shop.card == "Y":
        return f"{name} 급식카드를 쓸 수 있는 곳으로 등록되어 있어요."
    if shop.card == "P":
        return f"{name} 급식카드를 일부만 쓸 수 있어요. 어떤 메뉴나 시간에 되는지 {_ASK_SHOP}"
    if shop.card == "N":
        return f"{name} 급식카드를 쓸 수 없는 곳이에요. 카드가 되는 다른 곳을 찾아볼까요?"
    return f"{name} 급식카드가 되는지 아직 몰라요. {_ASK_SHOP}"


def limits_text(card: Card | None) -> str:
    """The limits that hold for this card, or who knows them."""
    who = "사는 곳의 구청이나 주민센터 아동급식 담당자가 알려줘요."
    if card is None:
        return f"연결된 급식카드가 없어서 한도를 볼 수 없어요. 한도는 지역마다 달라요. {who}"
    limits = [
        f"{name} {won(limit)}"
        for name, limit in (("한 끼", card.per_meal_limit), ("하루", card.daily_limit), ("한 달", card.monthly_limit))
        if limit is not None
    ]
    if not limits:
        return f"카드에 정해진 한도가 제 정보에는 없어요. 지금은 {won(card.spendable)}까지 쓸 수 있어요. {who}"
    return f"카드 한도는 {', '.join(limits)}까지예요. 지금은 {won(card.spendable)}까지 쓸 수 있어요."


def general_card_text() -> str:
    """The question without a shop: no rule of any place is claimed."""
    return (
        "급식카드는 가게마다, 지역마다 쓸 수 있는 것이 달라요. "
        "제가 추천하는 곳에는 급식카드가 되는지, 일부만 되는지 적어 드려요. "
        "가게 이름을 말해 주면 그곳을 알려드릴게요."
    )


def _until(opening: Opening, at: dt.datetime) -> str:
    sentences = []
    if opening.pause is not None and opening.pause[0] > at:
        soon = "곧 쉬는 시간이에요. " if opening.pause[0] - at < _CLOSES_SOON else ""
        sentences.append(f"{soon}{clock(opening.pause[0])}부터 {clock(opening.pause[1])}까지는 쉬어요.")
    if opening.closes_at is not None:
        soon = "곧 닫아요. " if opening.closes_at - at < _CLOSES_SOON else ""
        sentences.append(f"{soon}{day_and_clock(opening.closes_at, at)}까지 해요.")
    return " ".join(sentences)


def _phone(shop: Shop) -> str:
    return f" 전화는 {shop.phone}이에요." if shop.phone else ""
