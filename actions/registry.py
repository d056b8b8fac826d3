"""Every action of ``domain.yml``, made with its resources."""

from __future__ import annotations

from rasa_sdk.executor import ActionExecutor

from actions.balance import Balance
from actions.base import NaviyamAction, Resources
from actions.card_acceptance import CardAcceptance
from actions.clarify import Clarify
from actions.hours import ShopHours
from actions.inform import Inform
from actions.location import ShopLocation
from actions.more_options import MoreOptions
from actions.recommend import Recommend
from actions.select import Select

__all__ = ["ACTIONS", "executor"]

ACTIONS: tuple[type[NaviyamAction], ...] = (
    Recommend,
    MoreOptions,
    Select,
    Inform,
    Balance,
    ShopHours,
    ShopLocation,
    CardAcceptance,
    Clarify,
)


def executor(resources: Resources) -> ActionExecutor:
    """rasa-sdk's executor with all actions; a new action is one line above."""
    made = ActionExecutor()
    for action in ACTIONS:
        made.register_action(action(resources))
    return made
