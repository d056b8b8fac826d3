"""``action_menu``: what a shop sells, what a dish costs, what is in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from actions.about_shop import answer_about, cheapest_shown
from actions.answer import Answer, payload
from actions.base import NaviyamAction
from actions.person import read_person
from actions.turn import Turn
from actions.voice import voice_for
from actions.which_shop import is_pointed_out, known_place, meant
from actions.wish import Wish
from actions.wording.buttons import button, more, until_when, where
from actions.wording.figures import short
from actions.wording.menu import (
    TOP,
    Asked,
    asked_text,
    cheapest_text,
    dish_text,
    list_text,
    nutrition_text,
    one_text,
    taste_text,
    tasting_text,
    which_text,
)
from actions.wording.texts import Voice, words
from recommender import menus as shop_menus
from recommender.diet import Avoided, avoided
from recommender.lookup import Shop
from recommender.menus import ListedMenu
from settings import get_settings

__all__ = ["Menu"]

_NUTRITION: Final = re.compile(r"칼로리|열량|영양|단백질|나트륨|당류|지방|탄수화물|살\s?쪄|살쪄")
_OPTION: Final = re.compile(r"곱빼기|대짜|소짜|특대|사이즈|세트|리필|토핑|추가|포장|덜\s?맵게|맵기|순한\s?맛|반반|무한")
_INGREDIENTS: Final = re.compile(r"들어가|들어간|들었|재료|알레르기|알러지|성분")
_CHEAPEST: Final = re.compile(r"(?:제일|가장|젤)\s?(?:싼|싸|저렴)|최저가")
_OF_THE_LIST: Final = re.compile(r"[이그저]\s?중|여기\s?중|중에서?")
_SPICY: Final = re.compile(r"맵|매워|매운|매콤|얼큰")
_ASKS_FOR_SOME: Final = re.compile(r"(?:메뉴|거|것|게|음식)\s?(?:는|도|은|가|이)?\s?(?:있|없|뭐|뭔|추천|알려)")
_PRICE: Final = re.compile(r"얼마|가격|값")
_ALL_MENUS: Final = re.compile(
    r"(?<!그 )(?<!이 )(?<!번 )메뉴"
    r"|(?:[가-힣][는은간든인한]|없는)\s?(?:거|것|게|건|음식)\s?(?:는|도|은|가|이)?\s?(?:있|없|뭐|뭔|어떤)"
)
_OPTIONS_NO_ROW_HAS: Final = frozenset({"리필", "포장", "추가", "맵기", "무한", "토핑", "덜맵게", "순한맛"})


class Menu(NaviyamAction):
    """The menus of the shop that is meant, or what a dish costs nearby when no shop is."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_menu"

    async def answer(self, turn: Turn) -> Answer:
        """Menus, a price, ingredients or nutrition: what the rows have, and where they have nothing, that."""
        turn, answer = await answer_about(self.pool, turn)
        if answer is not None:
            return answer
        voice = voice_for(turn)
        dish = turn.first("dish")
        if isinstance(dish, str) and not is_pointed_out(turn):
            return await self._nearby(turn, dish, voice)
        if _CHEAPEST.search(turn.text) and dish is None and _asks_of_the_list(turn):
            return cheapest_shown(turn)
        found = await meant(self.pool, turn, asks="menu_inquiry")
        if isinstance(found, Answer):
            return found
        _, profile = await read_person(self.pool, turn)
        menus = await shop_menus.of_shop(self.pool, found.shop_id)
        wish = Wish.from_slot(turn.slots.get("request"), turn.now)
        text = _about(turn, found, menus, avoided(profile.diet | wish.diet), voice)
        buttons = (until_when(shop_id=found.shop_id), where(shop_id=found.shop_id), more())
        return Answer(text, buttons, slots={"focus_shop_id": found.shop_id})

    async def _nearby(self, turn: Turn, dish: str, voice: Voice) -> Answer:
        place = known_place(turn)
        find = button("find_dish", payload("food_request", dish=dish), dish=short(dish, 10))
        if place is None:
            return Answer(voice.say("ask_menu_where"), (find,))
        radius = get_settings().recommend.radius_m
        prices = await shop_menus.dish_prices(self.pool, dish, (place.lat, place.lng), radius)
        return Answer(dish_text(dish, prices, place.label or "", voice), (find,))


def _asks_of_the_list(turn: Turn) -> bool:
    return turn.slate is not None and (not is_pointed_out(turn) or _OF_THE_LIST.search(turn.text) is not None)


def _taste_asked(turn: Turn) -> str | None:
    """The taste a question is about: 맵나?, 1번 달아?; None: it is about none."""
    said = next((str(value) for value in turn.values("taste") if value in words("taste")), None)
    return said or ("spicy" if _SPICY.search(turn.text) else None)


def _about(turn: Turn, shop: Shop, menus: Sequence[ListedMenu], avoid: Avoided, voice: Voice) -> str:
    dish = turn.first("dish")
    asked_for = _asked_for(turn, menus, dish) if isinstance(dish, str) else None
    if isinstance(dish, str) and asked_for is None:
        missing = voice.say("menu_not_there", shop=short(shop.name, 30), asked=short(dish, 20))
        return f"{missing} {list_text(shop, menus, avoid, voice)}"
    if dish is None and _CHEAPEST.search(turn.text) and (cheapest := cheapest_text(shop, menus, avoid, voice)):
        return cheapest
    option = _OPTION.search(turn.text)
    if option is not None:
        return _option(shop, menus, option[0], avoid, voice)
    # "1번 새우 들어가?" is asked of what was shown of that shop; "새우 들어간 메뉴 있어?" of all it sells.
    one = asked_for or (None if _ALL_MENUS.search(turn.text) else _shown_menu(turn, shop, menus))
    diet = tuple(dict.fromkeys(str(value) for value in turn.values("diet")))
    if allergens := avoided(diet).allergens:
        asked = Asked(diet, allergens)
        return which_text(shop, menus, asked, avoid, voice) if one is None else asked_text(one, asked, voice)
    taste = _taste_asked(turn)
    if taste is not None and (one is None or (asked_for is None and _ASKS_FOR_SOME.search(turn.text))):
        return tasting_text(shop, menus, taste, avoid, voice)
    if taste is not None and one is not None and not _PRICE.search(turn.text):
        return taste_text(one, taste, voice)
    if _NUTRITION.search(turn.text):
        top = [menu for menu in menus if menu.is_available][:TOP] if one is None else [one]
        return " ".join(nutrition_text(menu, voice) for menu in top) or list_text(shop, menus, avoid, voice)
    if asked_for is not None or (one is not None and (_INGREDIENTS.search(turn.text) or _PRICE.search(turn.text))):
        assert one is not None  # noqa: S101  # it is the one asked for, or the one shown
        return one_text(shop, one, avoid, voice)
    return list_text(shop, menus, avoid, voice)


def _option(shop: Shop, menus: Sequence[ListedMenu], option: str, avoid: Avoided, voice: Voice) -> str:
    """An option is a menu of its own (짜장면 곱빼기), or no row says anything of it."""
    plain = option.replace(" ", "")
    if plain not in _OPTIONS_NO_ROW_HAS:
        of_that = [menu for menu in menus if plain in menu.name.replace(" ", "") and not menu.declares(avoid)]
        if of_that:
            return list_text(shop, of_that, avoid, voice)
    return voice.say("menu_option_unknown", shop=short(shop.name, 30), asked=plain)


def _asked_for(turn: Turn, menus: Sequence[ListedMenu], dish: str) -> ListedMenu | None:
    """The menu that is that dish, best the one whose name was said."""
    of_dish = [menu for menu in menus if menu.dish == dish or dish in menu.name]
    return next((menu for menu in of_dish if menu.name in turn.text), of_dish[0] if of_dish else None)


def _shown_menu(turn: Turn, shop: Shop, menus: Sequence[ListedMenu]) -> ListedMenu | None:
    """The menu of this shop that the last slate showed."""
    items = turn.slate["items"] if turn.slate else ()
    shown = next((item["menu"]["menu_id"] for item in items if item["shop_id"] == shop.shop_id), None)
    return next((menu for menu in menus if menu.menu_id == shown), None)
