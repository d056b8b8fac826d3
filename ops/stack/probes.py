"""Asks each server and process whether it is ready, over the protocol it really speaks."""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable

import psycopg

from ops.stack.errors import NotReady
from settings import Settings

__all__ = ["ports", "probe", "wait_until_ready"]

_TIMEOUT_S = 2.0


def ports(settings: Settings) -> dict[str, int]:
    """Procfile name → the port it listens on."""
    return {
        "postgres": settings.postgres.port,
        "redis": settings.redis.port,
        "rabbitmq": settings.rabbitmq.port,
        "actions": settings.actions.port,
        "worker": settings.worker.port,
        "serving": settings.serving.port,
        "rasa": settings.rasa.port,
    }


def probe(name: str, settings: Settings) -> str | None:
    """``None`` when ``name`` is ready, else a few words why not."""
    check = {"postgres": _postgres, "redis": _redis, "rabbitmq": _rabbitmq}.get(name)
    try:
        return check(settings) if check else _http(ports(settings)[name])
    except (OSError, psycopg.Error) as error:
        return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def wait_until_ready(
    names: list[str], settings: Settings, *, time_limit_s: float, tell: Callable[[str], None] = lambda _: None
) -> None:
    """Wait until all of ``names`` are ready; ``tell`` hears each name as it becomes so.

    Raises:
        NotReady: one was not ready after ``time_limit_s`` seconds; the message names it, the reason and its log.
    """
    deadline = time.monotonic() + time_limit_s
    waiting = dict.fromkeys(names, "not asked yet")
    while waiting:
        for name in list(waiting):
            reason = probe(name, settings)
            if reason is None:
                del waiting[name]
                tell(name)
            else:
                waiting[name] = reason
        if waiting and time.monotonic() > deadline:
            name, reason = next(iter(waiting.items()))
            raise NotReady(f"{name} is not ready after {time_limit_s:.0f} s ({reason}); see var/logs/{name}.log")
        if waiting:
            time.sleep(0.1)


def _postgres(settings: Settings) -> str | None:
    with psycopg.connect(
        host=settings.postgres.host, port=settings.postgres.port, user="postgres", dbname="postgres", connect_timeout=2
    ) as connection:
        connection.execute("SELECT 1")
    return None


def _redis(settings: Settings) -> str | None:
    password = settings.redis.password.get_secret_value()
    login = f"AUTH {password}\r\n" if password else ""
    with socket.create_connection((settings.redis.host, settings.redis.port), timeout=_TIMEOUT_S) as connection:
        connection.sendall(f"{login}PING\r\n".encode())
        answer = connection.recv(64).decode(errors="replace")
    return None if "+PONG" in answer else f"answered {answer.strip()!r}"


def _rabbitmq(settings: Settings) -> str | None:
    with socket.create_connection((settings.rabbitmq.host, settings.rabbitmq.port), timeout=_TIMEOUT_S) as connection:
        connection.sendall(b"AMQP\x00\x00\x09\x01")
        answer = connection.recv(8)
    # A method frame (type 1, connection.start); anything else is a broker that is still booting.
    return None if answer[:1] == b"\x01" else "does not speak AMQP yet"


def _http(port: int) -> str | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=_TIMEOUT_S) as response:
            response.read()
        return None
    except urllib.error.HTTPError as error:
        try:
            checks = json.loads(error.read()).get("checks", {})
        except (ValueError, AttributeError):
            return f"answered {error.code}"
        return "; ".join(f"{name}: {reason}" for name, reason in checks.items() if reason != "ok") or "not ready"
