"""What a shop sells, in words: prices, ingredients as far as declared, nutrition. Sentences: data/responses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from actions.wording.figures import short, won
from actions.wording.names import ingredients, listed
from actions.wording.slate import around
from actions.wording.texts import Voice, words
from recommender.diet import Avoided
from recommender.lookup import Shop
from recommender.menus import DishPrices, ListedMenu
from recommender.sides import side_dishes

__all__ = [
    "TOP",
    "Asked",
    "asked_text",
    "cheapest_text",
    "diet_told",
    "dish_text",
    "list_text",
    "menu_text",
    "nutrition_text",
    "one_text",
    "some_text",
    "taste_text",
    "tasting_text",
    "which_text",
]

TOP: Final = 3
_NAME: Final = 30
_MENU: Final = 25
_ASKED: Final = re.compile(
    r"재료에 (\S+?)[은는이가] 없[어는]|(?:에는|에서) (\S+?)[이가] 들어간다고 되어"
    r"|재료는 알 수 없어요\. (\S+?)[이가] 들어가는지"
)
"""Where the sentences about an ingredient (`asked_text`, `which_text`) name what was asked."""
_OPPOSITE: Final = {"spicy": "mild", "mild": "spicy"}
_UNITS: Final = {
    "kcal": "kcal",
    "protein_g": "g",
    "sodium_mg": "mg",
    "sugar_g": "g",
    "carbohydrate_g": "g",
    "fat_g": "g",
}


def list_text(shop: Shop, menus: Sequence[ListedMenu], avoided: Avoided, voice: Voice) -> str:
    """The first three menus this person may eat, each with price and ingredients; how many there are, and left out."""
    name = short(shop.name, _NAME)
    on_sale = [menu for menu in menus if menu.is_available]
    if not on_sale:
        return voice.say("menu_none", shop=name)
    fit = [menu for menu in on_sale if not menu.declares(avoided)]
    if not fit:
        return voice.say("menu_all_left_out", shop=name)
    top = fit[:TOP]
    whole = len(fit) == len(top)
    head = (
        voice.say("menu_head", shop=name) if whole else voice.say("menu_head_top", shop=name, count=len(fit), top=TOP)
    )
    if len(fit) < len(on_sale):
        head += f" {voice.say('menu_left_out', count=len(on_sale) - len(fit))}"
    lines = [
        voice.say(
            "menu_line", rank=rank, menu=short(menu.name, _MENU), price=won(menu.price), ingredients=_brief(menu, voice)
        )
        for rank, menu in enumerate(top, start=1)
    ]
    return "\n".join([head, *lines])


def one_text(shop: Shop, menu: ListedMenu, avoided: Avoided, voice: Voice) -> str:
    """One menu: its price, whether it is sold out, what is in it."""
    sentences = [
        voice.say("menu_price", shop=short(shop.name, _NAME), menu=short(menu.name, _MENU), price=won(menu.price))
    ]
    if not menu.is_available:
        sentences.append(voice.say("menu_sold_out"))
    return " ".join([*sentences, *menu_text(menu, avoided, voice)])


def menu_text(menu: ListedMenu, avoided: Avoided, voice: Voice) -> list[str]:
    """What is in a menu: declared, declared and dangerous for this person, or unknown; never safe."""
    if declared := menu.declares(avoided):
        return [voice.say("menu_contains_avoided", ingredients=ingredients(declared))]
    if menu.allergens is None:
        return [voice.say("menu_ingredients_unknown")]
    if not menu.allergens:
        return [voice.say("menu_contains_none")]
    return [voice.say("menu_contains", ingredients=ingredients(menu.allergens))]


@dataclass(frozen=True)
class Asked:
    """What somebody asks after: diet values, and the allergens that are meant by them."""

    diet: Sequence[str]
    allergens: frozenset[str]

    @property
    def name(self) -> str:
        """``새우``, ``고기·해산물``."""
        return "·".join(words("diet").get(value, value) for value in self.diet)

    @property
    def way(self) -> str | None:
        """``채식``, where it is a way of eating and no ingredient."""
        return next((way for value in self.diet if (way := words("way_of_eating").get(value))), None)

    def within(self, menu: ListedMenu) -> list[str]:
        """Those the menu declares."""
        return sorted(self.allergens.intersection(menu.allergens or ()))


def asked_text(menu: ListedMenu, asked: Asked, voice: Voice) -> str:
    """Whether ``asked`` is in a menu, as far as its row says."""
    name, way = short(menu.name, _MENU), asked.way
    if menu.allergens is None:
        return voice.say("menu_about", menu=name, sentence=voice.say("menu_asked_unknown", asked=asked.name))
    if present := asked.within(menu):
        found = ingredients(present)
        if way is not None:
            return voice.say("menu_not_way", menu=name, asked=found, way=way)
        return voice.say("menu_listed", menu=name, asked=found)
    if way is not None:
        return voice.say("menu_way_not_listed", menu=name, asked=asked.name, way=way)
    return voice.say("menu_about", menu=name, sentence=voice.say("menu_not_listed", asked=asked.name))


def diet_told(said: str) -> tuple[str, ...]:
    """The diet values that an answer told about: so that a 2번은? can ask the same; none where it told of none."""
    named = _ASKED.search(said)
    if named is None:
        return ()
    values = {word: value for value, word in reversed(list(words("diet").items()))}
    way = next((value for value, word in words("way_of_eating").items() if f"{word}에 맞" in said), None)
    whole = next(filter(None, named.groups()))
    found = [way] if way else [values[whole]] if whole in values else [values.get(one) for one in whole.split("·")]
    return tuple(value for value in found if value is not None)


def which_text(shop: Shop, menus: Sequence[ListedMenu], asked: Asked, avoided: Avoided, voice: Voice) -> str:
    """Which of a shop's menus declare ``asked``, and which do not; none this person must not eat among the latter."""
    on_sale = [menu for menu in menus if menu.is_available]
    name = short(shop.name, _NAME)
    if not on_sale:
        return voice.say("menu_none", shop=name)
    known = [menu for menu in on_sale if menu.allergens is not None]
    has = [short(menu.name, _MENU) for menu in known if asked.within(menu)]
    has_not = [short(menu.name, _MENU) for menu in known if not asked.within(menu) and not menu.declares(avoided)]
    sentences = []
    if has_not:
        sentences.append(voice.say("menu_which_not", shop=name, asked=asked.name, menus=listed(has_not)))
    if has:
        sentences.append(voice.say("menu_which_contain", shop=name, asked=asked.name, menus=listed(has)))
    if len(known) < len(on_sale):
        sentences.append(voice.say("menu_which_unknown", count=len(on_sale) - len(known)))
    return " ".join([*sentences, voice.say("menu_which_ask")])


def taste_text(menu: ListedMenu, taste: str, voice: Voice) -> str:
    """Whether a menu tastes so, by what its dish usually is; where nothing is known of it, that."""
    name = short(menu.name, _MENU)
    if not menu.tastes:
        return voice.say("menu_taste_unknown", menu=name)
    opposite = _OPPOSITE.get(taste)
    if taste in menu.tastes or opposite in menu.tastes:
        said = taste if taste in menu.tastes else str(opposite)
        return voice.say("menu_taste", menu=name, taste=words("taste")[said])
    return voice.say("menu_taste_not", menu=name, taste=words("taste")[taste])


def tasting_text(shop: Shop, menus: Sequence[ListedMenu], taste: str, avoided: Avoided, voice: Voice) -> str:
    """Which of a shop's menus usually taste so; of a mild one it is enough that it is not known to be hot."""
    known = [menu for menu in menus if menu.is_available and menu.tastes and not menu.declares(avoided)]
    name, word = short(shop.name, _NAME), words("taste")[taste]
    fit = [menu for menu in known if taste in menu.tastes]
    if not fit and taste in _OPPOSITE:
        fit = [menu for menu in known if taste == "mild" and _OPPOSITE[taste] not in menu.tastes]
    if not fit:
        return voice.say("menu_tasting_none", shop=name, taste=word)
    named = listed([f"{short(menu.name, _MENU)} {won(menu.price)}" for menu in fit])
    return voice.say("menu_tasting", shop=name, taste=word, menus=named)


def cheapest_text(shop: Shop, menus: Sequence[ListedMenu], avoided: Avoided, voice: Voice) -> str | None:
    """The cheapest meal of a shop that this person may eat; None: there is none to name."""
    fit = [menu for menu in menus if menu.is_available and not menu.declares(avoided)]
    meals = [menu for menu in fit if menu.dish not in side_dishes()] or fit
    if not meals:
        return None
    menu = min(meals, key=lambda one: one.price)
    price = won(menu.price)
    return voice.say("menu_cheapest", shop=short(shop.name, _NAME), menu=short(menu.name, _MENU), price=price)


def some_text(shop: Shop, menus: Sequence[ListedMenu], avoided: Avoided, dish: str | None, voice: Voice) -> str:
    """A shop's first menus in one sentence, or the one asked for: part of an answer to several questions."""
    fit = [menu for menu in menus if menu.is_available and not menu.declares(avoided)]
    name = short(shop.name, _NAME)
    if dish is not None:
        one = next((menu for menu in menus if menu.dish == dish or dish in menu.name), None)
        if one is None:
            return voice.say("menu_not_there", shop=name, asked=short(dish, 20))
        return one_text(shop, one, avoided, voice)
    if not fit:
        return voice.say("menu_all_left_out" if any(menu.is_available for menu in menus) else "menu_none", shop=name)
    named = listed([f"{short(menu.name, _MENU)} {won(menu.price)}" for menu in fit])
    return voice.say("menu_some", shop=name, menus=named)


def nutrition_text(menu: ListedMenu, voice: Voice) -> str:
    """The nutrients the row has; none is reckoned."""
    figures = _figures(menu.nutrition or {})
    name = short(menu.name, _MENU)
    if not figures:
        return voice.say("menu_nutrition_unknown", menu=name)
    return voice.say("menu_nutrition", menu=name, figures=", ".join(figures))


def dish_text(dish: str, prices: DishPrices | None, place: str, voice: Voice) -> str:
    """What a dish costs around a place."""
    where = around(short(place, 20), voice)
    name = short(dish, _MENU)
    if prices is None:
        return voice.say("dish_nowhere", place=where, dish=name)
    lowest = won(prices.lowest)
    if prices.lowest == prices.highest:
        return voice.say("dish_one_price", place=where, dish=name, shops=prices.shops, lowest=lowest)
    return voice.say(
        "dish_prices", place=where, dish=name, shops=prices.shops, lowest=lowest, highest=won(prices.highest)
    )


def _brief(menu: ListedMenu, voice: Voice) -> str:
    if menu.allergens is None:
        return voice.say("menu_brief_unknown")
    if not menu.allergens:
        return voice.say("menu_brief_none")
    return voice.say("menu_brief_contains", ingredients=ingredients(menu.allergens))


def _figures(nutrition: Mapping[str, Any]) -> list[str]:
    return [
        f"{words('nutrient')[key]} {nutrition[key]:g}{unit}"
        for key, unit in _UNITS.items()
        if isinstance(nutrition.get(key), (int, float)) and not isinstance(nutrition[key], bool)
    ]
