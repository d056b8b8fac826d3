"""The first talk in words: three questions, their buttons, and what is said when an answer was not understood.

All of it stands in data/responses/answers/first_talk.yml, the answers offered as buttons too.
"""

from __future__ import annotations

from typing import Any, Final

from actions.answer import Answer, Button, payload
from actions.questions import OpenQuestion
from actions.wording.buttons import button, starters
from actions.wording.preference import stated_text
from actions.wording.texts import Voice, words
from members.stated import Stated

__all__ = ["STEPS", "ask", "declined", "finished", "later", "offer_buttons", "resume_buttons"]

STEPS: Final = ("liked", "spend", "avoid")
"""In the order of the specification (§3.3.1)."""


def offer_buttons() -> tuple[Button, Button]:
    """To begin the talk, or not now."""
    return _talk("talk_start", "start"), _talk("talk_later", "later")


def resume_buttons() -> tuple[Button, Button]:
    """To go on with the talk, or not now."""
    return _talk("talk_go_on", "start"), _talk("talk_later", "later")


def ask(step: str, voice: Voice, *lead: str, misses: int = 0, is_plain: bool = False) -> Answer:
    """Ask the question of ``step``: plainly, reworded after one miss, with examples after two.

    ``is_plain``: in its first words all the same, for what was said was understood, only it answered nothing.
    """
    if misses == 0 or is_plain:
        asking = voice.say(f"ask_{step}")
    else:
        asking = voice.say(f"reworded_{step}") if misses == 1 else voice.say(f"examples_{step}")
    buttons = _choices(step)
    return Answer(" ".join([*lead, asking]), buttons, question=OpenQuestion(step=step, misses=misses, choices=buttons))


def finished(heard: Stated, voice: Voice, *lead: str, is_kept: bool) -> Answer:
    """The end of the questions: everything that is known now, and on to the meal."""
    if heard.is_empty:
        said = [*lead, voice.say("talk_nothing_told")]
    else:
        kept = [] if is_kept else [voice.say("told_here_only")]
        said = [*lead, voice.say("talk_thanks"), *stated_text(heard, voice), *kept, voice.say("talk_may_change")]
    return Answer(" ".join([*said, voice.say("talk_what_now")]), starters())


def declined(voice: Voice) -> Answer:
    """The person would rather not."""
    return Answer(voice.say("talk_declined"), starters())


def later(voice: Voice) -> Answer:
    """Not now."""
    return Answer(voice.say("talk_later"))


def _talk(key: str, answer: str) -> Button:
    return button(key, payload("inform", question="talk", answer=answer))


def _choices(step: str) -> tuple[Button, ...]:
    offered = tuple(
        Button(name, _answer(step, **_meant(step, value))) for value, name in words(f"{step}_choices").items()
    )
    skip = button("talk_skip", _answer(step, answer="skip"))
    if step == "liked":
        return (*offered, button("talk_all_liked", _answer(step, answer="none")), skip)
    if step == "avoid":
        return (button("talk_none_avoided", _answer(step, answer="none")), *offered, skip)
    return (*offered, skip)


def _answer(step: str, **values: Any) -> str:
    return payload("inform", question=step, **values)


def _meant(step: str, value: str) -> dict[str, Any]:
    """What a choice of the designers' file means: ``한식``, ``5000-8000`` (won, 0: no bound), ``shrimp+crab``."""
    if step == "liked":
        return {"food_category": value}
    if step == "avoid":
        diet = value.split("+")
        return {"diet": diet if len(diet) > 1 else diet[0]}
    bounds = zip(("min", "max"), map(int, value.split("-")), strict=True)
    return {"budget": [{"value": amount, "role": role} for role, amount in bounds if amount]}
