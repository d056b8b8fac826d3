"""The dialogue's files as they are written, each piece with its place: rules, stories, responses, buttons, forms."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ops.dialogue.yaml_lines import LINE, load

__all__ = ["Dialogue", "Flow", "Response", "payload_of", "read"]

_FLOWS: Final = (("data/rules", "rules", "rule"), ("data/stories", "stories", "story"))
_PAYLOAD: Final = re.compile(r"^/(?P<intent>[\w]+)(?P<entities>\{.*\})?$", re.DOTALL)


@dataclasses.dataclass(frozen=True)
class Flow:
    """A rule or a story: its steps and its condition as written."""

    kind: str
    name: str
    where: str
    condition: tuple[Mapping[str, Any], ...]
    steps: tuple[Mapping[str, Any], ...]

    @property
    def intents(self) -> list[str]:
        """The intents of its steps, in order; each alternative of an ``or`` too."""
        alternatives = (step.get("or", [step]) for step in self.steps)
        return [str(one["intent"]) for several in alternatives for one in several if "intent" in one]

    @property
    def actions(self) -> list[str]:
        """The actions of its steps, in order."""
        return [str(step["action"]) for step in self.steps if "action" in step]


@dataclasses.dataclass(frozen=True)
class Response:
    """One variant of a response, with its place."""

    name: str
    where: str
    text: str
    payloads: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Dialogue:
    """Everything a designer writes, and the domain's names."""

    domain: Mapping[str, Any]
    flows: tuple[Flow, ...]
    responses: tuple[Response, ...]
    intents: frozenset[str]
    entities: frozenset[str]
    actions: frozenset[str]
    forms: frozenset[str]


def read(root: Path) -> Dialogue:
    """The dialogue under ``root``.

    Raises:
        YamlFault: a file is no YAML.
    """
    domain_file = root / "domain.yml"
    domain = load(domain_file) or {}
    flows = tuple(flow for folder, key, name in _FLOWS for flow in _flows(root, root / folder, key, name))
    extra = sorted((root / "data/responses").glob("*.yml"))
    responses = [*_responses(root, domain_file, domain)]
    for file in extra:
        responses += _responses(root, file, load(file) or {})
    return Dialogue(
        domain=domain,
        flows=flows,
        responses=tuple(responses),
        intents=_names(domain.get("intents")),
        entities=_names(domain.get("entities")),
        actions=_names(domain.get("actions")),
        forms=_names(list((domain.get("forms") or {}).keys())),
    )


def payload_of(payload: str) -> tuple[str, str] | None:
    """Intent and entities of a button's payload, doubled braces undone; None when it is none."""
    match = _PAYLOAD.match(payload.replace("{{", "{").replace("}}", "}"))
    return (match["intent"], match["entities"] or "{}") if match else None


def _names(listed: Any) -> frozenset[str]:
    """Names of a list whose items are names, or mappings from a name to its options."""
    names: set[str] = set()
    for item in listed or []:
        names |= {str(key) for key in item if key != LINE} if isinstance(item, dict) else {str(item)}
    return frozenset(names - {LINE})


def _flows(root: Path, folder: Path, key: str, name: str) -> Iterator[Flow]:
    for file in sorted(folder.rglob("*.yml")):
        document = load(file) or {}
        for flow in document.get(key) or []:
            yield Flow(
                kind=name,
                name=str(flow.get(name)),
                where=f"{file.relative_to(root)}:{flow[LINE]}",
                condition=tuple(flow.get("condition") or ()),
                steps=tuple(flow.get("steps") or ()),
            )


def _responses(root: Path, file: Path, document: Mapping[str, Any]) -> Iterator[Response]:
    for name, variants in (document.get("responses") or {}).items():
        for variant in variants if isinstance(variants, list) else []:
            yield Response(
                name=name,
                where=f"{file.relative_to(root)}:{variant[LINE]}",
                text=str(variant.get("text") or ""),
                payloads=tuple(str(button.get("payload")) for button in variant.get("buttons") or ()),
            )
