"""Looks for what is off with this machine or stack, and knows the remedy."""

from __future__ import annotations

import dataclasses
import shutil
import socket
import sys

import psutil

from ops.stack import packages, status
from ops.stack.probes import ports
from settings import ROOT, Settings

__all__ = ["Finding", "examine"]

_LEAST_DISK_GB = 2
_LEAST_MEMORY_GB = 3


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing looked at: what, what was found, whether that is well, and the remedy when not."""

    what: str
    found: str
    is_well: bool
    remedy: str = ""

    def as_json(self) -> dict[str, object]:
        """The finding for ``--json``."""
        return dataclasses.asdict(self)


def examine(settings: Settings) -> list[Finding]:
    """Look at the environment, the machine, and each server and process."""
    return [*_machine(settings), *_packages(), *_processes(settings)]


def _machine(settings: Settings) -> list[Finding]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    free_gb = shutil.disk_usage(settings.var_dir if settings.var_dir.exists() else ROOT).free / 2**30
    memory_gb = psutil.virtual_memory().available / 2**30
    return [
        Finding("python", version, sys.version_info[:2] == (3, 10), "remove .venv, then: make run"),
        Finding("settings", f"mode {settings.mode}, instance {settings.var_dir.name}", True),
        Finding("disk", f"{free_gb:.1f} GB free", free_gb >= _LEAST_DISK_GB, "free some space"),
        Finding("memory", f"{memory_gb:.1f} GB free", memory_gb >= _LEAST_MEMORY_GB, "end other programs"),
    ]


def _packages() -> list[Finding]:
    findings = []
    for is_there, names in packages.SERVERS:
        wanted = " ".join(names).format(pg="15")
        found = "installed" if is_there() else "missing"
        findings.append(Finding(wanted, found, found == "installed", f"sudo apt-get install {wanted}"))
    return findings


def _processes(settings: Settings) -> list[Finding]:
    findings = []
    for row in status.read(settings):
        if row.is_ready:
            findings.append(Finding(row.name, f"ready on port {row.port}, {row.memory_mb} MB", True))
        elif row.state == "STOPPED" and _is_taken(ports(settings)[row.name]):
            remedy = f"another program holds port {row.port}; set NAVIYAM_{row.name.upper()}__PORT to a free one"
            findings.append(Finding(row.name, "stopped, and its port is taken", False, remedy))
        else:
            remedy = "naviyam up" if row.state == "STOPPED" else f"look into {settings.var_dir}/logs/{row.name}.log"
            findings.append(Finding(row.name, row.reason or row.state.lower(), False, remedy))
    return findings


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
