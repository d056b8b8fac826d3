"""Installs what the system lacks, where it may; else says what to type.

Only Debian's and Ubuntu's apt is known. Installing a server package starts nothing of ours, and services that the
package itself would start are kept from starting by ``policy-rc.d``'s rules of the machine, not by us.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from ops.stack.errors import MissingPackages
from ops.stack.servers import postgres_bin

__all__ = ["BROWSER", "SERVERS", "ensure"]

_POSTGRES_VERSIONS = ("15", "16", "17", "18")


def _has_postgis() -> bool:
    try:
        version = postgres_bin().parent.name
    except MissingPackages:
        return False
    return Path(f"/usr/share/postgresql/{version}/extension/postgis.control").exists()


def _is_there(*paths: str) -> Callable[[], bool]:
    return lambda: any(Path(path).exists() for path in paths)


def _has_korean_font() -> bool:
    listing = shutil.which("fc-list")
    if listing is None:
        return False
    return bool(subprocess.run([listing, ":lang=ko"], capture_output=True, timeout=20, check=False).stdout.strip())


Need = tuple[Callable[[], bool], tuple[str, ...]]

SERVERS: tuple[Need, ...] = (
    (_has_postgis, ("postgresql-{pg}", "postgresql-{pg}-postgis-3")),
    (_is_there("/usr/bin/redis-server"), ("redis-server",)),
    (_is_there("/usr/lib/rabbitmq/bin/rabbitmq-server"), ("rabbitmq-server",)),
    (_is_there("/usr/bin/setpriv"), ("util-linux",)),
)
"""What the local stack needs: is it there, and the packages that bring it."""

BROWSER: tuple[Need, ...] = (
    (_is_there("/usr/bin/chromium-headless-shell", "/usr/bin/chromium"), ("chromium-headless-shell",)),
    (_has_korean_font, ("fonts-nanum", "fontconfig")),
)
"""What the browser tests need."""


def ensure(needs: tuple[Need, ...], tell: Callable[[str], None] = lambda _: None) -> None:
    """Install what is missing of ``needs``; ``tell`` hears what is going on.

    Raises:
        MissingPackages: it cannot be installed from here; the message is what to type.
    """
    missing = [package for is_there, packages in needs if not is_there() for package in packages]
    if not missing:
        return
    apt = shutil.which("apt-get")
    if apt is None:
        raise MissingPackages(f"these programs are missing and there is no apt-get here: {' '.join(missing)}")
    if os.geteuid() != 0:
        named = " ".join(package.format(pg=_POSTGRES_VERSIONS[0]) for package in missing)
        raise MissingPackages(
            f"system packages are missing; type: sudo apt-get install --no-install-recommends {named}"
        )
    tell("reading the package lists")
    _apt(apt, "update")
    packages = [package.format(pg=_postgres_version()) for package in missing]
    tell(f"installing {' '.join(packages)}")
    _apt(apt, "install", "--yes", "--no-install-recommends", *packages)
    still = [package for is_there, names in needs if not is_there() for package in names]
    if still:
        raise MissingPackages(f"installed, and yet not found: {' '.join(still)}")


def _postgres_version() -> str:
    for version in _POSTGRES_VERSIONS:
        shown = subprocess.run(
            ["apt-cache", "show", f"postgresql-{version}"], capture_output=True, timeout=60, check=False
        )
        if shown.returncode == 0:
            return version
    raise MissingPackages(
        "this system's apt knows no PostgreSQL 15 or later: add the PostgreSQL project's apt repository"
    )


def _apt(apt: str, *arguments: str) -> None:
    result = subprocess.run(
        [apt, "-qq", *arguments],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    if result.returncode != 0:
        said = (result.stderr or result.stdout).strip().splitlines()
        reason = said[-1] if said else f"exit code {result.returncode}"
        raise MissingPackages(f"apt-get {arguments[0]} failed: {reason}")
