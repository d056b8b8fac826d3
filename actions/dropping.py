"""Which restrictions a message takes back: those said to be gone, and those in force that are eaten after all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from actions.about_me import eaten_in, negated_restrictions, theirs_in
from actions.person import read_person
from actions.turn import Turn
from actions.whose import Theirs, named_as_gone
from actions.wish import Wish
from actions.wording.names import avoided, listed
from actions.wording.texts import Voice
from storage.postgres import Pool

__all__ = ["Left", "gone_text", "has_kept", "in_force", "kept_for", "others_gone", "taken_back", "with_theirs"]

_KEPT: Final = ("told_diet", "told_spicy", "told_disliked", "told_unfiltered", "told_briefly")
"""The sentences that say so."""


@dataclass(frozen=True)
class Left:
    """Who does not eat along after all, with what they cannot eat, and the slots with the wish without it."""

    theirs: tuple[Theirs, ...]
    slots: Mapping[str, Any]


async def in_force(pool: Pool, turn: Turn) -> frozenset[str]:
    """The restrictions that hold now: the person's, and those of the wish."""
    _, profile = await read_person(pool, turn)
    return profile.diet | Wish.from_slot(turn.slots.get("request"), turn.now).diet


async def taken_back(pool: Pool, turn: Turn) -> frozenset[str]:
    """The restrictions to ask about before they are dropped; the database is asked only where words suggest any.

    "달걀 먹어도 돼" says nothing where egg was never left out; "이제 새우 먹어도 돼" is answered all the same.
    """
    said = frozenset(negated_restrictions(turn.text))
    eaten = frozenset(eaten_in(turn.text)) - said
    return said | (eaten & await in_force(pool, turn)) if eaten else said


def with_theirs(recent: Sequence[Mapping[str, Any]], turn: Turn) -> list[Mapping[str, Any]]:
    """The slot ``recent`` with what this turn says that somebody else cannot eat."""
    theirs = theirs_in(turn) if turn.text else None
    if theirs is None or not recent:
        return list(recent)
    said = {
        "who": theirs.who,
        "diet": sorted(theirs.diet),
        "unfiltered": list(theirs.unfiltered),
        "disliked": list(theirs.disliked),
    }
    return [*recent[:-1], {**recent[-1], "theirs": said}]


def kept_for(turn: Turn) -> str | None:
    """Who it was, other than the writer, that the last turn said cannot eat something; None: nobody."""
    recent = turn.slots.get("recent")
    last = recent[-1] if isinstance(recent, list) and recent else None
    said = last.get("theirs") if isinstance(last, Mapping) else None
    return str(said["who"]) if isinstance(said, Mapping) and said.get("who") else None


async def others_gone(pool: Pool, turn: Turn) -> Left | None:
    """Who the turn says does not eat along after all, of those for whom something is left out; None: nobody."""
    gone, is_alone = named_as_gone(turn.text)
    known = _theirs_lately(turn) if gone or is_alone else ()
    left = tuple(one for one in known if one.who in gone or (is_alone and not gone))
    if not left or theirs_in(turn) is not None:
        return None
    wish = Wish.from_slot(turn.slots.get("request"), turn.now)
    _, profile = await read_person(pool, turn)
    stay = [one for one in known if one not in left]
    held = profile.diet.union(*(one.diet for one in stay))
    foods = {food for one in left for food in one.disliked} - {food for one in stay for food in one.disliked}
    wish = replace(
        wish,
        diet=wish.diet - (frozenset().union(*(one.diet for one in left)) - held),
        not_categories=tuple(food for food in wish.not_categories if food not in foods),
        not_dishes=tuple(food for food in wish.not_dishes if food not in foods),
        companion=None,
        party_size=None,
    )
    told = (replace(one, diet=one.diet - held) for one in left)
    said = tuple(one for one in told if one.diet or one.unfiltered or one.disliked)
    return Left(said, {"request": wish.as_slot(turn.now)}) if said else None


def gone_text(theirs: Sequence[Theirs], voice: Voice) -> str:
    """That what these cannot eat is left out no more, for they do not eat along."""
    said = []
    for one in theirs:
        named = [*([avoided(one.diet)] if one.diet else []), *one.disliked, *one.unfiltered]
        said.append(voice.say("theirs_gone", who=one.who, what=listed(named)))
    return " ".join(said)


def has_kept(voice: Voice) -> bool:
    """Whether the answer before kept a restriction of the writer's."""
    return any(map(voice.has_said, _KEPT))


def _theirs_lately(turn: Turn) -> tuple[Theirs, ...]:
    """What others cannot eat, as it was said in the last turns; each of them once."""
    recent = turn.slots.get("recent")
    found: dict[str, Theirs] = {}
    for one in recent if isinstance(recent, list) else ():
        said = one.get("theirs") if isinstance(one, Mapping) else None
        if not isinstance(said, Mapping):
            continue
        who = str(said.get("who"))
        before = found.get(who, Theirs(who))
        found[who] = Theirs(
            who,
            before.diet | frozenset(map(str, said.get("diet") or ())),
            tuple(dict.fromkeys((*before.unfiltered, *map(str, said.get("unfiltered") or ())))),
            tuple(dict.fromkeys((*before.disliked, *map(str, said.get("disliked") or ())))),
        )
    return tuple(found.values())
