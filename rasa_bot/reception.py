"""What channels need of their worker process, in one place; made when the worker has its model and stores."""

from __future__ import annotations

import dataclasses

from rasa_bot.agent import NaviyamAgent
from rasa_bot.incoming import Desk
from rasa_bot.tokens import Tokens
from rasa_bot.tracker_store import PostgresTrackerStore
from rasa_bot.turns import Turns
from rasa_bot.visitors import Visitors
from settings import Settings

__all__ = ["Reception"]


@dataclasses.dataclass(frozen=True)
class Reception:
    """Lies at ``app.ctx.reception`` of a worker that serves."""

    settings: Settings
    store: PostgresTrackerStore
    visitors: Visitors
    tokens: Tokens
    desk: Desk
    turns: Turns

    @classmethod
    def of(cls, agent: NaviyamAgent, settings: Settings, tokens: Tokens) -> Reception:
        """For this agent, whose model is loaded."""
        store: PostgresTrackerStore = agent.tracker_store
        return cls(
            settings=settings,
            store=store,
            visitors=Visitors(store),
            tokens=tokens,
            desk=Desk(agent.domain, max_chars=settings.rasa.max_message_chars),
            turns=Turns(agent, settings),
        )
