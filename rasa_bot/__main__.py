"""``python -m rasa_bot``: the Rasa server, on as many worker processes as ``rasa.workers`` says.

The workers share one listening socket, so that whoever is idle takes the next connection. When one dies all end, and
the supervisor starts anew: better a second of pause than a server that quietly lost half its strength.
"""

from __future__ import annotations

import gc
import multiprocessing
import multiprocessing.connection
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from multiprocessing.context import ForkProcess
from types import FrameType

# Before anything imports TensorFlow (Rasa does): its greetings are no JSON lines.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Before NumPy is: a message is multiplied in less time than a second thread takes to wake, and there are other workers.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import structlog

from settings import ROOT, Settings, SettingsError, get_settings
from telemetry import logs, metrics

_BACKLOG = 1_024
_STOP_S = 4.5


def main() -> int:
    """Serve until told to end; returns the exit code."""
    settings = get_settings()
    logs.configure("rasa")
    metrics.share_between_workers(settings.var_dir / "metrics" / f"rasa-{settings.rasa.port}")
    sys.path.insert(0, str(ROOT))  # Rasa loads components by module path
    from rasa_bot import endpoints, training
    from rasa_bot.tokens import Tokens

    model = training.current_model(settings) or training.newest_model(settings)
    if model is None:
        raise SettingsError(f"there is no model in {settings.models_dir}: naviyam train")
    if model != training.current_model(settings):
        # Somebody edits data/ while a crashed server comes back: yesterday's model is better than silence.
        structlog.get_logger().warning("model_is_not_of_the_present_files", model=model.name)
    tokens = Tokens.load(settings)
    available = endpoints.check(ROOT / "endpoints.yml")
    channels = endpoints.input_channels(ROOT / "credentials.yml")

    bound = _bind(settings)
    from rasa_bot.server import make_app  # what it imports is then shared by the workers' memory

    def serve() -> None:
        app = make_app(settings, model, available, channels, tokens)
        app.run(sock=bound, backlog=_BACKLOG, access_log=False, debug=False, auto_reload=False)

    if settings.rasa.workers == 1:
        serve()
        return 0
    return _supervise(serve, settings.rasa.workers)


def _bind(settings: Settings) -> socket.socket:
    """The socket that the workers listen on; until the first does, connections are refused.

    Raises:
        SettingsError: the port is taken.
    """
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((settings.rasa.host, settings.rasa.port))
    except OSError as error:
        raise SettingsError(f"rasa.port {settings.rasa.port} cannot be used: {error.strerror}") from error
    return bound


def _supervise(serve: Callable[[], None], count: int) -> int:
    """Fork the workers and stay until they have ended: all of them, after SIGTERM or the first one's death."""
    fork = multiprocessing.get_context("fork")
    gc.freeze()  # what is loaded by now stays shared: the collector of a worker does not touch it
    workers = [fork.Process(target=serve, name=f"rasa-{number}") for number in range(count)]
    for worker in workers:
        worker.start()
    told_to_end = False

    def end(_: int, __: FrameType | None) -> None:
        nonlocal told_to_end
        told_to_end = True
        _end(workers)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    multiprocessing.connection.wait([worker.sentinel for worker in workers])
    if not told_to_end:
        structlog.get_logger().error("worker_died", exit_codes=[worker.exitcode for worker in workers])
        _end(workers)
    deadline = time.monotonic() + _STOP_S
    for worker in workers:
        worker.join(max(0.0, deadline - time.monotonic()))
        if worker.is_alive():
            worker.kill()
    return 0 if told_to_end else 1


def _end(workers: list[ForkProcess]) -> None:
    for worker in workers:
        if worker.is_alive():
            worker.terminate()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SettingsError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
