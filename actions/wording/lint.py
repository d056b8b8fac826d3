"""Reads every text that designers write, and says what is wrong with it, with file and line.

Fixed replies stand under ``responses`` in ``domain.yml`` and ``data/responses/*.yml`` (Rasa's form), the texts of
composed answers under ``sentences``, ``buttons`` and ``words`` in ``data/responses/answers/*.yml`` (see
`actions.wording.texts`); what the server says by itself stands in ``rasa_bot/wording.py``. Looked at: tone (해요체, no
storm of exclamation marks), length, particles, placeholders, that what states a fact names its source, that a fixed
reply asks for no yes, that every text is said by somebody, and that nothing is worded in the Python of ``actions``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from actions.wording import lint_code, lint_files
from actions.wording.lint_code import Use
from actions.wording.lint_files import Text
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
_ASKS_WHAT: Final = re.compile(r"뭐|뭘|무엇|무슨|어떤|어떻게|어디|어느|얼마|몇|누구|언제")
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


def lint_texts(root: Path) -> list[Finding]:
    """All findings for the texts of the project at ``root``, by file and line; none: all is well.

    Reads ``domain.yml``, ``data/responses`` and, for what is said and with which facts, the Python of ``actions``.
    """
    findings: list[Finding] = []
    texts: list[Text] = []
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
        slots |= {name for name, _ in lint_files.entries(lint_files.child(node, "slots"))}
        texts += lint_files.read(file, node)
    code = root / "actions"
    said, tables = lint_code.uses(code), _tables(root)
    for text in texts:
        problems = [*_problems(text, tables), *_placeholders(text, slots, said)]
        findings += (Finding(text.file, text.line, f"{text.key}: {problem}") for problem in problems)
    findings += _missing(texts, said)
    findings += _unsaid(texts, said, lint_code.names(code))
    for file, line, words in lint_code.korean_left(code):
        findings.append(Finding(file, line, f"“{words[:30]}” is worded in Python: data/responses/answers is for that"))
    findings += _of_the_server(root / "rasa_bot" / "wording.py")
    return sorted(set(findings), key=lambda one: (str(one.file), one.line, one.problem))


def _of_the_server(file: Path) -> Iterator[Finding]:
    """What the Rasa server says when nothing else can speak: it stands in Python, for it needs no model and no file."""
    for line, key, text in lint_code.table_texts(file) if file.is_file() else ():
        yield from (Finding(file, line, f"{key}: {problem}") for problem in (*_particles(text), *_tone(text)))


def _problems(text: Text, tables: frozenset[str]) -> Iterator[str]:
    yield from _particles(text.text)
    if text.kind in ("button", "word"):
        yield from _short(text)
        return
    yield from _tone(text.text)
    if text.kind == "response":
        yield from _open_questions(text.text)
    length = len(PLACEHOLDER.sub("가" * _FACT_CHARACTERS, text.text))
    if length > _MOST_CHARACTERS:
        yield f"about {length} characters; {_MOST_CHARACTERS} is the most"
    yield from _sources(text, tables)


def _short(text: Text) -> Iterator[str]:
    length = len(PLACEHOLDER.sub("", text.text))
    what = "button" if text.kind == "button" else "word"
    if length > _MOST_TITLE_CHARACTERS:
        yield f"the {what} '{text.text}' is longer than {_MOST_TITLE_CHARACTERS} characters"
    if not text.text.strip():
        yield f"the {what} is empty"


def _tone(text: str) -> Iterator[str]:
    for sentence in _SENTENCE_END.split(text.strip()):
        bare = sentence.strip()
        if not re.search("[가-힣]", _QUOTED.sub("", bare)) or not re.search(r"[.?!][)\"']*$", bare):
            continue  # a heading, a list's line, a link
        if _FORMAL.search(bare):
            yield f"'{bare[-12:]}' is stiff: end in 요"
        elif not _POLITE.search(bare) and not bare.endswith(("}.", "}")):
            yield f"'{bare[-12:]}' does not end in 요"
    if text.count("!") > 1:
        yield "more than one exclamation mark"
    if chatter := _CHATTER.search(text):
        yield f"'{chatter[0]}' is not how the bot speaks"


def _open_questions(text: str) -> Iterator[str]:
    """A fixed reply leaves no question open (`actions.hearing` does not see which variant was said)."""
    for sentence in _SENTENCE_END.split(_QUOTED.sub("", text.strip())):
        if sentence.strip().endswith("?") and not _ASKS_WHAT.search(sentence):
            yield f"'{sentence.strip()[-12:]}' asks for a yes that nobody would hear: a fixed reply cannot"


def _particles(text: str) -> Iterator[str]:
    if both := _BOTH_FORMS.search(text):
        yield f"'{both[0]}' leaves the particle to the reader: write {{name:{both[0][0]}}}"
    for bare in _BARE_PARTICLE.finditer(text):
        yield f"'{bare[0]}' does not fit every word: write {{{bare['name']}:{bare['particle']}}}"
    for copula in _COPULA.finditer(text):
        has_final = (ord(copula[1]) - ord("가")) % 28 != 0
        if has_final != (copula[2] == "이에요") and copula[1] not in "이":
            yield f"'{copula[0]}' should be '{copula[1]}{'이에요' if has_final else '예요'}'"


def _sources(text: Text, tables: frozenset[str]) -> Iterator[str]:
    plain = _OWN_LIMITS.sub("", _QUOTED.sub("", text.text))
    states_fact = (text.kind == "sentence" and bool(PLACEHOLDER.search(plain))) or bool(_FIGURE.search(plain))
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


def _placeholders(text: Text, slots: set[str], said: Sequence[Use]) -> Iterator[str]:
    for braces in _ANY_BRACES.findall(text.text):
        if not PLACEHOLDER.fullmatch(braces):
            yield f"{braces} is no placeholder"
    named = {match["name"] for match in PLACEHOLDER.finditer(text.text)}
    if text.kind == "response":
        yield from (f"no slot is called {name}" for name in sorted(named - slots))
    elif text.kind == "word" and named:
        yield "a word has no placeholders"
    uses = [use for use in said if use.kind == text.kind and use.key.fullmatch(text.key)]
    whole = [use for use in uses if use.is_whole]
    for use in whole or uses:
        if use.facts is not None:
            yield from (f"nobody gives it {{{name}}}" for name in sorted(named - use.facts))


def _missing(texts: Sequence[Text], said: Sequence[Use]) -> Iterator[Finding]:
    """What Python says and nobody wrote."""
    written = {(text.kind if text.kind != "word" else "group", text.key.split(".")[0]) for text in texts}
    for use in said:
        if not any(kind == use.kind and use.key.fullmatch(key) for kind, key in written):
            what = "group of words" if use.kind == "group" else use.kind
            yield Finding(use.file, use.line, f"there is no {what} {use.key.pattern}")


def _unsaid(texts: Sequence[Text], said: Sequence[Use], names: frozenset[str]) -> Iterator[Finding]:
    """What was written and nobody says. Fixed replies: `ops.dialogue.check` looks at their rules."""
    for text in texts:
        kind, key = ("group", text.key.split(".")[0]) if text.kind == "word" else (text.kind, text.key)
        if kind == "response" or text.file.parts[-3:-1] != ("responses", "answers"):
            continue
        if key not in names and not any(use.kind == kind and use.key.fullmatch(key) for use in said):
            yield Finding(text.file, text.line, f"{key}: nobody says it")


def _tables(root: Path) -> frozenset[str]:
    created = re.compile(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+)")
    files = (root / "storage" / "migrations").glob("*.sql")
    return frozenset(name for file in files for name in created.findall(file.read_text(encoding="utf-8")))
