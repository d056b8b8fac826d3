"""Hears that somebody is in need: wants to die, is beaten, or collapses with hunger.

Listened for before any policy decides, whatever the classifier makes of the message, because a wrong intent must not
cost a child the number to call. Korean says "to death" of everything (배고파 죽겠다, 맛있어 죽겠네, 죽 먹고 싶어):
those are no distress, and ``tests/rasa_bot/distress_cases.tsv`` holds both sides. Where in doubt, help is offered: a
number too many hurts nobody.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

__all__ = ["Need", "heard"]

Need = Literal["life", "violence", "hunger"]

_NOT_LETTERS: Final = re.compile(r"[^0-9a-z가-힣]+")
_STRETCHED: Final = re.compile(r"(.)\1{2,}")

_PERSON: Final = (
    r"(?:아빠|엄마|아버지|어머니|아버님|새아빠|새엄마|계부|계모|부모님?|형|형아|누나|오빠|언니|동생|삼촌|이모부?|고모부?|"
    r"할머니|할아버지|선생님?|쌤|코치|친구들?|애들|걔|쟤|그애|선배|남친|남자친구|여친|여자친구|남편|아저씨|어른|누가|사장님?)"
)
_TO_ME: Final = r"(?:한테|에게|이랑|가|이|은|는|께|들이|들한테)?"

_SAID_FIRST: Final = (
    r"(?:나|저|나는|난|저는|나오늘|오늘|어제|방금|아까|지금|또|오늘또|집에서|학교에서|학원에서|밖에서|많이|엄청|막|계속|맨날|매일|"
    r"(?:한|두|세|몇|여러)대)"
)
"""What may stand before a bare 맞았어: anything else is what one was hit by (비, 주사) or what was right (답)."""
_BODY: Final = r"(?:(?<!누)나를|날|저를|절|(?:내|제)?(?<!음식)(?:몸|가슴|엉덩이|허벅지|속옷)(?:을|를)?)"
_OF_THE_BODY: Final = (
    r"(?:자꾸|막|계속|맨날|매일|밤에|몰래|어제|오늘|또|나를|날|저를|절|나|내|제|여기저기|"
    r"(?:몸|가슴|엉덩이|허벅지|다리|거기|속옷|옷속)(?:을|를)?)"
)
_TOUCHED: Final = r"(?:만(?:져(?!봐|보|줘|주|도)|졌|지(?!마))|더듬)"
_ALL_OF_IT: Final = r"(?:아무것도|밥을?|밥도|한끼도|하나도|제대로|계속|쭉|지금까지|내내|거의|음식을?|물밖에|나|저)"
_FOR_DAYS: Final = r"(?:가|도|벌써|한|거의|이제)*(?:하루|이틀|사흘|나흘|며칠|몇일|삼일|사일|[2-9]일|일주일)"

_LIFE: Final = re.compile(
    r"죽고(?:만)?(?:싶|시퍼|십|파)|(?<!골)자살(?!골|각)|자해|살기(?:가)?(?:너무|진짜|정말)?싫|살고(?:싶지않|싶지가않|십지않)|"
    r"그만살고싶|죽어버리고|죽어버릴|죽는게(?:더)?(?:나|낫|좋)|죽을래(?!요?맛)|죽을생각|죽을방법|죽으려고|"
    r"(?:세상에서|그냥|다|영원히|이대로|나)(?:없어|사라)지고싶|^(?:없어|사라)지고싶|"
    r"손목(?:을)?(?:그었|긋고|그을|긋는)|뛰어내리고?싶|뛰어내릴|옥상에서뛰|목(?:을)?(?:매달|맬|매고)|유서|"
    r"태어나지말|살아서뭐|살이유가?없|살아야할이유|(?:인생|삶|목숨)(?:을|그만)?끝내|"
    r"죽어야(?:지|겠|돼|되|하나|할까)|죽을까(?!봐)|목숨(?:을|도|줄을?)?(?:스스로)?끊|스스로목숨|극단적(?:인)?선택|"
    r"(?<!호박)(?<!전복)죽으면(?:다|좀|더|그냥|나는|나도|진짜)?(?:편|끝|좋|낫|나을|어떨|그만|괜찮|해결|되겠|되지|될까|안아)|"
    r"(?:^|그냥|이대로|차라리|(?<!누)(?<!하)나)"
    r"(?:나|나도|난|나만|내가|제가|저만|진짜|정말|확|이제|그냥|영원히|이?세상에서)*(?:없어졌|사라졌)으면(?:좋|한|해|싶)|"
    r"(?:더이상|더는|이제|이제는|이렇게는|이대로는?|힘들어서?|괴로워서?|외로워서?|무서워서?)"
    r"(?:은|도|진짜|정말|너무|나|나는|난)*못살(?:겠|아|것|거)|^(?:나|나는|난|저|저는|진짜|정말|아|하)*못살겠(?:어|어요|다|습니다)$"
)
_VIOLENCE: Final = re.compile(
    rf"{_PERSON}{_TO_ME}[가-힣0-9]{{0,8}}?(?:맞았(?!다는|나요?$)|맞고(?:있|살|왔)|맞아서(?:아|멍|울|피|무)|맞는(?:중|다)|두들겨|패요|팼|패고)|"
    rf"{_PERSON}{_TO_ME}[가-힣0-9]{{0,8}}?때(?:려(?!치|넣|먹)|렸|리|릴|린)|"
    rf"^{_SAID_FIRST}*맞았(?:어|어요|다|음|습니다)?$|^{_SAID_FIRST}*맞고(?:집에)?(?:왔|들어왔|돌아왔|나왔|도망)|"
    r"두들겨(?:맞|패|팼)|얻어(?:맞|터)(?!은(?:것|거|듯|기분|느낌))|때릴까봐(?:너무)?(?:무서|겁)|"
    rf"{_PERSON}{_TO_ME}{_OF_THE_BODY}*{_TOUCHED}|{_BODY}(?:자꾸|막|계속|몰래|또)*{_TOUCHED}|옷을?벗(?:으래|으라|겼|기려)|"
    r"(?:나를|날|저를|절)(?:자꾸|막|계속|맨날|매일)?때(?:려(?!치|넣)|렸|리)|집에서(?:자꾸|맨날|매일|계속)?(?:맞아|때려)|"
    r"가정폭력|학교폭력|학폭|폭행(?:당|을당)|학대(?:당|를당|받|해)|성폭행|성추행|강간|몰카(?:당|찍)|"
    r"(?:왕따|따돌림|괴롭힘)(?:을|를)?당|(?:애들|친구들?|선배)이?(?:자꾸|계속|맨날|매일)?(?:괴롭|왕따|따돌)|"
    r"집에(?:가기|들어가기)(?:가)?무서|맞을까봐무서"
)
_NO_HOME: Final = re.compile(
    r"집(?:을|에서)?(?:나왔|나온|나와|쫓겨)(?:(?!먹)[가-힣]){0,8}?(?:갈|잘|지낼)(?:데|곳)(?:가|이|도)?없(?!나|을까|니)|집에서쫓겨|"
    r"가출(?:했|하고|한|중)|(?<!더)(?:잘|지낼)(?:데|곳)(?:가|이|도)?없(?!나|을까|니)"
)
_ALSO_HUNGRY: Final = re.compile(r"배고|배가고|굶|밥|먹")
_HUNGER: Final = re.compile(
    r"쓰러질(?:것|거|꺼|듯|지경)|쓰러지겠|쓰러졌|기절할(?:것|거|꺼|듯)|"
    r"(?:며칠|몇일|이틀|사흘|나흘|삼일|사일|[2-9]일|일주일)(?:째|동안|간|을|내내)?[가-힣0-9]{0,8}?(?:굶|못먹|(?<!동)안먹|못먹었|먹은게없)|"
    rf"{_PERSON}{_TO_ME}[가-힣]{{0,4}}?밥(?:을|도)?안(?:줘(?!도)|줬|주[고는세])|"
    rf"(?:어제|그제|그저께|엊그제|그끄저께|지난주|주말|[월화수목금토일]요일)(?:아침|점심|저녁|낮|밤)?부터{_ALL_OF_IT}*"
    r"(?:굶|못먹|(?<!동)안먹었|먹은게없)|"
    rf"(?:^|아무것도|밥|밥을|밥도|한끼도|뭘|음식을?){_ALL_OF_IT}*(?:못|안)먹은지{_FOR_DAYS}|굶은지{_FOR_DAYS}|"
    r"굶어죽|배고파서?(?:어지러|눈앞이|손이떨|못걷|못움직|아파)|굶어서(?:어지러|아파|힘이없)"
)
_FIGURE_OF_SPEECH: Final = re.compile(
    r"(?:맛있|웃|우스|웃겨|졸|피곤|더워|더운|추워|예뻐|이뻐|귀여|심심|좋아|행복|부러|궁금|매워|매운|신나|재밌|재미)[가-힣]{0,4}?"
    r"(?:죽|쓰러|기절)[가-힣]*"
)
_INNOCENT_BLOWS: Final = re.compile(
    r"(?:입맛|입|취향|맛|간|양|딱|시간|정답|답|비|눈|주사|예방|백신|접종|침|링거|수액|독감|점|바람|퇴짜|도장|벌|알림|장단|잘|다)(?:에|을|를|이|은|도)?"
    r"(?:딱|잘|너무|안|다|많이|흠뻑)*맞(?:았|고|아|는|을)[가-힣]*|멍때리?[가-힣]*|때려(?:치|넣|먹)[가-힣]*"
)


def heard(text: str) -> Need | None:
    """What need a typed message tells of, the gravest first; None: of none."""
    plain = _NOT_LETTERS.sub("", unicodedata.normalize("NFC", text).lower())
    plain = _STRETCHED.sub(r"\1\1", plain)
    literal = _FIGURE_OF_SPEECH.sub(" ", plain)
    if _LIFE.search(plain):
        return "life"
    if _VIOLENCE.search(_INNOCENT_BLOWS.sub(" ", plain)):
        return "violence"
    if _NO_HOME.search(plain):  # who is hungry as well is shown food too, as the other answer does not
        return "hunger" if _ALSO_HUNGRY.search(plain) else "violence"
    return "hunger" if _HUNGER.search(literal) else None
