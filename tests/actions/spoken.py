"""A sentence with the entities that the rules of the NLU find in it, and the foods that it names."""

from __future__ import annotations

from catalog.categories import CATEGORIES
from components.rules import extract_all
from tests.actions.conversation import Conversation, Reply, entity

__all__ = ["speak"]

_DISHES = ("떡볶이", "김밥", "국밥")


async def speak(talk: Conversation, intent: str, text: str) -> Reply:
    """Say ``text``, understood as ``intent``."""
    found = [
        entity(one.entity, one.value, role=one.role, surface=text[one.start : one.end]) for one in extract_all(text)
    ]
    found += [entity("food_category", food, surface=food) for food in CATEGORIES if food in text]
    found += [entity("dish", food, surface=food) for food in _DISHES if food in text]
    return await talk.say(intent, text, *found)
