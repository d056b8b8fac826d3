"""What to eat: candidates → score → ranking → diversity → slate, and what could be relaxed when nothing is found.

For ``actions`` and ``batch``. The face of the room is what is imported below; beside it `recommender.selection` records
what was chosen and `recommender.lookup` finds the shop somebody means. Nothing here speaks to people: `actions.wording`
does.
"""

from recommender.pipeline import recommend
from recommender.relax import Relaxation, options
from recommender.request import LastChoice, Request, RequestError
from recommender.slate import Item, Menu, Slate, walk_minutes

__all__ = [
    "Item",
    "LastChoice",
    "Menu",
    "Relaxation",
    "Request",
    "RequestError",
    "Slate",
    "options",
    "recommend",
    "walk_minutes",
]
