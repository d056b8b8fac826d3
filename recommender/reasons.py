"""Reasons: what may truly be said in favour of an item, and what must be said as a caution; from facts alone.

Each rule is one function that says its sentence or nothing. Cautions come first, for they matter more; of merits first
those about this person and this moment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import tossi

from catalog.hours import SEOUL
from members.coupons import Coupon, Deal
from recommender.opening import Opening
from recommender.ranking import Ranked
from recommender.request import Request

__all__ = ["SOON", "Facts", "reasons"]

SOON: Final = dt.timedelta(minutes=30)
"""A break or the end of the day within this time is soon."""

_NEAR_M: Final = 240
_CLEARLY_CHEAPER: Final = 0.7  # of the stated budget
_LIKED: Final = 0.75
_AT_MOST: Final = 4
_DAYS_AGO: Final = {0: "오늘", 1: "어제"}


@dataclass(frozen=True)
class Facts:
    """All that is known of one item for one request."""

    item: Ranked
    request: Request
    opening: Opening
    deal: Deal
    """The best price, with the coupons that make it."""
    unsettled: Sequence[Coupon] = ()
    """Coupons of which nobody knows whether they go together with the meal card."""


_MORE_THAN_ALLERGENS: Final = frozenset({"vegetarian", "vegan", "halal"})
"""Ways of eating that declared allergens can contradict, but never confirm."""


def reasons(facts: Facts) -> list[str]:
    """All cautions first; merits as far as there are not four reasons yet."""
    cautions = [caution for rule in _CAUTIONS if (caution := rule(facts)) is not None]
    merits = [merit for rule in _MERITS if (merit := rule(facts)) is not None]
    return [*cautions, *merits[: max(0, _AT_MOST - len(cautions))]]


def _ingredients_unknown(facts: Facts) -> str | None:
    is_unknown = facts.request.avoided.needs_ingredients and facts.item.candidate.allergens is None
    return "재료를 알 수 없어 가게에 꼭 물어봐야 해요" if is_unknown else None


def _taste_unknown(facts: Facts) -> str | None:
    is_unknown = facts.request.avoided.tastes and not facts.item.candidate.tastes
    return "매운지는 확인이 필요해요" if is_unknown else None


def _halal_unknown(facts: Facts) -> str | None:
    return "할랄 인증은 확인이 필요해요" if "halal" in facts.request.diet else None


def _meatless_unknown(facts: Facts) -> str | None:
    # Shops declare allergens; that nothing else of an animal is in it, no row says.
    if facts.item.candidate.allergens is None:
        return None  # then it is said that no ingredient is known
    if "vegan" in facts.request.diet:
        return "동물성 재료가 없는지는 가게에 물어봐야 해요"
    return "고기나 해산물이 없는지는 가게에 물어봐야 해요" if "vegetarian" in facts.request.diet else None


def _hours_unknown(facts: Facts) -> str | None:
    return "영업시간 확인이 필요해요" if facts.item.is_open is None else None


def _closed(facts: Facts) -> str | None:
    return "지금은 영업하지 않아요" if facts.item.is_open is False else None


def _break_soon(facts: Facts) -> str | None:
    if facts.item.is_open is not True or facts.opening.pause is None:
        return None
    left = facts.opening.pause[0] - facts.request.at
    return "곧 쉬는 시간이에요" if dt.timedelta() < left <= SOON else None


def _closes_soon(facts: Facts) -> str | None:
    if facts.item.is_open is not True or facts.opening.closes_at is None:
        return None
    left = facts.opening.closes_at - facts.request.at
    return "곧 문을 닫아요" if dt.timedelta() < left <= SOON else None


def _card_partly(facts: Facts) -> str | None:
    return "급식카드는 일부만 쓸 수 있어요" if facts.item.candidate.card == "P" else None


def _card_unknown(facts: Facts) -> str | None:
    return "급식카드가 되는지 확인이 필요해요" if facts.item.candidate.card == "U" else None


def _coupon(facts: Facts) -> str | None:
    deal = facts.deal
    if deal.discount:
        return f"쿠폰 쓰면 {deal.final_price:,}원이에요"
    for coupon in deal.gifts:
        if coupon.kind == "FREEBIE":
            return f"쿠폰 쓰면 {coupon.freebie} 덤이 있어요"
        return "쿠폰 쓰면 하나 값에 두 개예요"
    return None


def _coupon_unsettled(facts: Facts) -> str | None:
    if facts.deal.coupons or not facts.unsettled:
        return None
    return "쿠폰이 있는데 카드와 같이 되는지는 물어봐야 해요"


def _whole_by_card(facts: Facts) -> str | None:
    spendable = facts.request.spendable
    covers = spendable is not None and facts.item.candidate.price <= spendable
    return "카드 전액 사용 가능해요" if covers and facts.item.candidate.card == "Y" else None


def _card(facts: Facts) -> str | None:
    if facts.request.spendable is not None:
        return None  # then it is said whether the card pays all of it
    return "급식카드를 쓸 수 있어요" if facts.item.candidate.card == "Y" else None


def _dish_asked(facts: Facts) -> str | None:
    return "찾던 메뉴예요" if facts.item.candidate.dish_asked else None


def _ingredients_fine(facts: Facts) -> str | None:
    if facts.request.diet & _MORE_THAN_ALLERGENS:
        return None
    is_known = facts.request.avoided.allergens and facts.item.candidate.allergens is not None
    return "표시된 재료 중에 피할 것이 없어요" if is_known else None


def _something_else(facts: Facts) -> str | None:
    request, category = facts.request, facts.item.candidate.category
    if request.last_choice is None or request.names_food or request.last_choice.category == category:
        return None
    days = (request.at.astimezone(SEOUL).date() - request.last_choice.on).days
    if days not in _DAYS_AGO:
        return None
    chosen = request.last_choice.category
    return f"{_DAYS_AGO[days]} 고른 {chosen}{tossi.pick(chosen, '과')} 다른 {category}{tossi.pick(category, '이에요')}"


def _favourite(facts: Facts) -> str | None:
    return "자주 고르는 가게예요" if facts.item.candidate.shop_id in facts.request.favourite_shops else None


def _liked(facts: Facts) -> str | None:
    liked = facts.request.preferences.get(facts.item.candidate.category, 0)
    return "좋아하는 종류의 음식이에요" if liked >= _LIKED else None


def _cheaper(facts: Facts) -> str | None:
    budget = facts.request.budget
    is_cheaper = budget is not None and facts.item.candidate.price <= _CLEARLY_CHEAPER * budget
    return "예산보다 넉넉하게 저렴해요" if is_cheaper else None


def _near(facts: Facts) -> str | None:
    return "아주 가까워요" if facts.item.candidate.distance <= _NEAR_M else None


def _popular(facts: Facts) -> str | None:
    return "이 집 인기 메뉴예요" if facts.item.candidate.is_popular else None


def _good_influence(facts: Facts) -> str | None:
    return "선한영향력가게예요" if facts.item.candidate.good_influence else None


_Rule = Callable[[Facts], "str | None"]

_CAUTIONS: Final[tuple[_Rule, ...]] = (
    _ingredients_unknown,
    _taste_unknown,
    _halal_unknown,
    _meatless_unknown,
    _hours_unknown,
    _closed,
    _break_soon,
    _closes_soon,
    _card_partly,
    _card_unknown,
    _coupon_unsettled,
)
_MERITS: Final[tuple[_Rule, ...]] = (
    _coupon,
    _ingredients_fine,
    _dish_asked,
    _something_else,
    _favourite,
    _cheaper,
    _near,
    _liked,
    _popular,
    _good_influence,
    _whole_by_card,
    _card,
)
