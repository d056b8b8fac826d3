"""Who eats along: the entity `companion`."""

from __future__ import annotations

import re
from typing import Final

from components.rules.found import Found, find_words

EXTRACTOR: Final = "rules.companion"

# Said of somebody who comes along or is brought to eat.
_WITH: Final = (
    r"(?:들)?(?:(?:이랑|랑)(?!\s?(?:또\s?)?(?:싸|헤어|연락|얘기))|하고(?!\s?싶)|와(?=\s|함|같)|과(?=\s|함|같)|끼리|\s?데리(?!러)|\s?데려|\s?모시|\s?모셔"
    r"|\s?데꼬|\s?델꼬|\s?델고|(?:도|까지)?\s?(?:같이|함께))"
)
# Somebody who wants or is to eat, as the subject of the wish.
_WISHES: Final = (
    r"(?:들|놈)?(?:[이가은는도]|께서)\s?(?:[가-힣]{1,6}\s?){0,2}?(?:먹고\s?싶|먹고\s?잡|먹고\s?십"
    r"|드시고|먹자|먹재|먹쟤|가자|가재|가잔|하재|가고\s?싶|배고|굶|싫[다대]|맛있[다대]|좋대)"
)
_EATS: Final = (
    r"(?:들)?(?:한테|에게|까지)?(?:[이가은는도]|께서)?\s?(?:자꾸|맨날|계속|막|도)?\s?(?:뭐\s?|밥\s?|저녁\s?"
    r"|점심\s?|간식\s?|맛있는\s?거\s?)?(?:먹일|먹이|[멕믹][이일여]|묵[이일]|먹을|먹고\s?싶|사\s?[줄주먹])"
)
_PEOPLE: Final = (
    ("friend", r"친구|베프|짝꿍|동무|절친|여사친|남사친|동기|후배|선배"),
    (
        "family",
        r"가족|아이|애|애기|아기|딸내미|딸|아들내미|아들|손주놈|손주|손자|손녀딸|손녀|조카손주|외손자|외손녀|사위|며느리|큰애|작은애|막내|조카|사촌|이모|삼촌|고모|우리\s?집\s?꼬맹이|꼬맹이|꼬마",
    ),
    ("parent", r"엄마|아빠|어머니|아버지|부모님|엄빠|어무이|아부지|맘마|엄니|시어머니|장모님"),
    ("grandparent", r"할머니|할아버지|할매|할배|조부모님|할미|외할머니|외할아버지|친할머니"),
    ("sibling", r"남동생|여동생|친동생|동생|누나|형아|형|언니|오빠|형제|자매|남매|쌍둥이"),
    ("partner", r"여자\s?친구|남자\s?친구|여친|남친|애인|남편|영감|아내|와이프|신랑|집사람|연인|썸녀|썸남"),
    ("teacher", r"담임\s?선생님|선생님|담임|쌤|샘|교수님|코치님|관장님|사범님|복지사님"),
    ("group", r"동아리\s?애들|동아리|반\s?애들|팀원들?|팀|학원\s?애들|단톡방\s?애들|직원들?|회원들?"),
)
_WORDS: Final = (
    # Children say 애들 of their friends, adults of their children.
    (
        "friend",
        re.compile(
            r"(?<![가-힣])(?P<span>애들)(?=이랑|이\s(?:[가-힣]+\s){0,2}?(?:먹|배고|굶|좋아|가[고자재])|도\s|\s(?:다|네|다섯|여섯)\s?)"
        ),
    ),
    *(
        (value, re.compile(rf"(?<![가-힣])(?:우리\s?|울\s?)?(?P<span>(?:{people})(?:들)?)(?={_WITH})"))
        for value, people in _PEOPLE
    ),
    *((value, re.compile(rf"(?<=[랑고도과와])(?P<span>(?:{people})(?:들)?)(?={_WITH})")) for value, people in _PEOPLE),
    *(
        (value, re.compile(rf"(?<![가-힣])(?:우리\s?|울\s?)?(?P<span>(?:{people})(?:들)?)(?={_EATS})"))
        for value, people in _PEOPLE
    ),
    *(
        (value, re.compile(rf"(?<![가-힣])(?:우리\s?|울\s?)?(?P<span>(?:{people})(?:들)?)(?={_WISHES})"))
        for value, people in _PEOPLE
    ),
    *(
        (
            value,
            re.compile(
                rf"(?<![가-힣])(?P<span>(?:{people})(?:들)?)(?=\s(?:둘|셋|넷|다섯|두\s?명|세\s?명|네\s?명"
                rf"|(?:다섯|여섯|일곱|여덟|아홉|열)\s?명|\d{{1,2}}\s?명|[한두세네]명)(?:이서|이|이랑)?\s?(?:[가-힣]{{0,6}}\s){{0,2}}?(?:데리|먹|갈|가는|이랑|들어갈"
                r"|앉|다\s|모임|회식|식사))"
            ),
        )
        for value, people in _PEOPLE
    ),
    *(
        (value, re.compile(rf"^(?:우리\s)?(?P<span>(?:{people})(?:들)?)(?:이?요|여|하고요|이랑요|랑요|이에요|예요)?$"))
        for value, people in _PEOPLE
    ),
    *(
        (
            value,
            re.compile(rf"(?<=[랑고과와도]\s)(?P<span>(?:{people})(?:들)?)(?=(?:이?요|이에요|예요|입니다|이야|야)?$)"),
        )
        for value, people in _PEOPLE
    ),
    (
        "alone",
        re.compile(
            r"(?<![가-힣])(?:나\s?)?(?P<span>혼자|혼밥|홀로|나홀로)(?!\s?(?:자르|키우|다\s?해|있[으어는]|사는|살|집\s?[보지]|내리|같아|애\s?키|아이\s?키))"
        ),
    ),
    (
        "group",
        re.compile(
            r"(?<![가-힣])(?:(?<!애들 )단체(?!\s?(?:사진|주문|톡))|회식|모임(?!통장))(?=\s|으로|로|하|이|에|할|$|끝)"
        ),
    ),
)


def extract(text: str) -> list[Found]:
    """People who eat along; people only spoken of (부모님 동의, 엄마가 늦게 온대) are none."""
    return find_words("companion", EXTRACTOR, _WORDS, text)
