"""Compares our understanding with Rasa's own: ``python -m ops.bench.models``.

Trains each pipeline on ``data/nlu/train``, in a process of its own, and asks it about the development sets. Both have
the same normaliser, tokenizer and rules; only what learns differs: `LocalClassifier`, or DIET over Rasa's featurizers.
Prints a JSON line a pipeline. DIET takes an hour on two cores (`_EPOCHS`).
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any, Final

import psutil
import yaml

from components.evaluation import data
from components.evaluation.parser import Parser
from components.evaluation.report import evaluate
from settings import ROOT

__all__ = ["PIPELINES", "measure"]

_EPOCHS: Final = 15
_BEFORE: Final = (
    {"name": "components.normaliser.component.NormaliserComponent"},
    {"name": "components.tokenizer.MecabTokenizer"},
    {"name": "components.lookup.component.LookupExtractor"},
)
_AFTER: Final = ({"name": "components.rules.component.RuleExtractor"},)
PIPELINES: Final[dict[str, list[dict[str, Any]]]] = {
    "local": [*_BEFORE, {"name": "components.classifier.component.LocalClassifier"}, *_AFTER],
    "diet": [
        *_BEFORE,
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": _EPOCHS, "constrain_similarities": True, "random_seed": 7},
        {"name": "EntitySynonymMapper"},
        *_AFTER,
    ],
}
_SETS: Final = ("dev", "dev_conversations")


def measure(name: str) -> dict[str, Any]:
    """Train the pipeline called ``name`` and ask it; accuracies in per cent, milliseconds, MB (2**20 bytes)."""
    with tempfile.TemporaryDirectory() as folder:
        began, spent = time.monotonic(), time.process_time()
        model = _train(PIPELINES[name], Path(folder))
        figures: dict[str, Any] = {
            "pipeline": name,
            "train_s": round(time.monotonic() - began),
            "train_cpu_s": round(time.process_time() - spent),
        }
        before = psutil.Process().memory_info().rss
        parser = Parser(model)
        for each in _SETS:
            report = evaluate(parser, data.read([ROOT / "data" / "nlu" / f"{each}.yml"]), with_noise=False)
            figures[each] = {
                "n": report.n,
                "accuracy": round(100 * report.accuracy, 1),
                "macro_f1": round(100 * report.macro_f1, 1),
                "entity_f1": round(100 * report.entity_f1, 1),
                "p50_ms": round(report.p50_ms, 1),
                "p95_ms": round(report.p95_ms, 1),
            }
        figures["loaded_mb"] = round((psutil.Process().memory_info().rss - before) / 2**20)
    return figures


def _train(pipeline: list[dict[str, Any]], folder: Path) -> Path:
    from rasa.model_training import train_nlu

    config = {"recipe": "default.v1", "language": "ko", "pipeline": pipeline, "policies": []}
    (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa's own
        trained = train_nlu(
            str(folder / "config.yml"), str(ROOT / "data/nlu/train"), str(folder), fixed_model_name="nlu"
        )
    return Path(str(asyncio.run(trained) if asyncio.iscoroutine(trained) else trained))


def main() -> None:
    """Measure each pipeline in a process of its own, or the one named."""
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(measure(sys.argv[1])) + "\n")
        return
    for name in PIPELINES:
        command = [sys.executable, "-W", "ignore", "-m", "ops.bench.models", name]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        lines = [line for line in ended.stdout.splitlines() if line.startswith('{"pipeline"')]
        sys.stdout.write((lines[-1] if lines else f"{name}: {ended.stderr[-500:]}") + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
