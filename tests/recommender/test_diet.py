"""What a restriction rules out."""

from __future__ import annotations

import pytest

from recommender.diet import avoided


@pytest.mark.parametrize(
    ("diet", "allergens"),
    [
        ({"peanut"}, {"peanut"}),
        ({"shellfish"}, {"shellfish", "shrimp", "crab"}),
        ({"halal"}, {"pork"}),
        ({"vegan"}, {"pork", "beef", "chicken", "fish", "shrimp", "crab", "shellfish", "squid", "milk", "egg"}),
        ({"something new"}, {"something new"}),
    ],
)
def test_a_restriction_rules_out_all_it_stands_for(diet: set[str], allergens: set[str]) -> None:
    assert avoided(diet).allergens == allergens


def test_spicy_is_a_taste_and_needs_no_list_of_ingredients() -> None:
    found = avoided({"spicy"})
    assert found.tastes == {"spicy"}
    assert not found.needs_ingredients
