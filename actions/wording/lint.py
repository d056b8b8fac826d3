"""Reads every text that designers write, and says what is wrong with it, with file and line.

Fixed replies stand under ``responses`` in ``domain.yml`` and ``data/responses/*.yml`` (Rasa's form), sentences of
composed answers under ``sentences`` in ``data/responses/answers/*.yml`` (see `actions.wording.texts`). Looked at: tone
(해요체, no storm of exclamation marks), length, particles, placeholders, and that what states a fact names its source.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from actions.wording.texts import PLACEHOLDER
from members.help import known_help

__all__ = ["Finding", "lint_texts"]

_MOST_CHARACTERS: Final = 500
_FACT_CHARACTERS: Final = 25
"""How long a fact is taken to be where a placeholder stands."""
_MOST_TITLE_CHARACTERS: Final = 20

_SENTENCE_END: Final = re.compile(r"(?<=[.?!])\s+|\n")
_POLITE: Final = re.compile(r"(?:요|죠|까요|네)[.?!)\"']*$|니다[.?!]*$")
_FORMAL: Final = re.compile(r"(?:니다|니까|십시오)[.?!)]*$")
_CHATTER: Final = re.compile(r"ㅋㅋ|ㅎㅎ|ㅠㅠ|ㅜㅜ|~~|\^\^")
_BOTH_FORMS: Final = re.compile(r"[은이을과]\([는가를와]\)|\(으\)로|[는가를와]\([은이을과]\)|은/는|이/가|을/를|과/와")
_BARE_PARTICLE: Final = re.compile(
    r"\{(?P<name>[a-z_]+)\}(?P<particle>은|는|이|가|을|를|과|와|으로|로|이라는|라는|이에요|예요)(?![가-힣])"
)
_COPULA: Final = re.compile(r"([가-힣])(이에요|예요)")
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'|「[^」]*」")
_FIGURE: Final = re.compile(r"\d[\d,]*\s*(?:원|시간|시|분|명|일|월|년|%|km|m|곳|번)|(?<!\d)\d{3,4}(?!\d)")
_NUMBER_TO_CALL: Final = re.compile(r"(?<![\d,])1\d{2,3}(?![\d,원])")
_ANY_BRACES: Final = re.compile(r"\{[^{}]*\}")
_OWN_LIMITS: Final = re.compile(r"5점 만점|24시간|5분 안에|JSON")
"""Figures that are the bot's own doing, and no fact of a row."""


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a text."""

    file: Path
    line: int
    problem: str


@dataclass(frozen=True)
class _Text:
    """One text and what is known of where it stands."""

    file: Path
    line: int
    key: str
    text: str
    source: str | None
    is_sentence: bool


def lint_texts(root: Path) -> list[Finding]:
    """All findings for the texts of the project at ``root``, by file and line; none: all is well.

    Reads ``domain.yml``, ``data/responses`` and, for the facts that sentences are given, the Python of ``actions``.
    """
    findings: list[Finding] = []
    texts: list[_Text] = []
    slots: set[str] = set()
    for file in (root / "domain.yml", *sorted((root / "data" / "responses").rglob("*.yml"))):
        if not file.is_file():
            continue
        try:
            node = yaml.compose(file.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            findings.append(Finding(file, mark.line + 1 if mark else 1, "this is no YAML"))
            continue
        slots |= {name for name, _ in _entries(_child(node, "slots"))}
        texts += [*_responses(file, node), *_sentences(file, node)]
        findings += _buttons(file, node)
    tables = _tables(root)
    given = _facts_given(root)
    for text in texts:
        findings += (Finding(text.file, text.line, f"{text.key}: {problem}") for problem in _problems(text, tables))
        findings += _placeholders(text, slots, given)
    keys = {text.key for text in texts if text.is_sentence}
    for key, uses in given.items():
        findings += [Finding(file, line, f"there is no sentence {key}") for file, line, _ in uses if key not in keys]
    return sorted(set(findings), key=lambda one: (str(one.file), one.line, one.problem))


def _problems(text: _Text, tables: frozenset[str]) -> Iterator[str]:
    yield from _tone(text.text)
    length = len(PLACEHOLDER.sub("가" * _FACT_CHARACTERS, text.text))
    if length > _MOST_CHARACTERS:
        yield f"about {length} characters; {_MOST_CHARACTERS} is the most"
    yield from _particles(text.text)
    yield from _sources(text, tables)


def _tone(text: str) -> Iterator[str]:
    for sentence in _SENTENCE_END.split(text.strip()):
        bare = sentence.strip()
        if not bare or not re.search(r"[.?!][)\"']*$", bare):
            continue  # a heading, a list's line, a link
        if _FORMAL.search(bare):
            yield f"'{bare[-12:]}' is stiff: end in 요"
        elif not _POLITE.search(bare) and not bare.endswith(("}.", "}")):
            yield f"'{bare[-12:]}' does not end in 요"
    if text.count("!") > 1:
        yield "more than one exclamation mark"
    if chatter := _CHATTER.search(text):
        yield f"'{chatter[0]}' is not how the bot speaks"


def _particles(text: str) -> Iterator[str]:
    if both := _BOTH_FORMS.search(text):
        yield f"'{both[0]}' leaves the particle to the reader: write {{name:{both[0][0]}}}"
    for bare in _BARE_PARTICLE.finditer(text):
        yield f"'{bare[0]}' does not fit every word: write {{{bare['name']}:{bare['particle']}}}"
    for copula in _COPULA.finditer(text):
        has_final = (ord(copula[1]) - ord("가")) % 28 != 0
        if has_final != (copula[2] == "이에요") and copula[1] not in "이":
            yield f"'{copula[0]}' should be '{copula[1]}{'이에요' if has_final else '예요'}'"


def _sources(text: _Text, tables: frozenset[str]) -> Iterator[str]:
    plain = _OWN_LIMITS.sub("", _QUOTED.sub("", text.text))
    states_fact = bool(PLACEHOLDER.search(plain) if text.is_sentence else False) or bool(_FIGURE.search(plain))
    if states_fact and not text.source:
        yield "it states a fact and names no source"
    numbers = {help_.number for help_ in known_help().values()}
    for number in _NUMBER_TO_CALL.findall(plain):
        if number not in numbers:
            yield f"the number {number} does not stand in data/help.yml"
    if text.source and not text.source.startswith("data/"):
        table = text.source.split(".")[0]
        if table not in tables:
            yield f"the source {text.source} names no table of ours"


def _placeholders(
    text: _Text, slots: set[str], given: Mapping[str, list[tuple[Path, int, frozenset[str]]]]
) -> Iterator[Finding]:
    for braces in _ANY_BRACES.findall(text.text):
        if not PLACEHOLDER.fullmatch(braces):
            yield Finding(text.file, text.line, f"{text.key}: {braces} is no placeholder")
    named = {match["name"] for match in PLACEHOLDER.finditer(text.text)}
    if not text.is_sentence:
        for name in sorted(named - slots):
            yield Finding(text.file, text.line, f"{text.key}: no slot is called {name}")
        return
    uses = given.get(text.key)
    for _, _, facts in uses or ():
        for name in sorted(named - facts):
            yield Finding(text.file, text.line, f"{text.key}: nobody gives it {{{name}}}")


def _responses(file: Path, node: yaml.Node | None) -> Iterator[_Text]:
    for key, variants in _entries(_child(node, "responses")):
        for variant in _items(variants):
            text, metadata = _child(variant, "text"), _child(variant, "metadata")
            if isinstance(text, yaml.ScalarNode):
                source = _scalar(_child(metadata, "source"))
                yield _Text(file, text.start_mark.line + 1, key, text.value, source, is_sentence=False)


def _sentences(file: Path, node: yaml.Node | None) -> Iterator[_Text]:
    for key, entry in _entries(_child(node, "sentences")):
        source = _scalar(_child(entry, "source"))
        channels = [variants for _, variants in _entries(_child(entry, "channels"))]
        for one in (_child(entry, "text"), *channels):
            for text in [one] if isinstance(one, yaml.ScalarNode) else _items(one):
                if isinstance(text, yaml.ScalarNode):
                    yield _Text(file, text.start_mark.line + 1, key, text.value, source, is_sentence=True)


def _buttons(file: Path, node: yaml.Node | None) -> Iterator[Finding]:
    for key, variants in _entries(_child(node, "responses")):
        for variant in _items(variants):
            for button in _items(_child(variant, "buttons")):
                title = _scalar(_child(button, "title")) or ""
                if len(title) > _MOST_TITLE_CHARACTERS:
                    problem = f"{key}: the button '{title}' is longer than {_MOST_TITLE_CHARACTERS} characters"
                    yield Finding(file, button.start_mark.line + 1, problem)


def _facts_given(root: Path) -> dict[str, list[tuple[Path, int, frozenset[str]]]]:
    """Sentence → where Python says it (``voice.say("key", name=…)``) and the facts it gives there."""
    given: dict[str, list[tuple[Path, int, frozenset[str]]]] = {}
    for file in sorted((root / "actions").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say"):
                continue
            if any(keyword.arg is None for keyword in node.keywords) or not node.args:
                continue  # facts given as a dictionary: seen when it is said
            facts = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
            for key in _keys(node.args[0]):
                given.setdefault(key, []).append((file, node.lineno, facts))
    return given


def _keys(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _keys(node.body)
        yield from _keys(node.orelse)


def _tables(root: Path) -> frozenset[str]:
    created = re.compile(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+)")
    files = (root / "storage" / "migrations").glob("*.sql")
    return frozenset(name for file in files for name in created.findall(file.read_text(encoding="utf-8")))


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    return next((value for name, value in _entries(node) if name == key), None)


def _entries(node: yaml.Node | None) -> list[tuple[str, yaml.Node]]:
    return [(str(key.value), value) for key, value in node.value] if isinstance(node, yaml.MappingNode) else []


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _scalar(node: yaml.Node | None) -> Any:
    return node.value if isinstance(node, yaml.ScalarNode) else None
