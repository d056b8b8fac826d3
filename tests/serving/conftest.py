"""A tiny base model with two adapters, and the model server as a process of its own."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from components.ax.arms import Arms, write_arms
from settings import ROOT, Settings

_START_S = 120.0

SAID = {
    "greet": ["안녕", "안녕하세요", "반가워", "하이", "안녕 나비얌", "좋은 아침"],
    "balance_check": [
        "카드 잔액 얼마야",
        "잔액 알려줘",
        "카드에 얼마 남았어",
        "잔액 확인",
        "돈 얼마 남았지",
        "카드 잔액",
    ],
    "food_request": ["점심 추천해줘", "배고파", "뭐 먹을까", "맛집 알려줘", "근처에 먹을 데 있어", "저녁 뭐 먹지"],
}


@dataclasses.dataclass(frozen=True)
class Home:
    """A base model, and a store with two adapters of it, none of them promoted."""

    base: Path
    models: Path
    first: str
    second: str

    @property
    def store(self) -> Path:
        """Where arms and adapters lie."""
        return self.models / "ax"

    def settings(self, **serving: Any) -> Settings:
        """For a server of these models."""
        return Settings(var_dir=self.models, models_dir=self.models, ax={"model": self.base}, serving=serving)


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Made once; tests that switch arms or break files work on a copy: `home`."""
    pytest.importorskip("peft", reason="the extra is not installed: make test EXTRAS=ax")
    from components.ax.base import load_base
    from components.ax.examples import Example
    from components.ax.labels import LabelSet
    from components.ax.store import Store
    from components.ax.tiny import make_tiny
    from components.ax.training import Plan, train

    folder = tmp_path_factory.mktemp("ax")
    texts = [text for said in SAID.values() for text in said]
    base = load_base(make_tiny(folder / "base", texts, hidden=64, vocabulary=600))
    examples = [Example(text, intent) for intent, said in SAID.items() for text in said]
    labels = LabelSet.of_domain(ROOT / "domain.yml")
    store = Store(folder / "models" / "ax")
    names = []
    for seed in (1, 2):
        plan = Plan(epochs=4, learning_rate=5e-3, accumulation=1, seed=seed)
        train(base, examples, labels, folder / f"adapter-{seed}", plan=plan)
        names.append(store.add(folder / f"adapter-{seed}"))
    return Home(folder / "base", folder / "models", *names)


@pytest.fixture
def home(trained: Home, tmp_path: Path) -> Home:
    """The same with a store of the test's own."""
    models = tmp_path / "models"
    for path in trained.store.rglob("*"):
        if path.is_file() and not path.name.startswith("arms"):
            copy = models / "ax" / path.relative_to(trained.store)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    return dataclasses.replace(trained, models=models)


@dataclasses.dataclass
class Server:
    """A running model server."""

    address: str
    process: subprocess.Popen[str]
    log: Path

    def post(self, path: str, body: Any = None, *, raw: bytes | None = None) -> tuple[int, Any]:
        """Status and JSON of the answer."""
        if raw is None:
            answer = requests.post(f"{self.address}{path}", json=body, timeout=30)
        else:
            answer = requests.post(f"{self.address}{path}", data=raw, timeout=30)
        return answer.status_code, answer.json()

    def get(self, path: str) -> tuple[int, Any]:
        """Status and JSON of the answer."""
        answer = requests.get(f"{self.address}{path}", timeout=30)
        return answer.status_code, answer.json()

    def metric(self, line: str) -> float:
        """The value behind a line of /metrics; 0 where there is none."""
        shown = requests.get(f"{self.address}/metrics", timeout=30).text.splitlines()
        return next((float(found.removeprefix(line)) for found in shown if found.startswith(f"{line} ")), 0.0)

    def wait_for(self, is_so: Callable[[Server], bool]) -> None:
        """Wait until something came about."""
        deadline = time.monotonic() + _START_S
        while not is_so(self):
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)


def alive(server: Server) -> bool:
    """Whether it answers at all."""
    try:
        return server.get("/health")[0] == 200
    except requests.ConnectionError:
        return False


def ready(server: Server) -> bool:
    """Whether its models answer."""
    return alive(server) and server.get("/ready")[0] == 200


@contextlib.contextmanager
def serving(
    folder: Path,
    home: Home | None = None,
    *,
    module: str = "serving",
    until: Callable[[Server], bool] = ready,
    **variables: object,
) -> Iterator[Server]:
    """``python -m serving`` on the models of `home`; its log goes to ``folder``/serving.log."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {"VAR_DIR": folder, "SERVING__PORT": port, **variables}
    if home is not None:
        own = {"MODELS_DIR": home.models, "AX__MODEL": home.base, **own}
    environment = {**os.environ, "OMP_NUM_THREADS": "1", **{f"NAVIYAM_{key}": str(value) for key, value in own.items()}}
    log = folder / "serving.log"
    with log.open("w") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", module], cwd=ROOT, env=environment, stdout=sink, stderr=subprocess.STDOUT, text=True
        )
        server = Server(f"http://127.0.0.1:{port}", process, log)
        try:
            server.wait_for(until)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture(scope="session")
def two_arms(trained: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a stable adapter, and a canary for half of the senders."""
    write_arms(trained.store, Arms(trained.first, trained.second, 0.5))
    with serving(tmp_path_factory.mktemp("server"), trained) as server:
        yield server
