"""Brings the local stack down, with nothing of it left running."""

from __future__ import annotations

import subprocess
from pathlib import Path

from ops.stack.servers import epmd_command
from ops.stack.supervisor import Supervisor
from settings import Settings

__all__ = ["bring_down"]


def bring_down(settings: Settings) -> bool:
    """Stop ours, the servers and the supervisor; returns whether anything ran.

    Raises:
        NotReady: something does not end.
    """
    supervisor = Supervisor(settings)
    was_up = supervisor.is_up()
    supervisor.shut_down()
    if Path(epmd_command(settings)[0]).exists():
        # Fails when there is no port mapper left, which is what we want.
        subprocess.run(epmd_command(settings), capture_output=True, timeout=20, check=False)
    return was_up
