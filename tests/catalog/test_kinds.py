"""Words that stand for several dishes."""

from __future__ import annotations

import pytest

from catalog import kinds
from catalog.kinds import kind_of, kind_said


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("찌개 먹고 싶어", "찌개"),
        ("면이 땡겨", "면"),
        ("오늘은 면으로", "면"),
        ("면 요리 있어?", "면"),
        ("고깃집 추천", "고기"),
        ("돼지고기 먹고 싶어", None),
        ("김치찌개 먹고 싶어", None),
        ("배고프면 어디 가", None),
        ("국물 있는 거", None),
        ("탕수육 먹을래", None),
        ("내가 찜해 둔 곳", None),
        ("", None),
    ],
)
def test_the_word_is_heard_where_it_stands_alone(text: str, word: str | None) -> None:
    found = kind_said(text)
    assert (found[0].word if found else None) == word


def test_menus_bear_some_of_the_words_and_some_are_far_apart() -> None:
    stew, noodles, meat = kind_of(("찌개",)), kind_said("면"), kind_said("고기")
    assert stew is not None
    assert noodles is not None
    assert meat is not None
    assert (stew.is_dish, stew.is_far_apart) == (True, False)
    assert (noodles[0].is_dish, noodles[0].is_far_apart) == (False, True)
    assert (meat[0].is_dish, meat[0].is_far_apart) == (False, False)
    assert kind_of(noodles[0].dishes) is noodles[0], "the button for any of them"
    assert kind_of(("짜장면",)) is None


@pytest.mark.parametrize(
    ("menu", "dish"),
    [("참치김치찌개", "김치찌개"), ("애호박찌개", "애호박찌개"), ("찌개", None), ("돈까스", None)],
)
def test_a_menu_is_a_dish_of_the_kind_or_none(menu: str, dish: str | None) -> None:
    stew = kind_of(("찌개",))
    assert stew is not None
    assert stew.dish_in(menu) == dish


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("찌개\t찌개", "wants"),
        ("찌개\t찌개\t김치찌개|없는찌개", "dishes.csv"),
        ("찌개\t찌개\t김치찌개", "stands for 1"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: object, line: str, problem: str) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "kinds.tsv"
    path.write_text(f"# head\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"kinds\.tsv:2: .*{problem}"):
        kinds._kinds.__wrapped__(path)
