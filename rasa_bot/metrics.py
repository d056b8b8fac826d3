"""What the Rasa server counts and measures."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

from telemetry.metrics import LATENCY_BUCKETS_S

__all__ = [
    "ACTION_SECONDS",
    "AX_ANSWERS",
    "AX_BREAKER_OPEN",
    "AX_SECONDS",
    "EVENTS",
    "EVENTS_WAITING",
    "LOCKS",
    "LOCK_WAIT_SECONDS",
    "REFUSALS",
    "STORE_SECONDS",
    "TURNS",
    "TURN_SECONDS",
    "WEBSOCKETS",
]

TURNS = Counter("naviyam_turns_total", "Turns by how they ended.", ["channel", "outcome"])
TURN_SECONDS = Histogram("naviyam_turn_seconds", "From reception to reply.", ["channel"], buckets=LATENCY_BUCKETS_S)
REFUSALS = Counter("naviyam_refusals_total", "Messages and frames refused, by code.", ["channel", "code"])
ACTION_SECONDS = Histogram(
    "naviyam_action_call_seconds", "Calls of the action server.", ["outcome"], buckets=LATENCY_BUCKETS_S
)
STORE_SECONDS = Histogram(
    "naviyam_tracker_store_seconds", "Loading and appending of events.", ["operation"], buckets=LATENCY_BUCKETS_S
)
LOCK_WAIT_SECONDS = Histogram(
    "naviyam_lock_wait_seconds", "Waiting for the conversation's turn.", buckets=LATENCY_BUCKETS_S
)
LOCKS = Counter("naviyam_locks_total", "Locks taken, by who gave them.", ["giver"])
EVENTS = Counter("naviyam_turn_events_total", "Turns handed to the event bus.", ["outcome"])
EVENTS_WAITING = Gauge(
    "naviyam_turn_events_waiting", "Turns not confirmed by the event bus yet.", multiprocess_mode="livesum"
)
WEBSOCKETS = Gauge("naviyam_websockets", "Open web chats.", multiprocess_mode="livesum")
AX_ANSWERS = Counter("naviyam_ax_answers_total", "Questions to the model server by what came of them.", ["outcome"])
AX_SECONDS = Histogram("naviyam_ax_seconds", "Waiting for the model server.", buckets=LATENCY_BUCKETS_S)
AX_BREAKER_OPEN = Gauge(
    "naviyam_ax_breaker_open", "Workers that ask the model server no more for a while.", multiprocess_mode="livesum"
)
