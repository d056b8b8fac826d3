"""Keeps what the Procfile names running: supervisord, configured from the Procfile, spoken to by XML-RPC.

Supervisor restarts what dies, rotates logs and ends process groups; honcho's parser reads the Procfile. Nothing starts
by itself: `ops.stack.up` starts servers first and ours once the servers answer.
"""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import tempfile
import time
import xmlrpc.client
from pathlib import Path
from typing import Any, cast

from honcho.environ import parse_procfile
from supervisor.xmlrpc import SupervisorTransport

from ops.stack.errors import NotReady, NotRunning, StackError
from settings import ROOT, Settings

__all__ = ["OPTIONAL", "SERVERS", "ProcessState", "Supervisor", "configured", "procfile"]

SERVERS = ("postgres", "redis", "rabbitmq")
"""The Procfile's names that are servers; the others are processes of ours."""

OPTIONAL = "serving"
"""The process that the others do without: nobody waits for it, and where it has no model it does not run."""

_SOCKET_PATH_MAX = 100  # a Unix socket's path holds 107 bytes


@dataclasses.dataclass(frozen=True)
class ProcessState:
    """What supervisor knows of one process. ``pid`` is 0 and ``uptime_s`` is 0 unless it runs."""

    name: str
    state: str
    pid: int
    uptime_s: int
    description: str

    @property
    def is_running(self) -> bool:
        """Whether the process is there; it may not be ready yet."""
        return self.state in {"STARTING", "RUNNING"}


def procfile() -> dict[str, str]:
    """Name → command line, in the Procfile's order."""
    return dict(parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8")).processes)


def configured(settings: Settings) -> list[str]:
    """The Procfile's names that this instance runs, in its order: the model server only where it has a model."""
    return [name for name in procfile() if name != OPTIONAL or settings.serves_models]


class Supervisor:
    """The supervisord of one instance (one ``var_dir``)."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._directory = settings.var_dir / "supervisor"

    @property
    def logs(self) -> Path:
        """The folder with one log file a process."""
        return self._settings.var_dir / "logs"

    def is_up(self) -> bool:
        """Whether supervisord answers."""
        try:
            with self._rpc() as rpc:
                rpc.supervisor.getState()
        except (OSError, xmlrpc.client.Error):
            return False
        return True

    def start(self, *, time_limit_s: float = 10.0) -> None:
        """Start supervisord unless it runs, or make the running one read a changed Procfile.

        Raises:
            NotReady: it did not answer in time.
        """
        self._write_configuration()
        if self.is_up():
            self._reload()
            return
        subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "supervisor.supervisord", "-c", str(self._configuration)],
            check=True,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=time_limit_s,
            env=self._environment(),
        )
        deadline = time.monotonic() + time_limit_s
        while not self.is_up():
            if time.monotonic() > deadline:
                raise NotReady(f"the supervisor did not start; see {self._directory / 'supervisord.log'}")
            time.sleep(0.05)

    def start_process(self, name: str) -> None:
        """Start one process of the Procfile unless it runs; does not wait until it is ready.

        Raises:
            NotRunning: there is no supervisord.
            StackError: supervisor refused.
        """
        if not self.state(name).is_running:
            self._call("startProcess", name, False)

    def stop_process(self, name: str) -> None:
        """Stop one process and wait until it has ended."""
        if self.state(name).is_running:
            self._call("stopProcess", name, True)

    def state(self, name: str) -> ProcessState:
        """How one process is.

        Raises:
            NotRunning: there is no supervisord.
            StackError: no process of that name.
        """
        return _state(cast(dict[str, Any], self._call("getProcessInfo", name)))

    def states(self) -> list[ProcessState]:
        """How all processes are, in the Procfile's order."""
        known = {row["name"]: _state(row) for row in cast(list[dict[str, Any]], self._call("getAllProcessInfo"))}
        return [known[name] for name in procfile() if name in known]

    def shut_down(self, *, time_limit_s: float = 30.0) -> None:
        """End ours, then the servers, then supervisord; waits until nothing is left.

        Raises:
            NotReady: something outlived ``time_limit_s``.
        """
        if not self.is_up():
            return
        pid = int(cast(int, self._call("getPID")))
        for state in reversed(self.states()):  # those it knows: the Procfile may have grown since it was started
            self.stop_process(state.name)
        self._call("shutdown")
        deadline = time.monotonic() + time_limit_s
        while Path(f"/proc/{pid}").exists() and self.is_up():
            if time.monotonic() > deadline:
                raise NotReady(f"the supervisor (process {pid}) does not end")
            time.sleep(0.05)

    def _call(self, method: str, *arguments: object) -> object:
        try:
            with self._rpc() as rpc:
                return getattr(rpc.supervisor, method)(*arguments)
        except OSError as error:
            raise NotRunning("the stack is not running: naviyam up") from error
        except xmlrpc.client.Fault as fault:
            raise StackError(f"supervisor: {method} {arguments[:1]}: {fault.faultString}") from fault

    def _rpc(self) -> xmlrpc.client.ServerProxy:
        transport = SupervisorTransport(None, None, f"unix://{self._socket}")
        return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport)

    def _reload(self) -> None:
        added, changed, removed = cast(list[list[list[str]]], self._call("reloadConfig"))[0]
        for name in [*changed, *removed]:
            self._call("stopProcessGroup", name)
            self._call("removeProcessGroup", name)
        for name in [*added, *changed]:
            self._call("addProcessGroup", name)

    @property
    def _configuration(self) -> Path:
        return self._directory / "supervisord.conf"

    @property
    def _socket(self) -> Path:
        preferred = self._directory / "supervisor.sock"
        if len(str(preferred)) <= _SOCKET_PATH_MAX:
            return preferred
        runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
        return runtime / f"naviyam-{os.geteuid()}-{self._settings.rasa.port}.sock"

    def _environment(self) -> dict[str, str]:
        programs = Path(sys.executable).parent
        return {**os.environ, "PATH": f"{programs}:{os.environ.get('PATH', '/usr/bin:/bin')}", "PYTHONUNBUFFERED": "1"}

    def _write_configuration(self) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        self.logs.mkdir(parents=True, exist_ok=True)
        user = "user=root\n" if os.geteuid() == 0 else ""
        sections = [
            f"[unix_http_server]\nfile={self._socket}\nchmod=0700\n",
            f"[supervisord]\nlogfile={self._directory}/supervisord.log\nlogfile_maxbytes=5MB\nlogfile_backups=1\n"
            f"pidfile={self._directory}/supervisord.pid\nchildlogdir={self._directory}\n{user}",
            "[rpcinterface:supervisor]\n"
            "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n",
        ]
        sections += [self._program(name, command) for name, command in procfile().items()]
        self._configuration.write_text("\n".join(sections).replace("%", "%%"), encoding="utf-8")

    def _program(self, name: str, command: str) -> str:
        # PostgreSQL takes SIGINT as "fast": it ends sessions instead of waiting for them.
        signal = "INT" if name == "postgres" else "TERM"
        return (
            f"[program:{name}]\ncommand={command}\ndirectory={ROOT}\nautostart=false\nautorestart=true\n"
            f"startsecs=1\nstartretries=20\nstopsignal={signal}\nstopwaitsecs=15\nstopasgroup=false\nkillasgroup=true\n"
            f"stdout_logfile={self.logs}/{name}.log\nstdout_logfile_maxbytes=20MB\nstdout_logfile_backups=3\n"
            "redirect_stderr=true\n"
        )


def _state(row: dict[str, Any]) -> ProcessState:
    is_there = row["statename"] in {"STARTING", "RUNNING"}
    return ProcessState(
        name=row["name"],
        state=row["statename"],
        pid=int(row["pid"]),
        uptime_s=max(0, int(row["now"]) - int(row["start"])) if is_there else 0,
        description=row["description"],
    )
