"""``python -m serving``: the model server, until told to end. One process serves one device."""

from __future__ import annotations

import sys

from settings import SettingsError, get_settings
from telemetry import logs


def main() -> int:
    """Serve; returns the exit code."""
    settings = get_settings()
    logs.configure("serving")
    try:
        from serving.server import create_app
    except ImportError as error:
        raise SettingsError(f"{error.name or error} is not installed; type: bash ops/bootstrap.sh ax") from error
    address = settings.serving
    create_app(settings).run(address.host, address.port, access_log=False, debug=False, motd=False)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SettingsError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
