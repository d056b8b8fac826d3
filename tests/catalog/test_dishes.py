"""The dictionary of dishes, and what menus write."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.dishes import Dishes, get_dishes
from catalog.errors import DictionaryError
from catalog.morphemes import tokenise


@pytest.mark.parametrize(
    ("menu", "dish"),
    [
        ("짜장면", "짜장면"),
        ("자장면", "짜장면"),
        ("김치찌개(2인분)", "김치찌개"),
        ("생삼겹살(200g)", "삼겹살"),
        ("동치미 막국수", "동치미막국수"),
        ("손두부전골", "두부전골"),
        ("꼬마김밥(8줄)", "꼬마김밥"),
        ("아구찜(소)", "아귀찜"),
        ("커트", None),
        ("특실(1인)", None),
        ("", None),
        ("(200g)", None),
    ],
)
def test_a_menu_is_the_dish_it_ends_in(menu: str, dish: str | None) -> None:
    found = get_dishes().find(menu)
    assert (found.name if found else None) == dish


def test_every_dish_is_found_by_its_own_name() -> None:
    dishes = get_dishes()
    assert len(dishes) > 500
    assert [name for name in dishes if dishes.exact(name) is not dishes[name]] == []


@pytest.mark.parametrize(
    "line",
    [
        "떡볶이,분식,,,,,,3000",
        "떡볶이,없는것,,,,,,3000,5000",
        "떡볶이,분식,,,,,,5000,3000",
        ",분식,,,,,,1,2",
        "a,분식,,,,,,x,2",
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "dishes.csv"
    header = "dish,category,tastes,allergens,synonyms,misspellings,meal_times,price_low,price_high"
    path.write_text(f"{header}\n{line}\n", encoding="utf-8")
    with pytest.raises(DictionaryError, match="line 2"):
        Dishes.read(path)


def test_a_missing_dictionary_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(DictionaryError, match=r"none\.csv: No such file"):
        Dishes.read(tmp_path / "none.csv")


def test_a_text_and_a_query_are_cut_alike() -> None:
    assert tokenise("마라탕") == "마라 탕"
    assert set(tokenise("마라탕").split()) <= set(tokenise("행복한 마라탕!").split())
    assert tokenise("GS25 (신림)") == "gs 25 신림"
    assert tokenise("\x00 ★ …") == ""
