"""``python -m ops.stack.serve NAME``: write a server's configuration, then become that server.

Becoming it (exec) rather than starting it keeps the supervisor its parent: it sees it die and can end it.
"""

from __future__ import annotations

import os
import sys

from ops.stack.errors import StackError
from ops.stack.servers import prepare
from settings import SettingsError, get_settings


def main(arguments: list[str]) -> int:
    """Become the server named by the one argument; returns, with an exit code, only when that is impossible."""
    if len(arguments) != 1:
        print("usage: python -m ops.stack.serve postgres|redis|rabbitmq", file=sys.stderr)
        return 2
    try:
        launch = prepare(arguments[0], get_settings())
    except KeyError:
        print(f"no server is called {arguments[0]}: postgres, redis and rabbitmq are", file=sys.stderr)
        return 2
    except (StackError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    os.chdir(launch.directory)
    environment = {**os.environ, **launch.environment}
    return os.execvpe(launch.command[0], launch.command, environment)  # noqa: S606 - a command of ours


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
