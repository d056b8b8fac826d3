"""Measures which policies earn their milliseconds: ``python -m ops.bench.policies``.

Trains the dialogue part alone, once with each set of policies and in a process of its own, and has it follow the
stories of ``data/stories`` and made-up talks in which intents come in any order. The right answers are those of the
rules and stories themselves.
"""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import psutil
import yaml

from settings import ROOT

__all__ = ["SETS", "measure"]

_RULE: Final = {"name": "RulePolicy", "core_fallback_threshold": 0.3, "core_fallback_action_name": "utter_default"}
_MEMO: Final = {"name": "MemoizationPolicy", "max_history": 3}
_TED: Final = {"name": "TEDPolicy", "max_history": 5, "epochs": 50, "constrain_similarities": True, "random_seed": 7}
SETS: Final[dict[str, list[dict[str, Any]]]] = {
    "RulePolicy": [_RULE],
    "RulePolicy + Memoization": [_RULE, _MEMO],
    "RulePolicy + Memoization + TED": [_RULE, _MEMO, _TED],
    "Memoization + TED": [_MEMO, _TED],
}
_TALKS: Final = 60
_TURNS: Final = 6

_Talk = list[tuple[str, list[str]]]


def measure(name: str) -> dict[str, Any]:
    """Train the set called ``name`` and let it follow every talk; figures in per cent, milliseconds and MB."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        model = _train(SETS[name], Path(folder))
        seconds = time.process_time() - began
        from rasa.core.agent import Agent

        before = psutil.Process().memory_info().rss
        processor = Agent.load(model).processor
        figures: dict[str, Any] = {"policies": name, "train_cpu_s": round(seconds, 1)}
        spent: list[float] = []
        for kind, talks in (("stories", list(_stories())), ("any_order", list(_any_order()))):
            right, total = _follow(processor, talks, spent)
            figures[f"{kind}_accuracy"] = round(100 * right / total, 1)
            figures[f"{kind}_decisions"] = total
        # A turn is two decisions: what to do, and to listen again.
        figures["cpu_ms_a_turn_p50"] = round(2 * 1000 * statistics.median(spent), 2)
        figures["cpu_ms_a_turn_p95"] = round(2 * 1000 * statistics.quantiles(spent, n=20)[-1], 2)
        figures["loaded_mb"] = round((psutil.Process().memory_info().rss - before) / 2**20)
        figures["process_mb"] = round(psutil.Process().memory_info().rss / 2**20)
    return figures


def _train(policies: list[dict[str, Any]], folder: Path) -> str:
    from rasa.model_training import train_core

    config = {"recipe": "default.v1", "language": "ko", "pipeline": [{"name": "KeywordIntentClassifier"}]}
    (folder / "config.yml").write_text(yaml.safe_dump({**config, "policies": policies}), encoding="utf-8")
    (folder / "domain").mkdir()
    shutil.copy(ROOT / "domain.yml", folder / "domain")
    for file in (ROOT / "data" / "responses").glob("*.yml"):
        shutil.copy(file, folder / "domain")
    for part in ("rules", "stories"):
        shutil.copytree(ROOT / "data" / part, folder / "talks" / part)
    trained = train_core(
        str(folder / "domain"), str(folder / "config.yml"), str(folder / "talks"), str(folder), fixed_model_name="core"
    )
    return str(asyncio.run(trained) if asyncio.iscoroutine(trained) else trained)


def _follow(processor: Any, talks: list[_Talk], spent: list[float]) -> tuple[int, int]:
    """How many of the decisions in ``talks`` are right, and how many there are; each wrong one is put right."""
    from rasa.shared.core.events import ActionExecuted, UserUttered

    right = total = 0
    for number, talk in enumerate(talks):
        tracker = asyncio.run(processor.tracker_store.create_tracker(f"talk-{number}"))
        tracker.update(ActionExecuted("action_session_start"))
        tracker.update(ActionExecuted("action_listen"))
        for intent, actions in talk:
            meant = {"name": intent, "confidence": 1.0}
            tracker.update(UserUttered(f"/{intent}", meant), processor.domain)
            for expected in (*actions, "action_listen"):
                began = time.process_time()  # of this process alone: the machine may be busy with others
                prediction = processor._predict_next_with_tracker(tracker)
                spent.append(time.process_time() - began)
                chosen = processor.domain.action_names_or_texts[prediction.max_confidence_index]
                right += chosen == expected
                total += 1
                tracker.update(ActionExecuted(expected), processor.domain)
    return right, total


def _stories() -> Iterator[_Talk]:
    for file in sorted((ROOT / "data" / "stories").glob("*.yml")):
        for story in yaml.safe_load(file.read_text(encoding="utf-8"))["stories"]:
            talk: _Talk = []
            for step in story["steps"]:
                if "intent" in step:
                    talk.append((step["intent"], []))
                elif "action" in step and talk:
                    talk[-1][1].append(step["action"])
            yield talk


def _any_order() -> Iterator[_Talk]:
    """Talks of six intents in any order, as people are: what follows an intent is what its rule says."""
    answers: dict[str, list[str]] = {}
    for file in sorted((ROOT / "data" / "rules").glob("*.yml")):
        for rule in yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]:
            steps = rule["steps"]
            plain = "condition" not in rule and "intent" in steps[0] and all("action" in step for step in steps[1:])
            if plain:
                answers.setdefault(steps[0]["intent"], [step["action"] for step in steps[1:]])
    dice = random.Random(20261124)  # noqa: S311  # made-up talks, no secret
    for _ in range(_TALKS):
        yield [(intent, answers[intent]) for intent in dice.choices(sorted(answers), k=_TURNS)]


def main() -> None:
    """Measure each set in a process of its own and print a table's rows as JSON lines."""
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(measure(sys.argv[1])) + "\n")
        return
    for name in SETS:
        ended = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "ops.bench.policies", name],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        lines = [line for line in ended.stdout.splitlines() if line.startswith('{"policies"')]
        sys.stdout.write((lines[-1] if lines else f"{name}: {ended.stderr[-500:]}") + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
