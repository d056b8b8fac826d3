"""Every action of ``domain.yml``, made with its resources."""

from __future__ import annotations

from rasa_sdk.executor import ActionExecutor

from actions.balance import Balance
from actions.base import NaviyamAction, Resources
from actions.card_acceptance import CardAcceptance
from actions.charge import Charge
from actions.clarify import Clarify
from actions.coupons import Coupons
from actions.data_request import DataRequest
from actions.emergency import Emergency
from actions.feedback import Feedback
from actions.hours import ShopHours
from actions.inform import Inform
from actions.location import ShopLocation
from actions.menu import Menu
from actions.more_options import MoreOptions
from actions.recommend import Recommend
from actions.report_problem import ReportProblem
from actions.select import Select
from actions.small_talk import Chitchat, Unsupported

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
    Menu,
    Coupons,
    Charge,
    Emergency,
    Feedback,
    ReportProblem,
    DataRequest,
    Unsupported,
    Chitchat,
)


def executor(resources: Resources) -> ActionExecutor:
    """rasa-sdk's executor with all actions; a new action is one line above."""
    made = ActionExecutor()
    for action in ACTIONS:
        made.register_action(action(resources))
    return made
