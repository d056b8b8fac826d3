"""Stories that contradict rules, and whatever else Rasa itself finds wrong; told with file and line."""

from __future__ import annotations

import contextlib
import io
import os
import re
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ops.dialogue.sources import Dialogue

__all__ = ["find"]

_QUOTED: Final = re.compile(r"'([^']+)'")


def find(root: Path, dialogue: Dialogue) -> list[tuple[str, str]]:
    """(where, problem) of everything that Rasa's validator and its rule policy refuse. Takes seconds: it loads Rasa."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # Rasa shows bars and prints while it reads a handful of rules: nobody asked for that here.
    with (
        warnings.catch_warnings(record=True) as told,
        contextlib.redirect_stderr(io.StringIO()),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        warnings.simplefilter("always")
        domain, stories, errors = _load(root)
        if errors:
            return [(_place(error, dialogue) or "domain.yml", _one_line(error)) for error in errors]
        found = [(_place(problem, dialogue) or "data/rules", problem) for problem in _contradictions(domain, stories)]
    found += [
        (_place(str(one.message), dialogue) or "domain.yml", _one_line(str(one.message)))
        for one in told
        if "rasa" in one.filename and issubclass(one.category, UserWarning) and "auto-fill" not in str(one.message)
    ]
    return list(dict.fromkeys(found))


def _load(root: Path) -> tuple[Any, Any, list[str]]:
    from rasa.shared.exceptions import RasaException
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.validator import Validator

    folders = [str(folder) for folder in (root / "data/rules", root / "data/stories") if folder.is_dir()]
    try:
        importer = TrainingDataImporter.load_from_config(str(root / "config.yml"), str(root / "domain.yml"), folders)
        domain, stories = importer.get_domain(), importer.get_stories()
        validator = Validator.from_importer(importer)
        validator.verify_story_structure(ignore_warnings=False)
        validator.verify_domain_validity()
        validator.verify_forms_in_stories_rules()
        validator.verify_form_slots()
        validator.verify_slot_mappings()
    except (RasaException, ValueError, KeyError) as error:
        return None, None, [str(error)]
    return domain, stories, []


def _contradictions(domain: Any, stories: Any) -> Iterator[str]:
    from rasa.core.policies.rule_policy import InvalidRule, RulePolicy
    from rasa.engine.graph import ExecutionContext, GraphSchema
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.core.generator import TrainingDataGenerator

    trackers = TrainingDataGenerator(stories, domain, augmentation_factor=0).generate()
    with tempfile.TemporaryDirectory() as folder:
        policy = RulePolicy(
            RulePolicy.get_default_config(),
            LocalModelStorage(Path(folder)),
            Resource("rules"),
            ExecutionContext(GraphSchema({})),
        )
        try:
            policy.train(trackers, domain)
        except InvalidRule as error:
            lines = [line.strip("- ").strip() for line in str(error).splitlines()]
            yield from (line for line in lines if "contradict" in line and _QUOTED.search(line))


def _place(problem: str, dialogue: Dialogue) -> str | None:
    """The place of the first rule or story that the problem names in quotes."""
    for name in _QUOTED.findall(problem):
        for flow in dialogue.flows:
            if name == flow.name or name in flow.name:
                return flow.where
    return None


def _one_line(problem: str) -> str:
    return " ".join(problem.split())[:300]
