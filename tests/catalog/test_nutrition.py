"""What a dish usually contains: a serving's nutrients of the very dish, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from catalog import nutrition
from catalog.dishes import get_dishes
from catalog.errors import UnknownLayout
from storage.postgres import Pool
from tests.catalog.conftest import Rows, WriteCsv

HEADER = [
    "식품명",
    "식품기원명",
    "영양성분함량기준량",
    "에너지(kcal)",
    "단백질(g)",
    "지방(g)",
    "탄수화물(g)",
    "당류(g)",
    "나트륨(mg)",
    "식품중량",
    "출처명",
    "데이터기준일자",
]
OUT, HOME, SCHOOL = "외식(분석함량)", "가정식(분석 함량)", "초등학교급식(재료량 기반 산출 함량)"


def line(name: str, origin: str = OUT, *, kcal: str = "142", weight: str = "400g", per: str = "100g") -> list[str]:
    return [name, origin, per, kcal, "4.47", "3", "25", "3.04", "317", weight, "식품의약품안전처", "2023-12-27"]


@pytest.fixture
def dishes_in(write_csv: WriteCsv) -> Any:
    """``dishes_in(line(…), …)``: what is read from a file of these lines."""

    def read(*lines: Sequence[str]) -> dict[str, Any]:
        return dict(nutrition.read(write_csv("dishes.csv", HEADER, *lines), get_dishes()).dishes)

    return read


def test_a_serving_is_the_value_times_its_weight(dishes_in: Any) -> None:
    assert dishes_in(line("비빔밥")) == {
        "비빔밥": {
            "kcal": 568.0,
            "protein_g": 17.9,
            "fat_g": 12.0,
            "carbohydrate_g": 100.0,
            "sugar_g": 12.2,
            "sodium_mg": 1268.0,
            "serving_g": 400.0,
            "source": "식품의약품안전처",
            "as_of": "2023-12-27",
            "basis": "dish",
        }
    }


def test_a_variant_is_the_dish_of_that_name_and_never_its_base(dishes_in: Any) -> None:
    assert set(dishes_in(line("비빔밥_돌솥"))) == {"돌솥비빔밥"}
    assert dishes_in(line("라면_국물")) == {}


@pytest.mark.parametrize(
    "left_out",
    [
        line("비빔밥", weight="100g"),
        line("비빔밥", weight=""),
        line("비빔밥", weight="5000g"),
        line("비빔밥", per="1인분"),
        line("비빔밥", kcal=""),
        line("비빔밥", kcal="900"),
        line("비빔밥", SCHOOL),
        line("우주식량"),
    ],
)
def test_what_is_no_serving_of_a_dish_we_know_is_left_out(dishes_in: Any, left_out: list[str]) -> None:
    assert dishes_in(left_out) == {}


def test_what_restaurants_serve_goes_before_what_homes_do(dishes_in: Any) -> None:
    for lines in (
        [line("비빔밥", HOME, kcal="100"), line("비빔밥")],
        [line("비빔밥"), line("비빔밥", HOME, kcal="100")],
    ):
        assert dishes_in(*lines)["비빔밥"]["kcal"] == 568.0


def test_another_list_is_refused(write_csv: WriteCsv) -> None:
    with pytest.raises(UnknownLayout, match="식품명"):
        nutrition.read(write_csv("shops.csv", ["가맹점명", "주소"], ["가게", "서울"]), get_dishes())


async def test_menus_of_the_dish_get_it_once_and_a_menus_own_figures_stay(
    catalogue: Pool, rows: Rows, write_csv: WriteCsv
) -> None:
    (shop,) = await rows(
        "INSERT INTO shops (source_key, name, category) VALUES ('k', '가게', '한식') RETURNING shop_id"
    )
    own = {"kcal": 700, "basis": "menu"}
    for name, dish, known in (("비빔밥", "비빔밥", None), ("특비빔밥", "비빔밥", own), ("국밥", "국밥", None)):
        await rows(
            "INSERT INTO menus (shop_id, name, price, dish, nutrition) VALUES (%s, %s, 7000, %s, %s) RETURNING 1",
            *(shop["shop_id"], name, dish, None if known is None else Jsonb(known)),
        )
    file = nutrition.read(write_csv("dishes.csv", HEADER, line("비빔밥")), get_dishes())
    assert await nutrition.write(catalogue, file) == 1
    assert await nutrition.write(catalogue, file) == 0
    found = {row["name"]: row["nutrition"] for row in await rows("SELECT name, nutrition FROM menus")}
    assert (found["비빔밥"]["kcal"], found["특비빔밥"], found["국밥"]) == (568.0, own, None)


def test_the_published_list_knows_a_good_part_of_our_dishes(real_data: Path) -> None:
    file = nutrition.read(real_data / "nutrition" / "dishes_20231227.csv", get_dishes())
    assert file.rows == 1617
    assert len(file.dishes) > 200
    assert all(30 <= one["serving_g"] <= 1500 and one["serving_g"] != 100 for one in file.dishes.values())
    assert all(0 < one["kcal"] <= 3000 and one.get("sodium_mg", 0) < 10_000 for one in file.dishes.values())
