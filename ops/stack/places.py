"""Where the servers keep their files, and as whom they run.

PostgreSQL refuses to run as root, so root's stack runs as ``nobody``. That account must be able to reach the data;
where the checkout lies in a folder closed to others (``/root``, a ``mktemp`` folder), the data moves to ``/var/tmp``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import zlib
from pathlib import Path

from settings import Settings

__all__ = ["as_servers_account", "own_by_servers_account", "servers_dir"]

_ACCOUNT = "nobody"


def _is_root() -> bool:
    return os.geteuid() == 0


def _open_to_others(path: Path) -> bool:
    existing = next(p for p in (path, *path.parents) if p.exists())
    return all(p.stat().st_mode & stat.S_IXOTH for p in (existing, *existing.parents))


def servers_dir(settings: Settings) -> Path:
    """The folder of the servers' data, configuration and sockets for this instance."""
    if not _is_root() or _open_to_others(settings.var_dir):
        return settings.var_dir / "servers"
    return Path("/var/tmp") / f"naviyam-{zlib.crc32(str(settings.var_dir).encode()):08x}"  # noqa: S108 - made private to the account


def own_by_servers_account(path: Path) -> Path:
    """Create ``path`` for the servers' account, private to it; returns ``path``."""
    path.mkdir(parents=True, exist_ok=True)
    if _is_root():
        account = pwd.getpwnam(_ACCOUNT)
        for item in (path, *path.rglob("*")):
            os.chown(item, account.pw_uid, account.pw_gid, follow_symlinks=False)
    return path


def as_servers_account(command: list[str]) -> list[str]:
    """``command``, prefixed so that it runs unprivileged: as ``nobody`` when we are root, else as we are."""
    if not _is_root():
        return command
    account = pwd.getpwnam(_ACCOUNT)
    setpriv = shutil.which("setpriv") or "/usr/bin/setpriv"
    return [
        setpriv,
        f"--reuid={account.pw_uid}",
        f"--regid={account.pw_gid}",
        "--clear-groups",
        "--no-new-privs",
        "--",
        *command,
    ]
