"""The buttons that several answers share. What stands on a button: data/responses/answers; what it means: here."""

from __future__ import annotations

from actions.answer import Button, payload
from actions.wording.figures import short
from actions.wording.texts import title

__all__ = ["balance", "button", "find", "find_again", "more", "pick", "starters", "until_when", "where", "without_card"]

_SHOP_NAME = 12


def button(key: str, said: str, **facts: object) -> Button:
    """The button called ``key``; ``said`` is its payload."""
    return Button(title(key, **facts), said)


def starters() -> tuple[Button, ...]:
    """Buttons that always lead on."""
    return find(), button("find_for_5000", payload("budget_inquiry", budget=5000)), balance()


def find() -> Button:
    """Whatever there is around."""
    return button("find", payload("food_request"))


def find_again() -> Button:
    """The wish once more."""
    return button("find_again", payload("food_request"))


def balance() -> Button:
    """What the card can pay."""
    return button("balance", payload("balance_check"))


def without_card() -> Button:
    """Look beyond what the card can pay."""
    return button("without_card", payload("inform", relax="spendable"))


def more() -> Button:
    """Other shops than those shown."""
    return button("more", payload("more_options"))


def pick(rank: int, shop: str, said: str) -> Button:
    """One shop of a list."""
    return button("pick", said, rank=rank, shop=short(shop, _SHOP_NAME))


def where(*, shop_id: int) -> Button:
    """Where the shop is."""
    return button("where", payload("location_inquiry", shop_id=shop_id))


def until_when(*, shop_id: int) -> Button:
    """How long the shop is open."""
    return button("until_when", payload("hours_inquiry", shop_id=shop_id))
