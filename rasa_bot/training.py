"""Trains the model, and knows whether there is one for the present files.

A model's name carries a hash of everything it follows from, so that "is it up to date?" is a look into a folder.
Training runs in a child process (``python -m rasa_bot.training``), whose many words go to a log. This module imports
Rasa only there: the command line asks for `current_model` and must not wait seconds for the answer.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from settings import ROOT, Settings

__all__ = ["TrainingFailed", "current_model", "model_path", "newest_model", "train"]

_FILES = ("config.yml", "domain.yml", "requirements.lock")
_DOMAIN = ("domain.yml", "data/responses")
"""What makes up the domain: as parts of it, texts may change without the understanding being trained anew."""
_TRAINING_DATA = ("data/nlu/train", "data/rules", "data/stories")
_ALSO_READ = ("components", "data/lookups", "data/normalise")
_SUFFIXES = {".py", ".yml", ".csv", ".tsv", ".txt"}
_MODELS_KEPT = 5
_CACHE_MB = 600
_TIME_LIMIT_S = 3_600


class TrainingFailed(RuntimeError):
    """No model came out; the message is one line with the log's path."""


def model_path(settings: Settings, root: Path = ROOT) -> Path:
    """Where the model for the files under ``root``, as they are now, lies or will lie."""
    base = settings.ax.model
    with_ax = "" if base is None else f"-ax{zlib.crc32(str(base).encode()):08x}"
    return settings.models_dir / f"naviyam-{_fingerprint(root)}{with_ax}.tar.gz"


def current_model(settings: Settings, root: Path = ROOT) -> Path | None:
    """The model for the files as they are now; ``None`` when it is still to be trained."""
    path = model_path(settings, root)
    return path if path.is_file() else None


def newest_model(settings: Settings) -> Path | None:
    """The model trained last, whatever from; ``None`` when there is none at all."""
    return next(iter(_by_age(settings.models_dir)), None)


def train(
    settings: Settings,
    tell: Callable[[str], None] = lambda _: None,
    *,
    force: bool = False,
    root: Path = ROOT,
) -> Path:
    """Train a model for the files as they are now, unless there is one; returns its path.

    Two trainings at once are one: the second waits and finds the first's model.

    Args:
        tell: hears what goes on, in a few words.
        force: train also when there is a model.
        root: where config.yml, domain.yml and data/ lie.

    Raises:
        TrainingFailed: see there.
    """
    settings.models_dir.mkdir(parents=True, exist_ok=True)
    with (settings.models_dir / "training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        model = current_model(settings, root)
        if model is not None and not force:
            return model
        began = time.monotonic()
        tell("training the model")
        model = _train(settings, root)
        tell(f"trained in {time.monotonic() - began:.0f} s")
        _forget_old(settings.models_dir)
        return model


def _train(settings: Settings, root: Path) -> Path:
    target = model_path(settings, root)
    log = settings.var_dir / "logs" / "training.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    # In the same folder, so that the move is atomic: nobody ever loads half a model.
    draft = settings.models_dir / f"draft-{os.getpid()}.tar.gz"
    command = [sys.executable, "-W", "ignore", "-m", "rasa_bot.training", str(draft)]
    environment = {
        **os.environ,
        "RASA_CACHE_DIRECTORY": str(_cache_folder(settings, root)),
        "RASA_MAX_CACHE_SIZE": str(_CACHE_MB),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(ROOT),
    }
    try:
        with log.open("w", encoding="utf-8") as noise:
            ended = subprocess.run(
                command, cwd=root, env=environment, stdout=noise, stderr=noise, timeout=_TIME_LIMIT_S, check=False
            )
        if ended.returncode != 0 or not draft.is_file():
            raise TrainingFailed(f"the model could not be trained ({_reason(log)}); see {log}")
        draft.replace(target)
    except subprocess.TimeoutExpired as error:
        raise TrainingFailed(f"training took more than {_TIME_LIMIT_S // 60} minutes; see {log}") from error
    finally:
        draft.unlink(missing_ok=True)
    return target


def _cache_folder(settings: Settings, root: Path) -> Path:
    """Where Rasa keeps what it trained, so that a changed rule does not train the understanding anew.

    Rasa's own keys cover configuration, training data and a component's class, but no module or file the class reads:
    those are in the folder's name.
    """
    caches = settings.models_dir / "cache"
    folder = caches / _digest([*_beside_the_configuration(root), *root.glob("requirements.lock")], root)
    for old in caches.glob("*") if not folder.exists() else ():
        shutil.rmtree(old, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _reason(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it said nothing"


def _fingerprint(root: Path) -> str:
    return _digest(_inputs(root), root)


def _digest(paths: Iterable[Path], root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _inputs(root: Path) -> Iterator[Path]:
    """Every file the model follows from."""
    yield from (root / name for name in _FILES if (root / name).is_file())
    for folder in _TRAINING_DATA:
        yield from _files_in(root / folder)
    # What lies deeper is read by the action server alone and trains nothing.
    yield from (path for path in (root / "data" / "responses").glob("*.yml"))
    yield from _beside_the_configuration(root)


def _beside_the_configuration(root: Path) -> Iterator[Path]:
    """What components are made of and read by themselves."""
    yield from (root / "data").glob("*.csv")
    for folder in _ALSO_READ:
        yield from _files_in(root / folder)


def _files_in(folder: Path) -> Iterator[Path]:
    yield from (path for path in folder.rglob("*") if path.suffix in _SUFFIXES and path.is_file())


def _forget_old(folder: Path) -> None:
    for model in _by_age(folder)[_MODELS_KEPT:]:
        model.unlink(missing_ok=True)


def _by_age(folder: Path) -> list[Path]:
    """The models, newest first."""
    return sorted(folder.glob("naviyam-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)


def _main(draft: Path) -> int:
    """The child process, in the folder of config.yml: train into ``draft``."""
    from rasa.model_training import train as rasa_train

    result = rasa_train(
        domain=[part for part in _DOMAIN if Path(part).exists()],
        config="config.yml",
        training_files=[folder for folder in _TRAINING_DATA if Path(folder).is_dir()],
        output=str(draft.parent),
        fixed_model_name=draft.name,
        force_training=False,
    )
    return int(result.code)


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1])))
