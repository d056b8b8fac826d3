"""What the model server counts and measures."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

from telemetry.metrics import LATENCY_BUCKETS_S

__all__ = [
    "BATCH_CAP",
    "BATCH_ROWS",
    "BATCH_SECONDS",
    "CACHE",
    "PADDING",
    "PREDICTIONS",
    "QUEUE",
    "READY",
    "REQUESTS",
    "REQUEST_SECONDS",
    "SWITCHES",
    "TOKENS",
    "UNSERVED",
]

REQUESTS = Counter("naviyam_serving_requests_total", "Requests by route and how they ended.", ["route", "outcome"])
REQUEST_SECONDS = Histogram(
    "naviyam_serving_request_seconds",
    "From reading a request to its answer.",
    ["route"],
    buckets=LATENCY_BUCKETS_S,
)
BATCH_ROWS = Histogram(
    "naviyam_serving_batch_rows", "Rows computed at once.", ["model"], buckets=(1, 2, 4, 6, 8, 12, 16, 24, 32)
)
BATCH_SECONDS = Histogram("naviyam_serving_batch_seconds", "Computing one batch.", ["model"], buckets=LATENCY_BUCKETS_S)
TOKENS = Counter("naviyam_serving_tokens_total", "Tokens computed, without padding.", ["model"])
PADDING = Counter("naviyam_serving_padding_tokens_total", "Tokens computed in vain, to make rows as long.", ["model"])
QUEUE = Gauge("naviyam_serving_queue_rows", "Rows that wait.", ["model", "priority"])
BATCH_CAP = Gauge("naviyam_serving_batch_cap", "Most rows of a batch; lower after a lack of memory.", ["model"])
UNSERVED = Counter("naviyam_serving_unserved_rows_total", "Rows refused or dropped.", ["model", "reason"])
CACHE = Counter("naviyam_serving_cache_total", "Look-ups of answers already known.", ["model", "outcome"])
PREDICTIONS = Counter("naviyam_serving_predictions_total", "Rows answered.", ["arm", "model_version"])
SWITCHES = Counter("naviyam_serving_arm_switches_total", "Changes of the adapters that answer.", ["outcome"])
READY = Gauge("naviyam_serving_ready", "1 when the model answered its first request.", ["model"])
