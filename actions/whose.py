"""Whose body a message speaks of: the writer's, or somebody else's who eats along (동생은 새우 못 먹어요).

The child that a guardian speaks of (우리 애가, 손주가) is the one whose profile this is, and so is who is not named: a
restriction that is wrongly kept costs a meal, one that is wrongly dropped makes somebody ill.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["FORBIDDEN", "Theirs", "named_as_gone", "other_than_writer"]

_ELDERS: Final = (
    "엄마|어머니|아빠|아버지|부모님|할머니|할아버지|할미|할배|이모부?|고모부?|삼촌|숙모|선생님|쌤|의사|원장님|보호자"
)
_OTHERS: Final = rf"{_ELDERS}|(?:남|여|막내|사촌)?동생|누나|언니|형|오빠|사촌|친구|짝꿍|짝|남편|아내|남친|여친"
_SUBJECT: Final = re.compile(
    rf"(?P<joint>(?<![가-힣])(?:나|저)(?:도|랑|하고|와)\s(?:{_OTHERS}))"
    r"|(?P<own>(?<![가-힣])(?:나|난|저|전|내가|제가|나[는도만]|저[는도만])(?![가-힣])"
    r"|(?<![가-힣])(?:애|아이|아기|딸|아들|손주|손자|손녀|조카)(?:들)?(?:이|가|은|는|도)?(?![가-힣]))"
    rf"|(?<![가-힣])(?:(?P<who>{_OTHERS})들?(?:이|가|은|는|도|께서는?)(?=\s)|(?P<bare>{_OTHERS})들?(?=\s))"
)
_PREDICATE: Final = re.compile(
    r"알레르기|알러지|[못안]\s?(?:먹|드|묵|마|좋아)|싫|질색|먹으면|(?:먹|드시|마시)지\s?[말마]"
)
_CLAUSE_END: Final = re.compile(r"[.!?\n]|(?:[가-힣](?<!하)고|는데|지만)[\s,]")
_SENTENCE_END: Final = re.compile(r"[.!?\n]+")
_NOT_A_SUBJECT: Final = re.compile(r"(?:는데|[가-힣]고|어서|아서|면|지만|에서|랑|하고|한테|에게)\s")
"""Between a bare person and what is not eaten: 친구 만나는데 새우 못 먹어 is not of the friend."""
_REPORTED: Final = re.compile(r"있(?:대|댔|다고)|못\s?먹는(?:대|다고)|안\s?[된되](?:대|다고)")
"""An elder says so of the child: 엄마가 우유 알레르기 있대요."""
FORBIDDEN: Final = re.compile(
    r"(?:먹|드시|마시)지\s?(?:말(?:래(?!\s*\?)|랬|라(?!고\s?해)|라고\s?(?:했|하[셨시신])|란|랍)|마래)"
)
"""Somebody tells the writer not to eat it: 엄마가 새우 먹지 말래."""
_KEPT_FROM: Final = re.compile(r"못\s?(?:먹|마시)게|(?:먹|드시|마시)지\s?[말마]|먹이지")
_GONE: Final = re.compile(
    rf"(?<![가-힣])(?P<who>{_OTHERS})들?(?:은|는|이|가|도|께서는?)?\s?(?:이제\s?|오늘(?:은)?\s?)?"
    r"(?:빼고|빼구|빠지고|빠졌|빠진|없이|말고|제외하고|(?:안|못)\s?(?:온|와|왔|올|오[기신]|간|가[고기]|갈|갔)"
    r"|(?:먼저\s?|집에\s?)?갔(?!던|다\s?온)|안\s?먹(?:는대|을|겠|고\s?나))"
)
_ALONE: Final = re.compile(
    r"(?<![가-힣])(?:(?:나|저)\s?(?:만|혼자)|(?:이제|그냥)\s?혼자)\s?(?:서\s?)?(?:먹|갈|가[려기서])"
)
_AFTER: Final = 12


@dataclass(frozen=True)
class Theirs:
    """What somebody else does not eat, who is called ``who``; the fields are those of `members.stated.Stated`."""

    who: str
    diet: frozenset[str] = frozenset()
    unfiltered: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()


def other_than_writer(text: str, end: int) -> str | None:
    """Who does not eat what ends at ``end`` of ``text``, in the writer's word; None: the writer, or their child."""
    begin = max((match.end() for match in _SENTENCE_END.finditer(text, 0, end)), default=0)
    clause = _CLAUSE_END.search(text, end)
    predicate = _PREDICATE.search(text, end, len(text) if clause is None else clause.start())
    until = end if predicate is None else predicate.end()
    subjects = [one for one in _SUBJECT.finditer(text, begin, until) if _is_subject(one, text, until)]
    if not subjects:
        return None
    last = subjects[-1]
    who = last["who"] or last["bare"]
    if who is None:
        return None
    behind = text[last.end() : until + _AFTER]
    is_reported = re.fullmatch(_ELDERS, who) is not None and _REPORTED.search(behind) is not None
    return None if is_reported or _KEPT_FROM.search(behind) else who


def named_as_gone(text: str) -> tuple[frozenset[str], bool]:
    """Who does not eat along after all, and whether the writer eats alone: 엄마는 빼고 나만 먹을 거야."""
    if "?" in text:
        return frozenset(), False
    return frozenset(match["who"] for match in _GONE.finditer(text)), _ALONE.search(text) is not None


def _is_subject(match: re.Match[str], text: str, until: int) -> bool:
    return match["bare"] is None or not _NOT_A_SUBJECT.search(text[match.end() : until])
