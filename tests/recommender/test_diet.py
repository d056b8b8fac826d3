"""What a restriction rules out."""

from __future__ import annotations

import pytest

from catalog.dishes import get_dishes
from recommender.diet import avoided


@pytest.mark.parametrize(
    ("diet", "allergens"),
    [
        ({"peanut"}, {"peanut"}),
        ({"shellfish"}, {"shellfish", "shrimp", "crab"}),
        ({"halal"}, {"pork"}),
        (
            {"vegan"},
            {"pork", "beef", "chicken", "duck", "lamb", "fish", "shrimp", "crab", "shellfish", "squid", "milk", "egg"},
        ),
        ({"something new"}, {"something new"}),
    ],
)
def test_a_restriction_rules_out_all_it_stands_for(diet: set[str], allergens: set[str]) -> None:
    assert avoided(diet).allergens == allergens


def test_spicy_is_a_taste_and_needs_no_list_of_ingredients() -> None:
    found = avoided({"spicy"})
    assert found.tastes == {"spicy"}
    assert not found.needs_ingredients


@pytest.mark.parametrize(
    "dish", ["훈제오리", "오리로스", "북경오리", "양꼬치", "양갈비", "라그만", "삼겹살", "닭갈비", "곰탕", "회덮밥"]
)
def test_no_dish_of_an_animal_suits_a_vegetarian(dish: str) -> None:
    known = get_dishes().exact(dish)
    assert known is not None
    assert avoided({"vegetarian"}).allergens & set(known.allergens)
