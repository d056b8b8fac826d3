"""``python -m worker``: the event worker, until told to end."""

from __future__ import annotations

import sys

from settings import SettingsError, get_settings
from telemetry import logs
from worker.server import make_app


def main() -> int:
    """Run; returns the exit code."""
    settings = get_settings()
    logs.configure("worker")
    make_app(settings).run(settings.worker.host, settings.worker.port, access_log=False, debug=False, motd=False)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SettingsError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
