"""A card claims what its row says and no more: the page's own modules, given slates of the contract."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.chat import Chat

SHOW = """async (slate) => {
  const { slateView } = await import("/chat/js/slate.js");
  document.querySelector("#log").replaceChildren(slateView(slate, () => {}));
}"""
FORMAT = "async ([name, ...values]) => (await import('/chat/js/format.js'))[name](...values)"


def item(menu: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """One item of a slate, as plain as can be."""
    plain = {"menu_id": 7, "name": "야채김밥", "price": 3_500, "final_price": 3_500, "allergens": []}
    return {
        "shop_id": 1,
        "name": "엄마손김밥",
        "category": "분식",
        "menu": {**plain, **(menu or {})},
        "distance_m": 240,
        "walk_min": 3,
        "open": True,
        "closes_at": "2026-11-24T21:30:00+09:00",
        "card": "Y",
        "score": 0.8,
        "reasons": [],
        **changes,
    }


def show(
    chat: Chat,
    *items: dict[str, Any],
    diet: tuple[str, ...] = (),
    relaxed: tuple[str, ...] = (),
    then: str | None = None,
) -> Locator:
    """Put a slate on the page; returns its view."""
    request = {"budget": 5_000, "spendable": 12_000, "diet": list(diet), "at": "2026-11-24T12:10:00+09:00"}
    slate = {"slate_id": "00000000-0000-0000-0000-000000000000", "request": request, "relaxed": list(relaxed)}
    chat.page.evaluate(SHOW, {**slate, "items": list(items), **({} if then is None else {"then": then})})
    return chat.page.locator(".slate")


@pytest.mark.parametrize(
    ("is_open", "closes_at", "said"),
    [
        (True, "2026-11-24T21:30:00+09:00", "지금 열었어요 · 밤 9시 30분에 닫아요"),
        (True, "2026-11-24T12:30:00+00:00", "지금 열었어요 · 밤 9시 30분에 닫아요"),
        (True, None, "지금 열었어요"),
        (True, "2026-11-24T12:35:00+09:00", "곧 닫아요 · 낮 12시 35분"),
        (None, None, "영업시간 확인 필요"),
        (None, "2026-11-24T21:30:00+09:00", "영업시간 확인 필요"),
        (False, None, "지금은 닫았어요"),
    ],
)
def test_hours_are_said_as_known(chat: Chat, is_open: bool | None, closes_at: str | None, said: str) -> None:
    facts = show(chat, item(open=is_open, closes_at=closes_at)).locator(".fact")
    assert said in facts.all_inner_texts()


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ("Y", "급식카드 돼요"),
        ("P", "급식카드 일부만 돼요"),
        ("U", "급식카드 되는지 몰라요"),
        ("N", "급식카드 안 돼요"),
    ],
)
def test_card_use_is_said_in_words_beside_an_icon(chat: Chat, card: str, said: str) -> None:
    fact = show(chat, item(card=card)).locator(".fact").filter(has_text=said)
    expect(fact).to_have_count(1)
    expect(fact.locator("svg")).to_have_attribute("aria-hidden", "true")


def test_unknown_ingredients_warn_somebody_with_an_allergy(chat: Chat) -> None:
    slate = show(chat, item(menu={"allergens": None}), diet=("peanut",))
    expect(slate.locator(".fact--warn")).to_have_text("알레르기 재료를 몰라요. 먹기 전에 가게에 꼭 물어봐 주세요.")


def test_unknown_ingredients_are_never_silent(chat: Chat) -> None:
    expect(show(chat, item(menu={"allergens": None}))).to_contain_text("알레르기 재료 정보 없음")


def test_known_ingredients_are_named_in_korean(chat: Chat) -> None:
    expect(show(chat, item(menu={"allergens": ["egg", "pine_nut"]}))).to_contain_text("들어간 재료: 달걀, 잣")


def test_a_coupon_s_price_stands_beside_the_list_price_and_never_instead(chat: Chat) -> None:
    price = show(chat, item(menu={"final_price": 3_000})).locator(".shop__price")
    expect(price.locator("strong")).to_have_text("3,500원")
    expect(price).to_have_text("3,500원 (쿠폰 쓰면 3,000원)")


def test_a_slate_for_later_says_nothing_of_now(chat: Chat) -> None:
    slate = show(chat, item(), item(closes_at=None), item(open=False), then="내일 낮 12시 30분")
    said = " ".join(slate.locator(".fact").all_inner_texts())
    assert "내일 낮 12시 30분에는 열려 있어요 · 밤 9시 30분에 닫아요" in said
    assert "내일 낮 12시 30분에는 닫아요" in said
    assert "지금" not in said


def test_relaxed_conditions_are_named(chat: Chat) -> None:
    expect(show(chat, item(), relaxed=("radius", "budget"))).to_contain_text("조건을 조금 넓혀서 찾았어요: 거리, 가격")


def test_reasons_that_repeat_the_icons_are_left_out(chat: Chat) -> None:
    reasons = ["영업시간 확인이 필요해요", "급식카드를 쓸 수 있어요", "아주 가까워요"]
    slate = show(chat, item(reasons=reasons))
    assert slate.locator(".shop__reason").all_inner_texts() == ["아주 가까워요"]


def test_names_of_shops_are_text(chat: Chat) -> None:
    name = "<img src=x onerror=alert(1)>분식"
    expect(show(chat, item(name=name)).get_by_role("heading")).to_have_text(name)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-11-24T00:00:00+09:00", "밤 12시"),
        ("2026-11-24T02:30:00+09:00", "새벽 2시 30분"),
        ("2026-11-24T09:00:00+09:00", "오전 9시"),
        ("2026-11-24T12:00:00+09:00", "낮 12시"),
        ("19:30", "저녁 7시 30분"),
        ("25:00", "새벽 1시"),
        ("soon", None),
        (None, None),
    ],
)
def test_clocks_read_as_children_say_them(chat: Chat, value: str | None, said: str | None) -> None:
    assert chat.page.evaluate(FORMAT, ["clock", value]) == said
