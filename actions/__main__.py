"""``python -m actions``: serve the actions until SIGTERM."""

from __future__ import annotations

from actions.server import create_app
from settings import get_settings
from telemetry.logs import configure


def main() -> None:
    """Start the process of the Procfile's line ``actions``."""
    settings = get_settings()
    configure("actions")
    address = settings.actions
    create_app(settings).run(address.host, address.port, access_log=False, motd=False)


if __name__ == "__main__":
    main()
