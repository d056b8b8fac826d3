"""The normaliser: what it mends, what it leaves, and the way back to the raw text."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.normaliser import Span, normalise
from components.normaliser.component import NORMALISED, NormaliserComponent, normalised_text
from tests.components.noisy_text import anything, chat, hostile


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (unicodedata.normalize("NFD", "떡볶이"), "떡볶이"),
        ("<b>치킨</b> 먹을래<br>지금", "치킨 먹을래 지금"),
        ("치킨<script>alert(1)</script>", "치킨"),
        ("a<\u200bb>x", "ax"),
        ("＜b＞치킨", "치킨"),
        ("\u202e치\u200b킨\ufeff", "치킨"),
        ("치킨\x00\x07 ㄱㄱ", "치킨 ㄱㄱ"),
        ("５천원　이하", "5천원 이하"),
        ("①번", "1번"),
        ("1️⃣번", "1번"),
        ("😋 👨\u200d👩\u200d👧", "😋 👨\u200d👩\u200d👧"),
        ("ㅋㅋㅋㅋㅋ", "ㅋㅋ"),
        ("배고파ㅠㅠㅜㅜㅠ", "배고파ㅠㅠ"),
        ("좋아아아아", "좋아"),
        ("5000000원", "5000000원"),
        ("★★★★", "★★★★"),
        ("cncjs", "추천"),
        ("rhksdkr 근처", "관악 근처"),
        ("EjrqhRdl", "떡볶이"),
        ("qorhvkzz", "배고파ㅋㅋ"),
        ("ㅓㅇ북", "성북"),
        ("ㅊㅜㅊㅓㄴ", "추천"),
        ("머ㄱ어", "먹어"),
        ("맛있ㅓ", "맛있어"),
        ("조아", "좋아"),
        ("머거", "먹어"),
        ("오처넌", "오천원"),
        ("업서", "없어"),
        ("오늘저녁뭐먹지추천해줘", "오늘 저녁 뭐먹지 추천해줘"),
        ("  점심   뭐\n먹지  ", "점심 뭐 먹지"),
    ],
)
def test_noise_is_mended(raw: str, text: str) -> None:
    assert normalise(raw).text == text


@pytest.mark.parametrize(
    "text",
    [
        "menu please",
        "pizza",
        "tofu",
        "KFC 갈래",
        "CU",
        "GS25",
        "bts 노래",
        "hello world",
        "마니아",
        "나머지 주세요",
        "드시러 가요",
        "직업을 찾아",
        "할머니 주머니",
        "ㄱㅅ",
        "ㅇㅇㅠ",
        "ㅁㄴㅇㄹ",
        "영업 몇 시까지",
        "싸구려",
        "역시포장",
        "둘이서요",
    ],
)
def test_what_is_right_stays(text: str) -> None:
    assert normalise(text).text == text


@pytest.mark.parametrize(
    "raw", ["시발", "아 시발 배고파", "시@발", "ㅅㅂ", "개새끼야", "tlqkf", "존나 맛있어", "이 새끼"]
)
def test_profanity_is_masked_and_its_raw_place_told(raw: str) -> None:
    found = normalise(raw)

    assert "*" in found.text
    assert len(found.profanity) == 1
    start, end = found.profanity[0]
    assert raw[start:end].strip()
    assert found.raw == raw


@pytest.mark.parametrize(
    "text",
    [
        "시발점",
        "개나리 폈다",
        "십팔만원",
        "새끼손가락",
        "다시발송해줘",
        "혹시발견하면",
        "새끼 고양이",
        "병신년",
        "18살",
        "몇 시 발산역",
        "시바견",
        "즉시발급",
    ],
)
def test_innocent_words_are_spared(text: str) -> None:
    found = normalise(text)

    assert found.profanity == ()
    assert "*" not in found.text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("안녕", "ko"),
        ("ㅇㅇ", "ko"),
        ("5000", "ko"),
        ("👍", "ko"),
        ("", "ko"),
        ("KFC 갈래", "ko"),
        ("where is it", "en"),
        ("こんにちは", "other"),
    ],
)
def test_the_language_is_that_of_most_letters(text: str, language: str) -> None:
    assert normalise(text).language == language


def test_emoji_and_emoticons_carry_feelings() -> None:
    assert normalise("치킨 😋😋 근데 문 닫음 😭 :(").feelings == ("positive", "disappointed")
    assert normalise("🍕").feelings == ()


def test_a_mended_word_leads_back_to_what_was_typed() -> None:
    raw = "오늘 cncjs 좀 ㅋㅋㅋㅋㅋ 오처넌"
    found = normalise(raw)

    start = found.text.index("추천")
    assert raw[slice(*found.raw_span(start, start + 2))] == "cncjs"
    start = found.text.index("오천원")
    assert raw[slice(*found.raw_span(start, start + 3))] == "오처넌"


def test_an_empty_range_has_no_span() -> None:
    with pytest.raises(ValueError, match="no range"):
        normalise("치킨").raw_span(1, 1)


def _check(raw: str) -> None:
    found = normalise(raw)
    assert found.raw == raw
    assert len(found.offsets) == len(found.text)
    assert all(0 <= start <= end <= len(raw) for start, end in found.offsets)
    assert list(found.offsets) == sorted(found.offsets)
    assert [span.end for span in found.offsets] == sorted(span.end for span in found.offsets)
    assert unicodedata.is_normalized("NFC", found.text)
    assert not re.search(r"<[A-Za-z/!]|[\x00-\x1f\x7f\u200b\u202a-\u202e\ud800-\udfff]", found.text)
    assert found.text == found.text.strip()
    assert "  " not in found.text
    for start, end in found.profanity:
        assert 0 <= start < end <= len(raw)
    found.text.encode()


@settings(deadline=None, max_examples=250)
@given(anything | chat)
def test_any_text_is_normalised_to_one_clean_line_with_offsets(raw: str) -> None:
    _check(raw)


@pytest.mark.parametrize("raw", hostile, ids=lambda text: repr(text[:8]))
def test_hostile_text_is_normalised(raw: str) -> None:
    _check(raw)


def test_plain_text_maps_letter_by_letter() -> None:
    found = normalise("오늘 점심 뭐 먹지")

    assert found.text == found.raw
    assert found.offsets == tuple(Span(i, i + 1) for i in range(len(found.raw)))


def test_the_component_leaves_the_text_raw_in_messages_and_training_data() -> None:
    message, example = Message({TEXT: "조아 ㅋㅋㅋㅋ"}), Message({TEXT: "머거"})
    component = NormaliserComponent()

    component.process([message])
    component.process_training_data(TrainingData([example]))

    assert message.get(TEXT) == "조아 ㅋㅋㅋㅋ"
    assert message.get(NORMALISED).text == "좋아 ㅋㅋ"
    assert normalised_text(example) is example.get(NORMALISED)
    assert isinstance(message.fingerprint(), str)
