"""``naviyam dialogue check`` on a copy of our own dialogue with one thing broken: it names the thing and its line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ops.dialogue import stories
from ops.dialogue.check import check
from ops.dialogue.graph import draw
from ops.dialogue.sources import read
from ops.dialogue.stories import StoryFault
from settings import ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The dialogue's files, free to be broken."""
    for name in ("config.yml", "domain.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("rules", "stories", "responses"):
        shutil.copytree(ROOT / "data" / name, tmp_path / "data" / name)
    return tmp_path


def _append(path: str, text: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        with (root / path).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def _replace(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        content = (root / path).read_text(encoding="utf-8")
        assert old in content
        (root / path).write_text(content.replace(old, new, 1), encoding="utf-8")

    return change


def _rule(name: str, *steps: str) -> str:
    return "\n".join([f"\n  - rule: {name}", "    steps:", *(f"      - {step}" for step in steps), ""])


BROKEN = [
    (_append("data/rules/intents.yml", _rule("Odd", "intent: order_food", "action: action_recommend")), "order_food"),
    (_append("data/rules/intents.yml", _rule("Odd", "intent: thank", "action: utter_thanks")), "utter_thanks"),
    (_append("data/rules/intents.yml", _rule("Twice", "intent: thank", "action: action_say")), "never reached"),
    (_replace("domain.yml", "  - greet: {use_entities: []}\n", ""), "no intent greet"),
    (_replace("domain.yml", "  - action_recommend\n", "  - action_recommend\n  - action_fly\n"), "action_fly"),
    (_replace("domain.yml", "  - action_recommend\n", ""), "action_recommend"),
    (_append("domain.yml", '\n  utter_forgotten:\n    - text: "여기 있어요."\n'), "utter_forgotten"),
    (_replace("domain.yml", '"/food_request"', '"food_request"'), "no '/intent'"),
    (_replace("domain.yml", '"/balance_check"', '"/balance_cheque"'), "balance_cheque"),
    (_replace("domain.yml", '{{"budget": 5000}}', '{{"bugdet": 5000}}'), "bugdet"),
    (_append("data/stories/meals.yml", "\n  - story: [\n"), "no YAML"),
]


def test_our_own_dialogue_is_sound() -> None:
    assert [str(finding) for finding in check(ROOT)] == []


@pytest.mark.parametrize(("break_it", "words"), BROKEN, ids=[words for _, words in BROKEN])
def test_what_is_broken_is_named_with_its_place(copy: Path, break_it: Callable[[Path], None], words: str) -> None:
    break_it(copy)
    findings = [finding for finding in check(copy) if words in finding.problem]
    assert findings, [str(finding) for finding in check(copy)]
    assert all((copy / finding.where.split(":")[0]).is_file() for finding in findings)


def test_a_story_against_a_rule_is_found_with_file_and_line(copy: Path) -> None:
    steps = ("intent: balance_check", "action: action_recommend")
    story = _rule("A child is answered at random", *steps).replace("rule:", "story:")
    _append("data/stories/meals.yml", story)(copy)
    line = (copy / "data/stories/meals.yml").read_text(encoding="utf-8").splitlines()
    expected = next(n for n, text in enumerate(line, start=1) if "answered at random" in text)
    assert f"data/stories/meals.yml:{expected}" in {finding.where for finding in check(copy)}


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_the_picture_shows_every_rule(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"graph.{suffix}"
    draw(read(ROOT), target)
    assert target.stat().st_size > 5_000


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("stories: 3", ":1: wants a list"),
        ("stories:\n- story: 하나\n  steps: []", ":2: a story wants steps"),
        ("stories:\n- story: 하나\n  steps:\n  - user: 안녕\n    press: 안녕", ":4: a step has either"),
        ("stories:\n- story: 하나\n  steps:\n  - user: 안녕\n    sayz: [네]", ":4: 'sayz' is no key"),
        ("stories:\n- story: 하나\n  now: gestern\n  steps:\n  - user: 안녕", ":2: 'now' wants a time"),
        ("stories: [", "no YAML"),
    ],
)
def test_a_story_file_that_cannot_be_used_says_where_and_why(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "stories.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(StoryFault, match=r"stories\.yml") as fault:
        stories.read(file)
    assert reason in str(fault.value)
