"""The three servers of the local stack: configuration, command line, environment.

Everything listens on 127.0.0.1 alone. The settings are a developer's (local connections are trusted, Redis keeps
nothing); what a production installation needs stands in docs/operations.md.
"""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ops.stack.errors import MissingPackages
from ops.stack.places import as_servers_account, own_by_servers_account, servers_dir
from settings import Settings

__all__ = ["Launch", "epmd_command", "postgres_bin", "prepare"]

_OLDEST_POSTGRES = 15
_ERLANG_SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # the wrapper in sbin insists on its own account


@dataclasses.dataclass(frozen=True)
class Launch:
    """How to become a server: ``command`` to execute in ``directory`` with ``environment`` added."""

    command: list[str]
    environment: Mapping[str, str]
    directory: Path


def postgres_bin() -> Path:
    """The folder with the newest installed PostgreSQL's programs (15 or later).

    Raises:
        MissingPackages: there is none.
    """
    versions = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if re.fullmatch(r"\d+", p.parent.name)]
    recent = [p for p in versions if int(p.parent.name) >= _OLDEST_POSTGRES and (p / "postgres").exists()]
    if not recent:
        raise MissingPackages("PostgreSQL 15 or later is not installed: sudo apt-get install postgresql-15")
    return max(recent, key=lambda p: int(p.parent.name))


def prepare(name: str, settings: Settings) -> Launch:
    """Write the configuration of server ``name`` and say how to start it. Safe to repeat.

    Raises:
        KeyError: no such server.
        MissingPackages: its program is not installed.
    """
    directory = own_by_servers_account(servers_dir(settings) / name)
    launch = _PREPARE[name](settings, directory)
    own_by_servers_account(directory)
    return launch


def _postgres(settings: Settings, directory: Path) -> Launch:
    programs, data = postgres_bin(), directory / "data"
    if not (data / "PG_VERSION").exists():
        own_by_servers_account(directory)
        # C.UTF-8, not C: with LC_CTYPE=C pg_trgm finds no trigrams in Hangul.
        initdb = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            as_servers_account([*initdb, "--locale=C.UTF-8", "--no-sync"]),
            cwd=directory,
            check=True,
            capture_output=True,
            timeout=120,
        )
    options = {
        "listen_addresses": settings.postgres.host,
        "port": settings.postgres.port,
        "unix_socket_directories": "",
        "timezone": "Asia/Seoul",
        "log_timezone": "Asia/Seoul",
        "max_connections": 100,
        "shared_buffers": "256MB",
        "work_mem": "16MB",
        "wal_level": "replica",
        "logging_collector": "off",
        "log_min_duration_statement": "500ms",
        "log_parameter_max_length": 0,  # parameters hold what people wrote
        "log_parameter_max_length_on_error": 0,
    }
    arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    return Launch(as_servers_account([str(programs / "postgres"), "-D", str(data), *arguments]), {}, directory)


def _redis(settings: Settings, directory: Path) -> Launch:
    configuration = directory / "redis.conf"
    password = settings.redis.password.get_secret_value()
    configuration.write_text(
        f"bind {settings.redis.host}\nport {settings.redis.port}\ndir {directory}\n"
        'save ""\nappendonly no\nmaxmemory 256mb\nmaxmemory-policy volatile-lru\n'
        + (f"requirepass {password}\n" if password else ""),
        encoding="utf-8",
    )
    configuration.chmod(0o600)
    return Launch(as_servers_account(["/usr/bin/redis-server", str(configuration)]), {}, directory)


def _rabbitmq(settings: Settings, directory: Path) -> Launch:
    if not _ERLANG_SERVER.exists():
        raise MissingPackages("RabbitMQ is not installed: sudo apt-get install rabbitmq-server")
    queue = settings.rabbitmq
    (directory / "enabled_plugins").write_text("[rabbitmq_management,rabbitmq_prometheus].\n", encoding="ascii")
    (directory / "rabbitmq.conf").write_text(
        f"listeners.tcp.1 = {queue.host}:{queue.port}\n"
        f"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {settings.port('rabbitmq_management')}\n"
        f"prometheus.tcp.ip = 127.0.0.1\nprometheus.tcp.port = {settings.port('rabbitmq_prometheus')}\n"
        f"default_user = {queue.user}\ndefault_pass = {queue.password.get_secret_value()}\n"
        f"default_vhost = {queue.vhost}\nlog.console = true\nlog.file = false\n"
        "disk_free_limit.absolute = 200MB\n",
        encoding="utf-8",
    )
    (directory / "rabbitmq.conf").chmod(0o600)
    environment = {
        **_erlang_environment(settings, directory),
        "RABBITMQ_NODENAME": f"naviyam-{queue.port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": queue.host,
        "RABBITMQ_NODE_PORT": str(queue.port),
        "RABBITMQ_DIST_PORT": str(settings.port("rabbitmq_dist")),
        "RABBITMQ_BASE": str(directory),
        "RABBITMQ_MNESIA_BASE": str(directory / "mnesia"),
        "RABBITMQ_LOG_BASE": str(directory / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(directory / "enabled_plugins"),
        "RABBITMQ_CONFIG_FILE": str(directory / "rabbitmq.conf"),
        "RABBITMQ_CONF_ENV_FILE": str(directory / "none-such.conf"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(directory / "generated"),
        # Busy-waiting schedulers would take a third of a two-core machine from those who answer children.
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none",
        "LANG": "C.UTF-8",
    }
    return Launch(as_servers_account([str(_ERLANG_SERVER)]), environment, directory)


def _erlang_environment(settings: Settings, directory: Path) -> dict[str, str]:
    return {
        "HOME": str(directory),
        "ERL_EPMD_PORT": str(settings.port("epmd")),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
    }


def epmd_command(settings: Settings) -> list[str]:
    """Ends Erlang's port mapper, which outlives the RabbitMQ that started it."""
    return ["/usr/bin/epmd", "-port", str(settings.port("epmd")), "-kill"]


_PREPARE = {"postgres": _postgres, "redis": _redis, "rabbitmq": _rabbitmq}
