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
from actions.greet import Greet
from actions.hours import ShopHours
from actions.inform import Inform
from actions.location import ShopLocation
from actions.menu import Menu
from actions.more_options import MoreOptions
from actions.recommend import Recommend
from actions.report_problem import ReportProblem
from actions.routing import read_rules
from actions.say import Say
from actions.select import Select
from actions.set_preference import SetPreference
from actions.small_talk import Chitchat, Unsupported
from actions.yes_no import Affirm, Deny

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
    Greet,
    Say,
    Affirm,
    Deny,
    SetPreference,
)


def executor(resources: Resources) -> ActionExecutor:
    """rasa-sdk's executor with all actions; a new action is one line above."""
    made = ActionExecutor()
    resources.router.follow(read_rules())
    for action in ACTIONS:
        one = action(resources)
        made.register_action(one)
        resources.router.register(one.name(), one.answer)
    return made
