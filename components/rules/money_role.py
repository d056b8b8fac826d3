"""Role of an amount: a limit from above (`max`), from below (`min`), or a rough figure (`around`).

Label guide, conventions: a bare amount is `max`; the nearest limit word decides; an upper bound may be worded as a
lower one that is turned down (만원 넘으면 부담, 만원 이상은 안 돼요).
"""

from __future__ import annotations

import re
from typing import Final, Literal

Role = Literal["max", "min", "around"]

_PARTICLE: Final = r"(?:짜리|어치|권)?(?:[은는이가도을를만의에])?\s?(?:는|정도는)?"
_REFUSED: Final = (
    r".{0,14}?(?:말고|빼|싫|부담|안\s?(?:[돼되됨하할써쓰쓸사살먹가갈]|해(?!요\?))|못|제외|곤란"
    r"|힘들|무리|비싸|비쌈|아까|오[바버]|노노|ㄴㄴ|보여\s?주지|안\s?보|안\s?나오|추천하지"
    r"|혼[나날난]|눈치|사치|큰일|한도|양심|아니[지죠잖]|아닌|금지|불가|과[해하]|[좀쫌]\s?그[래렇런]|벅차|빠듯|사양|거르|[가-힣]지\s?[않말마])"
)
_RIGHT: Final[tuple[tuple[Role, re.Pattern[str]], ...]] = (
    (
        "max",
        re.compile(
            rf"{_PARTICLE}(?:안\s?넘|못\s?넘|넘지|넘기지|넘으면|넘어가면|넘기면|초과하지|초과하면|넘을까\s?봐|초과\s?안)"
        ),
    ),
    ("max", re.compile(rf"{_PARTICLE}(?:이상|넘[는게어은나을겠]|초과|부터|보다\s?(?:더|비싼)){_REFUSED}")),
    ("min", re.compile(rf"{_PARTICLE}(?:이상|넘[는게어은나을겠]|초과|부터|위로|보다\s?(?:더|비싼|많|높))")),
    (
        "around",
        re.compile(
            rf"{_PARTICLE}(?:정도|쯤|내외|안팎|전후|가량|남짓|언저리|근처|초반|중반|후반|좀\s?넘|조금\s?넘|살짝\s?넘|왔다\s?갔다)"
        ),
    ),
    (
        "max",
        re.compile(
            rf"{_PARTICLE}(?:이하|까지|안쪽|이내|미만|밑|아래|안에서|안으로|안에|내로|내에서|선에서|한도|언더|밖에|뿐|으로|로)"
        ),
    ),
)
_LEFT: Final[tuple[tuple[Role, re.Pattern[str]], ...]] = (
    ("min", re.compile(r"(?:최소|적어도|못해도|최하)(?:한|로)?\s?$")),
    ("max", re.compile(r"(?:최대|많아야|아무리\s?많아도|기껏해야)(?:로)?\s?$")),
    ("around", re.compile(r"(?:대략|약|얼추|대충|(?<![가-힣])한)\s?$")),
)
_BAND: Final = re.compile(r"대$")


def role_of(text: str, start: int, end: int) -> Role:
    """Role of the amount at ``text[start:end]``."""
    if _BAND.search(text[start:end]):
        return "around"
    for role, pattern in _RIGHT:
        if pattern.match(text, end):
            return role
    for role, pattern in _LEFT:
        if pattern.search(text[:start]):
            return role
    return "max"
