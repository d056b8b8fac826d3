"""Particles, figures, and replies that stay short whatever the row holds."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.answer import payload
from actions.wording.figures import ago, clock, day_and_clock, metres, minute_clock, short, won
from actions.wording.josa import with_particle
from actions.wording.slate import MOST_CHARACTERS, Told, slate_text
from actions.wording.texts import Voice, read_texts
from catalog.hours import SEOUL
from recommender import Item, Menu, Request, Slate

AT = dt.datetime(2026, 11, 24, 12, 10, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("word", "particle", "expected"),
    [
        ("김밥", "을", "김밥을"),
        ("떡볶이", "을", "떡볶이를"),
        ("신림역", "으로", "신림역으로"),
        ("서울", "으로", "서울로"),
        ("효자동", "이", "효자동이"),
        ("BBQ", "은", "BBQ는"),
        ("BHC", "을", "BHC를"),
        ("KFM", "이", "KFM이"),
        ("GS25", "은", "GS25는"),
        ("한솥(신림점)", "으로", "한솥(신림점)으로"),
        ("맛있는 집!", "은", "맛있는 집!은"),
        ("도시락/죽", "을", "도시락/죽을"),
        ("없는집", "이라는", "없는집이라는"),
        ("가게", "이라는", "가게라는"),
    ],
)
def test_particles_follow_the_last_sound(word: str, particle: str, expected: str) -> None:
    assert with_particle(word, particle) == expected


@given(st.text(max_size=30), st.sampled_from(["이", "을", "은", "으로", "과", "이라는", "이에요"]))
def test_any_word_takes_a_particle(word: str, particle: str) -> None:
    assert with_particle(word, particle).startswith(word)


@pytest.mark.parametrize(
    ("minute", "expected"),
    [
        (0, "밤 12시"),
        (60, "새벽 1시"),
        (630, "오전 10시 30분"),
        (720, "낮 12시"),
        (870, "오후 2시 30분"),
        (1140, "저녁 7시"),
        (1290, "밤 9시 30분"),
        (1440, "밤 12시"),
        (1500, "새벽 1시"),
    ],
)
def test_the_clock_is_read_as_people_read_it(minute: int, expected: str) -> None:
    assert minute_clock(minute) == expected


def test_figures() -> None:
    assert won(12_000) == "12,000원"
    assert [metres(300), metres(1200), metres(2000)] == ["300m", "1.2km", "2km"]
    assert short("가나다라마", 3) == "가나…"
    assert clock(AT) == "낮 12시 10분"
    assert day_and_clock(AT + dt.timedelta(days=1), AT) == "내일 낮 12시 10분"
    assert day_and_clock(AT + dt.timedelta(hours=12, minutes=20), AT) == "밤 12시 30분", "tonight, not tomorrow night"
    assert day_and_clock(AT + dt.timedelta(hours=36, minutes=20), AT) == "내일 밤 12시 30분"
    assert day_and_clock(AT + dt.timedelta(days=2), AT) == "목요일 낮 12시 10분"
    minutes = [dt.timedelta(minutes=amount) for amount in (0, 5, 185, 3000)]
    assert [ago(AT - amount, AT) for amount in minutes] == ["방금", "5분 전", "3시간 전", "2일 전"]


def test_a_payload_is_what_rasa_reads() -> None:
    assert payload("more_options") == "/more_options"
    assert payload("inform", relax="radius") == '/inform{"relax":"radius"}'


names = st.text(st.sampled_from("가나다맛집 김밥천국BBQ(본점)"), min_size=1, max_size=200)
items = st.builds(
    Item,
    shop_id=st.integers(1, 9),
    name=names,
    category=st.just("한식"),
    menu=st.builds(
        Menu,
        menu_id=st.just(1),
        name=names,
        price=st.integers(100, 99_000),
        final_price=st.integers(100, 99_000),
        allergens=st.none(),
    ),
    distance_m=st.integers(1, 2000),
    walk_min=st.integers(1, 25),
    open=st.sampled_from([True, False, None]),
    closes_at=st.none() | st.just(AT + dt.timedelta(hours=3)) | st.just(AT + dt.timedelta(minutes=9)),
    card=st.sampled_from("YPU"),
    score=st.just(0.5),
    reasons=st.just(()),
    opens_at=st.none() | st.just(AT + dt.timedelta(hours=20)),
)


@given(
    items=st.lists(items, min_size=1, max_size=5),
    relaxed=st.frozensets(st.sampled_from(["radius", "budget", "card", "open", "spendable", "dishes", "tastes"])),
    diet=st.frozensets(st.sampled_from(["peanut", "vegan", "spicy", "pork", "egg"])),
    dishes=st.lists(names, max_size=3).map(tuple),
    place=st.none() | names.map(lambda name: name[:20]),
)
def test_no_slate_is_told_in_more_than_five_hundred_characters(
    items: list[Item], relaxed: frozenset[str], diet: frozenset[str], dishes: tuple[str, ...], place: str | None
) -> None:
    request = Request(
        None, 37.5, 127.0, AT, 1000, 9000, spendable=3000, diet=diet, dishes=dishes, not_dishes=dishes, relaxed=relaxed
    )
    text = slate_text(Slate("id", request, tuple(items), 9, "rule-1"), Told(place=place, is_low=True, now=AT))
    assert len(text) <= MOST_CHARACTERS
    assert text.count("!") <= 1
    for rank in range(1, len(items) + 1):
        assert f"\n{rank}. " in text


def line(**changes: object) -> str:
    item = Item(1, "가게", "한식", Menu(1, "국밥", 7000, 7000, None), 300, 4, True, None, "Y", 0.5, ())
    request = Request(None, 37.5, 127.0, AT, 1000)
    changed = Item(**{**item.__dict__, **changes})
    return slate_text(Slate("id", request, (changed,), 1, "rule-1"), Told()).splitlines()[1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "지금 열었어요"),
        ({"open": None}, "영업시간 확인 필요"),
        ({"closes_at": AT + dt.timedelta(hours=9)}, "밤 9시 10분까지"),
        ({"closes_at": AT + dt.timedelta(minutes=20)}, "곧 닫아요(낮 12시 30분)"),
        ({"pause": (AT + dt.timedelta(minutes=20), AT + dt.timedelta(hours=2))}, "곧 쉬는 시간(낮 12시 30분부터)"),
        ({"open": False, "opens_at": AT + dt.timedelta(hours=5)}, "지금은 닫음(오후 5시 10분 열어요)"),
        ({"card": "P"}, "급식카드 일부만 가능"),
        ({"card": "U"}, "급식카드 확인 필요"),
    ],
)
def test_a_line_says_what_the_row_says(changes: dict[str, object], words: str) -> None:
    assert words in line(**changes)


def test_a_sentence_is_known_again_in_any_of_its_wordings() -> None:
    variants = read_texts().sentences["chosen"].variants("web")
    assert len(variants) > 1
    for variant in variants:
        assert Voice(lately=variant.replace("{shop:으로}", "밥집으로")).has_said("chosen")
    assert not Voice(lately="좋아요, 다른 곳을 볼까요?").has_said("chosen")
    assert not Voice().has_said("chosen")
