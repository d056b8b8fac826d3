"""Words MeCab shall know besides its own dictionary: dishes, categories, shops.

MeCab reads user dictionaries only in compiled form. python-mecab-ko brings the compiler (``-m mecab dict-index``) and
the model that estimates the costs of new words, so a word list becomes a dictionary in some 50 ms; the result is kept
in a cache named by a hash of the words.
"""

from __future__ import annotations

import csv
import hashlib
import logging
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from mecab import MeCab

logger = logging.getLogger(__name__)

CATEGORIES: Final = tuple(
    "한식 중식 일식 양식 아시안 분식 치킨 피자 패스트푸드 도시락 죽 카페 디저트 베이커리 편의점".split()  # noqa: SIM905
)
_DISH_COLUMNS: Final = ("dish", "synonyms", "misspellings")
_SEPARATORS: Final = re.compile(r"[|;/]")
_USABLE: Final = re.compile(r"[가-힣A-Za-z0-9]{2,20}")
# A shop name of two syllables is nearly always a word of its own (우리, 여기) and would tear other words apart.
_SHORTEST_SHOP: Final = 3
_BRANCH: Final = re.compile(r"(?<=[가-힣])\s+\S{1,8}(?:점|호점)$|\(.*?\)|㈜|\(주\)")


class DictionaryError(RuntimeError):
    """MeCab's compiler refused the word list; the message holds what it said."""


def dish_words(path: Path) -> frozenset[str]:
    """Names, synonyms and misspellings of a dish table; none where the file is missing."""
    if not path.is_file():
        logger.warning("no dish table at %s: the tokenizer knows only MeCab's own words", path)
        return frozenset()
    with path.open(encoding="utf-8", newline="") as file:
        cells = [row.get(column) or "" for row in csv.DictReader(file) for column in _DISH_COLUMNS]
    return _usable(word for cell in cells for word in _SEPARATORS.split(cell))


def shop_words(path: Path) -> frozenset[str]:
    """Shop names of a text file with one name a line, without branch names."""
    if not path.is_file():
        return frozenset()
    names = (_BRANCH.sub("", line) for line in path.read_text(encoding="utf-8").splitlines())
    return frozenset(word for word in _usable(names) if len(word) >= _SHORTEST_SHOP)


def _usable(words: Iterable[str]) -> frozenset[str]:
    """Words written without blanks, for MeCab never matches across one."""
    return frozenset(word for word in (re.sub(r"\s+", "", raw) for raw in words) if _USABLE.fullmatch(word))


def compile_dictionary(words: Iterable[str], cache: Path) -> Path | None:
    """Path of the compiled dictionary of `words` in the folder `cache`; None for no words.

    Raises:
        DictionaryError: the compiler failed.
        OSError: the folder cannot be written.
    """
    ordered = sorted(set(words))
    if not ordered:
        return None
    digest = hashlib.sha256("\n".join(ordered).encode()).hexdigest()[:16]
    target = cache / f"{digest}.dic"
    if target.is_file():
        return target
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        source, compiled = Path(folder) / "words.csv", Path(folder) / "words.dic"
        source.write_text("".join(map(_row, ordered)), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "mecab",
            "dict-index",
            "-f",
            "utf-8",
            "-t",
            "utf-8",
            "-u",
            str(compiled),
            str(source),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not compiled.is_file():
            raise DictionaryError(done.stderr.strip() or done.stdout.strip())
        compiled.replace(target)  # at once, so that two workers may compile at the same time
    return target


def _row(word: str) -> str:
    """A line of the dictionary source: context ids and cost are left to MeCab's model."""
    last = word[-1]
    # MeCab's model knows nouns with and without a final consonant only; a Latin letter or digit counts as one without.
    final = "T" if "가" <= last <= "힣" and (ord(last) - 0xAC00) % 28 else "F"
    return f"{word},,,,NNP,*,{final},{word},*,*,*,*\n"


def analyser(words: Iterable[str], cache: Path) -> MeCab:
    """A MeCab that knows `words` besides its own dictionary."""
    return MeCab(user_dictionary_path=compile_dictionary(words, cache))
