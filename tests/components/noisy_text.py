"""Text of every kind a chat may bring, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

_KOREAN = "오늘 점심 떡볶이 5천원 이하 ㅋㅋㅋ ㅠㅠ ㅓㅇ북 cncjs 오처넌 시발 시@발 뷁 둘이서 만원 천 ㄱ ㅏ ~ ,"
_OTHERS = "こんにちは привет مرحبا <b> </b> <script> &lt; &amp; ｆｕｌｌ ① ㎞ 😀 1️⃣"
_PHRASES = ["두 번째", "걸어서 5분", "매운 거 못 먹어", "별 다섯개"]
_INVISIBLE = ["\u202e", "\u200b", "\ufeff", "  ", "\n", "\t", "\x00", "e\u0301", "\U0001f469\u200d\U0001f373"]
_FRAGMENTS = st.sampled_from([*_KOREAN.split(), *_OTHERS.split(), *_PHRASES, *_INVISIBLE])

anything = st.text(alphabet=st.characters(), max_size=500)
"""Any 500 characters, lone surrogates and unassigned ones included."""

chat = st.lists(st.one_of(_FRAGMENTS, st.text(max_size=6)), max_size=40).map("".join).map(lambda text: text[:500])
"""Pieces of chat, markup and mixed scripts run together."""

hostile = [
    "",
    " ",
    " \t\n\u3000" * 100,
    "ㅏ" * 500,
    "ㄱㅏ" * 250,
    "\u1100" * 500,
    "\u202e\u200f" * 250,
    "😀" * 200,
    "👩‍👩‍👧‍👦" * 60,
    "가\u0301" * 250,
    "떡볶이 пицца 寿司 pizza بيتزا " * 18,
    "<" * 500,
    "&#0;" * 125,
    "1" * 500,
    "만" * 500,
    "천만백십" * 125,
    "r" * 500,
    "rk" * 250,
    "시1" * 250,
    "\ud800\udfff" * 250,
    "5~" * 250,
    "걸어서 " * 125,
    "5천원에서 " * 83,
    "내일 만 " * 100,
    "010-" * 125,
    "1234 " * 100,
    "그럼 음 " * 100,
    "걸어서 5~" * 80,
    "땅콩이랑 " * 100,
]
"""Worst cases by length: 500 characters of one trouble each."""
