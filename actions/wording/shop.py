"""One shop in words: when it is open, where it is, whether it takes the card. The sentences: data/responses/answers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from actions.wording.figures import clock, day_and_clock, metres, minute_clock, short
from actions.wording.texts import Voice, words
from catalog.day_hours import DayHours
from catalog.hours import DAYS, SEOUL, Hours, is_public_holiday
from recommender import walk_minutes
from recommender.lookup import Shop
from recommender.opening import Opening

__all__ = [
    "acceptance_text",
    "brief_hours",
    "days_text",
    "fact_told",
    "facts_line",
    "here",
    "hours_text",
    "location_text",
    "map_link",
    "phone_text",
    "rating_text",
    "reported_text",
    "unknown_text",
]

_NAME: Final = 30
_CLOSES_SOON: Final = dt.timedelta(minutes=30)
_UNKNOWN: Final = "unknown"
_TOLD: Final = (("phone", ("phone_is", "phone_unknown")), ("rating", ("rating_is", "rating_unknown")))
_FACILITY_TOLD: Final = re.compile(r"(?:^|\s)(\S+?(?:\s?의자)?)[은는] 어떤지 제 정보에 없어요")
"""By which sentences or words an answer tells of a phone, a rating or what no row knows."""
_WHOLE_DAY: Final = 24 * 60
_CARD: Final = {"Y": "card_yes", "P": "card_partly", "N": "card_no", "U": "card_unknown"}


def hours_text(shop: Shop, opening: Opening, hours: Hours, at: dt.datetime, voice: Voice) -> str:
    """Open, closed, on a break or unknown; until when, when again, and on which days of the week it rests."""
    name = short(shop.name, _NAME)
    if shop.is_closed_down:
        return voice.say("hours_closed_down", shop=name)
    if opening.is_open is None:
        is_holiday = is_public_holiday(at.astimezone(SEOUL).date()) and bool(hours.days)
        sentences = [voice.say("hours_unknown_holiday" if is_holiday else "hours_unknown", shop=name)]
        return " ".join(sentences + _phone(shop, voice))
    if opening.is_open:
        sentences = [voice.say("hours_open", shop=name), *_until(opening, hours, at, voice)]
    else:
        sentences = [voice.say(_closed(opening, hours, at), shop=name)]
        if opening.opens_at is not None:
            sentences.append(voice.say("hours_reopens", opens=day_and_clock(opening.opens_at, at)))
    if days_off := [words("day")[day] for day in DAYS if day in hours.days and hours.days[day] is None]:
        sentences.append(voice.say("hours_days_off", days="·".join(days_off)))
    return " ".join(sentences)


def days_text(shop: Shop, hours: Hours, days: Sequence[str], voice: Voice) -> str:
    """The hours of each of ``days`` (keys of `Hours`), days alike in one sentence; unknown is said to be unknown."""
    alike: dict[DayHours | str | None, list[str]] = {}
    for day in days:
        alike.setdefault(hours.days.get(day, _UNKNOWN), []).append(words("day")[day])
    sentences = (_day_words("·".join(names), serving, voice) for serving, names in alike.items())
    return voice.say("hours_of_days", shop=short(shop.name, _NAME), sentences=" ".join(sentences))


def _day_words(names: str, serving: DayHours | str | None, voice: Voice) -> str:
    if isinstance(serving, str):
        return voice.say("hours_on_days_unknown", days=names)
    if serving is None:
        return voice.say("hours_on_days_off", days=names)
    if serving.close - serving.open >= _WHOLE_DAY and serving.pause is None:
        return voice.say("hours_on_days_always", days=names)
    opens, closes = minute_clock(serving.open), minute_clock(serving.close)
    if serving.pause is None:
        return voice.say("hours_on_days", days=names, opens=opens, closes=closes)
    start, end = map(minute_clock, serving.pause)
    return voice.say("hours_on_days_break", days=names, opens=opens, closes=closes, start=start, end=end)


def location_text(shop: Shop, voice: Voice) -> str:
    """Address, where the person's place is known the walk, and where the shop's is known a link to a map."""
    name = short(shop.name, _NAME)
    if shop.address is None:
        sentences = [voice.say("location_no_address", shop=name), *_phone(shop, voice)]
    else:
        sentences = [voice.say("location_address", shop=name, address=short(shop.address, 80))]
    if shop.distance is not None:
        distance = metres(round(shop.distance))
        sentences.append(voice.say("location_walk", minutes=walk_minutes(shop.distance), distance=distance))
    else:
        sentences.append(voice.say("location_no_place"))
    text = " ".join(sentences)
    link = map_link(shop)
    return text if link is None else f"{text}\n{voice.say('location_map', link=link)}"


def map_link(shop: Shop) -> str | None:
    """A map that shows the shop's coordinates; None when nobody knows them."""
    if shop.lat is None or shop.lng is None:
        return None
    return f"https://map.kakao.com/link/map/{shop.lat:.6f},{shop.lng:.6f}"


def acceptance_text(shop: Shop, voice: Voice) -> str:
    """Whether this shop takes the meal card, as the row says."""
    return voice.say(_CARD[shop.card], shop=short(shop.name, _NAME))


def phone_text(shop: Shop, voice: Voice) -> str:
    """The shop's telephone, or that nobody knows it."""
    name = short(shop.name, _NAME)
    return voice.say("phone_is", shop=name, phone=shop.phone) if shop.phone else voice.say("phone_unknown", shop=name)


def rating_text(shop: Shop, rating: float | None, voice: Voice) -> str:
    """What people gave the shop, of 5; or that nobody did."""
    name = short(shop.name, _NAME)
    return (
        voice.say("rating_unknown", shop=name)
        if rating is None
        else voice.say("rating_is", shop=name, rating=f"{rating:g}")
    )


def facts_line(rank: int, shop: Shop, fact: str, rating: float | None, voice: Voice) -> str:
    """The phone or the rating of one shop of a list, in a line."""
    stated = (
        shop.phone if fact == "phone" else None if rating is None else voice.say("rating_brief", rating=f"{rating:g}")
    )
    return voice.say("fact_line", rank=rank, shop=short(shop.name, _NAME), fact=stated or voice.say("fact_unknown"))


def unknown_text(shop: Shop | None, asked: str, voice: Voice) -> str:
    """That no row says it (주차, 아이 의자), and who knows."""
    if shop is None:
        return voice.say("facility_unknown", asked=asked)
    sentences = [voice.say("facility_unknown_there", shop=short(shop.name, _NAME), asked=asked), *_phone(shop, voice)]
    return " ".join(sentences)


def fact_told(voice: Voice) -> str | None:
    """What the answer before told of a shop: ``phone``, ``rating``, or the word for what no row knows; None: none."""
    if (told := next((name for name, keys in _TOLD if any(map(voice.has_said, keys))), None)) is not None:
        return told
    facility = _FACILITY_TOLD.search(voice.lately)
    return None if facility is None else facility[1]


def here(shop: Shop) -> Shop:
    """The shop by a word that points at it, for the second sentence about it."""
    return replace(shop, name=words("pointing")["shop"])


def brief_hours(opening: Opening, at: dt.datetime, voice: Voice) -> str:
    """Until when, in a few words, as a slate's line has it."""
    if opening.is_open is None:
        return voice.say("slate_hours_unknown")
    if not opening.is_open:
        if opening.opens_at is None:
            return voice.say("slate_closed")
        return voice.say("slate_closed_until", opens=day_and_clock(opening.opens_at, at))
    if opening.break_is_near(at):
        assert opening.pause is not None  # noqa: S101  # it is near
        return voice.say("slate_break_soon", start=clock(opening.pause[0]))
    if opening.closes_at is None:
        return voice.say("slate_open")
    return voice.say("slate_open_until", until=clock(opening.closes_at))


def reported_text(reported: Mapping[str, int], kind: str, voice: Voice) -> str:
    """What several people have told us that speaks against the row; empty when they have not."""
    return f" {voice.say(f'reported_{kind}', people=reported[kind])}" if kind in reported else ""


def _closed(opening: Opening, hours: Hours, at: dt.datetime) -> str:
    if opening.pause is not None and opening.pause[0] <= at < opening.pause[1]:
        return "hours_on_break"
    try:
        return "hours_day_off" if hours.on(at.astimezone(SEOUL).date()) is None else "hours_closed"
    except KeyError:
        return "hours_closed"


def _until(opening: Opening, hours: Hours, at: dt.datetime, voice: Voice) -> list[str]:
    sentences = []
    if opening.pause is not None and opening.pause[0] > at:
        key = "hours_break_soon" if opening.pause[0] - at < _CLOSES_SOON else "hours_break_ahead"
        sentences.append(voice.say(key, start=clock(opening.pause[0]), end=clock(opening.pause[1])))
    if opening.closes_at is not None:
        key = "hours_until_soon" if opening.closes_at - at < _CLOSES_SOON else "hours_until"
        sentences.append(voice.say(key, until=day_and_clock(opening.closes_at, at)))
    elif all(day is not None and day.close - day.open == 24 * 60 for day in map(hours.days.get, DAYS)):
        sentences.append(voice.say("hours_always"))
    return sentences


def _phone(shop: Shop, voice: Voice) -> list[str]:
    return [voice.say("shop_phone", phone=shop.phone)] if shop.phone else []
