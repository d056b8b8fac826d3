"""The servers that tests talk to, and what of them one test session may call its own.

All sessions of a checkout share the real servers of the instance ``var/test``: the first that needs them starts them,
the last stops them, unless somebody had started them by hand (``NAVIYAM_VAR_DIR=var/test naviyam up --only servers``).
Each session has its own PostgreSQL database, Redis database and RabbitMQ virtual host, so that several run side by
side. What a killed session left behind is removed by the next.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import re
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import psutil
import redis

from ops.stack import database
from ops.stack.down import bring_down
from ops.stack.probes import probe
from ops.stack.supervisor import SERVERS
from ops.stack.up import bring_up
from settings import Settings
from storage import migrations

__all__ = ["environment_of", "manage_rabbitmq", "own_settings", "running_servers"]

_NAME = "naviyam_test_{}"
_TEMPLATE = "naviyam_test_template_{}"
_OWN_NAME = re.compile(r"naviyam_test_(\d+)(?:_\w+)?")  # a test's further databases begin with its session's name
_REDIS_DBS = range(1, 16)  # 0 belongs to the instance itself
_PROCESSES = ("rasa", "actions", "worker")


@contextlib.contextmanager
def running_servers(instance: Settings) -> Iterator[None]:
    """Keep the servers of ``instance`` running inside the block, whoever else comes and goes."""
    instance.var_dir.mkdir(parents=True, exist_ok=True)
    started_by_tests = instance.var_dir / "started-by-tests"
    with (instance.var_dir / "in-use.lock").open("w") as in_use:
        with _alone(instance):
            fcntl.flock(in_use, fcntl.LOCK_SH)
            if any(probe(name, instance) for name in SERVERS):
                started_by_tests.touch()
                bring_up(instance, servers_only=True)
        yield
        with _alone(instance):
            if started_by_tests.exists() and _try_lock(in_use.fileno()):
                bring_down(instance)
                started_by_tests.unlink()


@contextlib.contextmanager
def own_settings(instance: Settings) -> Iterator[Settings]:
    """Settings of ``instance`` with a fresh database, Redis database and virtual host, removed after the block."""
    name = _NAME.format(os.getpid())
    with contextlib.ExitStack() as undo:
        redis_db = undo.enter_context(_own_redis_db(instance))
        settings = Settings(
            var_dir=instance.var_dir,
            models_dir=instance.models_dir,
            postgres={"database": name},
            redis={"db": redis_db},
            rabbitmq={"vhost": name},
            **{process: {"port": port} for process, port in zip(_PROCESSES, _free_ports(), strict=True)},
        )
        with _alone(instance):
            _remove_leftovers(instance)
            undo.callback(_remove, instance, name)
            template = _TEMPLATE.format(migrations.fingerprint())
            database.create(Settings(var_dir=instance.var_dir, postgres={"database": template}))
            database.create(settings, template=template)
            manage_rabbitmq(instance, "PUT", f"vhosts/{name}")
            everything = {"configure": ".*", "write": ".*", "read": ".*"}
            manage_rabbitmq(instance, "PUT", f"permissions/{name}/{instance.rabbitmq.user}", everything)
        yield settings


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables that make a child process live by ``settings``, with those of this process."""
    own = {
        "VAR_DIR": settings.var_dir,
        "MODELS_DIR": settings.models_dir,
        "POSTGRES__DATABASE": settings.postgres.database,
        "REDIS__DB": settings.redis.db,
        "RABBITMQ__VHOST": settings.rabbitmq.vhost,
        **{f"{process.upper()}__PORT": getattr(settings, process).port for process in _PROCESSES},
    }
    return {**os.environ, **{f"NAVIYAM_{key}": str(value) for key, value in own.items()}}


def manage_rabbitmq(settings: Settings, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """Call RabbitMQ's management API; a 404 to a DELETE is a success. Returns the JSON of the answer, if any."""
    login = f"{settings.rabbitmq.user}:{settings.rabbitmq.password.get_secret_value()}"
    request = urllib.request.Request(
        f"http://127.0.0.1:{settings.port('rabbitmq_management')}/api/{path}",
        data=json.dumps(body or {}).encode() if method in {"PUT", "POST"} else None,
        method=method,
        headers={
            "Authorization": f"Basic {base64.b64encode(login.encode()).decode()}",
            "Content-Type": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.loads(response.read() or b"null")
    except urllib.error.HTTPError as error:
        error.close()
        if method == "DELETE" and error.code == 404:
            return None
        raise


@contextlib.contextmanager
def _alone(instance: Settings) -> Iterator[None]:
    """One session at a time makes or removes things."""
    with (instance.var_dir / "making.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def _own_redis_db(instance: Settings) -> Iterator[int]:
    registry = redis.Redis.from_url(instance.redis_url(), socket_timeout=5)
    with contextlib.closing(registry):
        for number in _REDIS_DBS:
            key = f"naviyam:test:{number}"
            holder = registry.get(key)
            if holder is not None and not psutil.pid_exists(int(holder)):
                registry.delete(key)
            if registry.set(key, os.getpid(), nx=True):
                break
        else:
            raise RuntimeError("all Redis databases are taken by other test sessions")
        try:
            yield number
        finally:
            registry.delete(key)


def _remove_leftovers(instance: Settings) -> None:
    current = _TEMPLATE.format(migrations.fingerprint())
    with database.as_superuser(instance) as server:
        names = [
            row[0] for row in server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'naviyam_test_%'")
        ]
    for name in names:
        own = _OWN_NAME.fullmatch(name)
        if own and not psutil.pid_exists(int(own[1])):
            _remove(instance, name)
        elif name.startswith(_TEMPLATE.format("")) and name != current:
            database.drop(instance, name)


def _remove(instance: Settings, name: str) -> None:
    database.drop(instance, name)
    manage_rabbitmq(instance, "DELETE", f"vhosts/{name}")


def _free_ports() -> list[int]:
    with contextlib.ExitStack() as sockets:
        probes = [sockets.enter_context(socket.socket()) for _ in _PROCESSES]
        for one in probes:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in probes]
