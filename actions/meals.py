"""From a wish to an answer with a slate: the way that recommend, more options and inform share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from actions import place as places
from actions import when
from actions.answer import Answer, payload
from actions.entities import said_in
from actions.kinds import narrowing
from actions.person import read_person, read_wallet
from actions.place import Place
from actions.turn import Turn
from actions.voice import voice_for
from actions.wish import Wish
from actions.wording.asking import ask_place, place_buttons
from actions.wording.buttons import more, pick
from actions.wording.card import cannot_pay_answer
from actions.wording.figures import day_and_clock, short, won
from actions.wording.habits import habit_text
from actions.wording.names import listed
from actions.wording.nothing import MOST_OFFERED, few_text, nothing_text, relaxation_buttons
from actions.wording.slate import MOST_CHARACTERS, Told, slate_text
from actions.wording.texts import Voice
from catalog.categories import CATEGORIES
from catalog.dishes import get_dishes
from members import low_balance, notices
from members.card import Card
from members.profile import Profile
from recommender import LastChoice, Relaxation, Request, Slate, options, recommend
from settings import get_settings
from storage.postgres import Pool

__all__ = ["Extra", "as_new", "find_meal", "shown_shops"]

_SHOWN_REMEMBERED: Final = 60


@dataclass(frozen=True)
class Extra:
    """What this turn asks beside the carried wish."""

    exclude: tuple[int, ...] = ()
    """Shops shown before, not to be repeated; in the order they were shown."""
    below_price: int | None = None
    nearer_than_m: int | None = None
    is_new: bool = False
    """A new request: what was relaxed for the last one does not hold for it."""
    notes: Sequence[str] = ()


async def find_meal(pool: Pool, turn: Turn, wish: Wish, extra: Extra) -> Answer:
    """Answer ``wish``: ask for the place, say why the card cannot pay, or show a slate or what could be relaxed."""
    place, voice = places.find(turn), voice_for(turn)
    lifted = wish.relaxed & said_in(turn).lifts  # by this message itself: 멀어도 괜찮으니까 초밥
    if extra.is_new:
        wish = as_new(wish, None, lifted)
    slots: dict[str, Any] = {"request": wish.as_slot(turn.now)}
    if place.where is None or not place.where.in_korea:
        return ask_place(
            unknown_name=place.unknown_name,
            choices=place.choices,
            unsure=place.unsure,
            is_abroad=place.where is not None,
            slots=slots,
            voice=voice,
        )
    card, profile = await read_person(pool, turn, when.at(turn.now, wish.on, wish.meal_time))
    if extra.is_new:
        wish = as_new(wish, card, lifted)
    slots = {"request": wish.as_slot(turn.now), "place": place.as_slot()}
    if card is not None and card.spendable == 0 and "spendable" not in wish.relaxed:
        return cannot_pay_answer(card, turn.now, slots, voice)
    is_low = _is_low(card, wish)
    ceiling = _ceiling(turn, wish, card, profile)
    notes = (*extra.notes, *_kept_to(ceiling, voice), *_unfiltered(profile, voice))
    request = _request(turn, wish, extra, place, card, profile, is_low=is_low, ceiling=ceiling)
    request = replace(request, coupons=await read_wallet(pool, turn, profile, request.at))
    told = Told(
        place=place.where.label and short(place.where.label, 20),
        unknown_place=place.unknown_name,
        stated_meal=wish.meal_time,
        now=turn.now,
        is_low=is_low,
        notes=notes,
        voice=voice,
    )
    slate = await recommend(pool, request)
    if not slate.items:
        # A button relaxes this wish, and is held to what this wish left out and not to what one before it did.
        return await _nothing(pool, request, told, slots | {"shown_shop_ids": list(extra.exclude)})
    # A slate of what is cheaper or nearer than the last is short for that: the rest of the wish is one 다른 데 away.
    is_narrowed = extra.below_price is not None or extra.nearer_than_m is not None
    is_short = len(slate.items) < get_settings().recommend.slate_min and not is_narrowed
    offered = await _beside(pool, slate) if is_short else None
    if card is not None and turn.user_id is not None and card.balance < card.threshold:
        balance = await low_balance.claim(pool, turn.user_id, turn.now)
        if balance is not None:
            # Nothing that could fail comes after: what counts as told is told.
            return _shown(slate, replace(told, low_balance=balance), slots, extra, offered)
    return await _with_remark(pool, turn, profile, _shown(slate, told, slots, extra, offered))


def as_new(wish: Wish, card: Card | None, lifted: frozenset[str] = frozenset()) -> Wish:
    """The wish as a new request: of what was relaxed only the card stays so, while none can pay; and ``lifted``."""
    can_pay = card is not None and card.spendable > 0
    return replace(wish, relaxed=lifted if can_pay else lifted | (wish.relaxed & {"spendable"}))


def _is_low(card: Card | None, wish: Wish) -> bool:
    """Whether the card is the limit, and a narrow one."""
    if card is None or "spendable" in wish.relaxed:
        return False
    return card.spendable < get_settings().recommend.low_balance_won


def _ceiling(turn: Turn, wish: Wish, card: Card | None, profile: Profile) -> int | None:
    """What this person said a meal may cost at most, where neither the wish nor the card sets a narrower limit."""
    names_an_amount = wish.budget is not None or wish.budget_min is not None
    if names_an_amount or "budget" in wish.relaxed or "budget" in said_in(turn).lifts:
        return None
    most = profile.ceiling_won
    if most is None or card is None or "spendable" in wish.relaxed:
        return most
    return most if most < card.spendable else None


def _kept_to(ceiling: int | None, voice: Voice) -> list[str]:
    return [] if ceiling is None else [voice.say("told_ceiling", most=won(ceiling))]


def _unfiltered(profile: Profile, voice: Voice) -> list[str]:
    """What this person must not eat and no filter knows: said with every slate, for nobody else watches over it."""
    if not profile.unfiltered_restrictions:
        return []
    words = listed([short(word, 10) for word in profile.unfiltered_restrictions])
    return [voice.say("slate_unfiltered", words=words)]


def _request(
    turn: Turn,
    wish: Wish,
    extra: Extra,
    place: Place,
    card: Card | None,
    profile: Profile,
    *,
    is_low: bool,
    ceiling: int | None,
) -> Request:
    assert place.where is not None  # noqa: S101  # find_meal asked before
    sizes = get_settings().recommend
    moment = when.at(turn.now, wish.on, wish.meal_time)
    radius = wish.radius_m or sizes.radius_m
    if "radius" in wish.relaxed:
        radius = max(radius, sizes.wider_radius_m)
    if extra.nearer_than_m is not None:
        radius = max(1, min(radius, extra.nearer_than_m - 1))
    return Request(
        user_id=turn.user_id,
        lat=place.where.lat,
        lng=place.where.lng,
        at=moment,
        radius_m=radius,
        budget=wish.budget if ceiling is None else ceiling,
        budget_min=wish.budget_min,
        spendable=None if card is None or "spendable" in wish.relaxed else card.spendable,
        categories=wish.categories,
        dishes=wish.dishes,
        tastes=wish.tastes,
        not_categories=_refused(wish.not_categories, profile, wish, is_category=True),
        not_dishes=_refused(_as_dishes(wish), profile, wish, is_category=False),
        diet=wish.diet | profile.diet,
        meal_time=wish.meal_time or when.meal_time_of(moment),
        exclude_shops=frozenset(extra.exclude),
        relaxed=wish.relaxed,
        order="cheap" if is_low and wish.order == "best" else wish.order,
        below_price=extra.below_price,
        preferences=profile.preferences(meal_time=wish.meal_time or when.meal_time_of(moment), weather=turn.weather),
        usual_won=profile.usual_won(wish.companion),
        favourite_shops=profile.favourite_shops,
        last_choice=_last_choice(profile),
        text=wish.words,
        with_others=wish.with_others,
        weather=turn.weather,
    )


def _last_choice(profile: Profile) -> LastChoice | None:
    category, on = profile.patterns.last_category, profile.patterns.last_on
    return None if category is None or on is None else LastChoice(category, on)


def _as_dishes(wish: Wish) -> tuple[str, ...]:
    """Dishes refused, and kinds refused that are dishes too: whoever wants no 치킨 wants no 치킨카레 either."""
    return (*wish.not_dishes, *(kind for kind in wish.not_categories if get_dishes().exact(kind) is not None))


def _refused(refused: tuple[str, ...], profile: Profile, wish: Wish, *, is_category: bool) -> tuple[str, ...]:
    """What is left out: refused just now, or disliked at all times and not asked for all the same."""
    asked = {*wish.categories, *wish.dishes}
    disliked = (food for food in profile.disliked_foods if (food in CATEGORIES) is is_category and food not in asked)
    return tuple(dict.fromkeys((*refused, *disliked)))


async def _nothing(pool: Pool, request: Request, told: Told, slots: Mapping[str, Any]) -> Answer:
    offered = (await options(pool, request))[:MOST_OFFERED]
    buttons = relaxation_buttons(offered) or place_buttons()
    return Answer(nothing_text(request, told, offered), buttons, slots=slots)


async def _beside(pool: Pool, slate: Slate) -> list[Relaxation]:
    """What could be relaxed for more than a short slate shows; what it shows is not counted, nor shown again."""
    before = slate.request.exclude_shops
    now = before | {item.shop_id for item in slate.items}
    found = await options(pool, replace(slate.request, exclude_shops=now))
    return [one for one in found if before or one.name != "shown"][:MOST_OFFERED]


def _shown(
    slate: Slate, told: Told, slots: Mapping[str, Any], extra: Extra, offered: Sequence[Relaxation] | None
) -> Answer:
    """The slate in words; ``offered``: what could be relaxed, for a short one."""
    text = slate_text(slate, told)
    buttons = [
        pick(rank, item.name, payload("select_option", ordinal=rank, slate_id=slate.slate_id))
        for rank, item in enumerate(slate.items, start=1)
    ]
    if offered is not None:
        hint = few_text(offered, told.voice)
        text += hint if len(text) + len(hint) <= MOST_CHARACTERS else ""
        buttons += relaxation_buttons(offered)
    else:
        buttons += [*narrowing(slate.request.dishes, [item.menu.name for item in slate.items]), more()]
    ids = [item.shop_id for item in slate.items]
    shown = _remembered(extra.exclude, ids)
    as_json = slate.as_json() | _then(slate.request, told)
    return Answer(
        text,
        tuple(buttons),
        {"slate": as_json, "model_version": slate.model_version},
        {
            **slots,
            "slate": as_json,
            "shown_shop_ids": shown,
            "focus_shop_id": ids[0] if len(ids) == 1 else None,
        },
    )


async def _with_remark(pool: Pool, turn: Turn, profile: Profile, answer: Answer) -> Answer:
    """The answer with a word on somebody's habits, where there is one, room for it, and none was said this week."""
    notice = notices.notice_for(profile)
    if notice is None or turn.user_id is None:
        return answer
    remark = f"\n{habit_text(notice, voice_for(turn))}"
    if len(answer.text) + len(remark) > MOST_CHARACTERS or not await notices.claim(pool, turn.user_id, turn.now):
        return answer
    return replace(answer, text=answer.text + remark)


def _then(request: Request, told: Told) -> dict[str, str]:
    """For a client that draws the slate itself: the moment it is about, in words, where that is not now."""
    return {} if told.now in (None, request.at) else {"then": day_and_clock(request.at, told.now)}


def _remembered(before: Sequence[int], now: Sequence[int]) -> list[int]:
    """The shops shown so far in the order of showing; where they grow too many the first ones may come again."""
    return list(dict.fromkeys([*(shop for shop in before if shop not in now), *now]))[-_SHOWN_REMEMBERED:]


def shown_shops(turn: Turn) -> tuple[int, ...]:
    """The shops shown for this wish so far, in the order of showing."""
    shown = turn.slots.get("shown_shop_ids")
    return tuple(shop for shop in shown if isinstance(shop, int)) if isinstance(shown, list) else ()
