"""Where adapters lie: ``<models_dir>/ax/<name>/``, and the arms beside them.

A name says when the adapter was made and of what: ``20261124-1130-ab12cd34``. An adapter is put in as a whole, or not.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from components.ax.adapter import CONFIG, HEADS, LABELS, WEIGHTS, Manifest
from components.ax.arms import Arms, read_arms, write_arms
from components.ax.errors import AdapterNotFound, CorruptFile, UnknownAdapter

__all__ = ["Store"]

_FILES: Final = (CONFIG, WEIGHTS, HEADS, LABELS)
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Store:
    """The adapters and the arms in a folder: `settings.Settings.ax_store`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """The stored adapters, the newest last."""
        return sorted(path.parent.name for path in self.folder.glob(f"*/{LABELS}"))

    def path(self, name: str) -> Path:
        """The folder of an adapter.

        Raises:
            UnknownAdapter: there is none of this name.
        """
        if not _NAME.fullmatch(name) or not (self.folder / name / LABELS).is_file():
            known = ", ".join(self.names()) or "none"
            raise UnknownAdapter(f"no adapter {name} is stored in {self.folder}; stored: {known}")
        return self.folder / name

    def add(self, source: Path) -> str:
        """Copy a sound adapter into the store, unless it is there, and return its name.

        Raises:
            AdapterNotFound, CorruptFile: see `Manifest.read`.
        """
        manifest = Manifest.read(source)
        mark = hashlib.sha256((source / LABELS).read_bytes()).hexdigest()[:8]
        for known in self.names():
            if known.endswith(f"-{mark}"):
                return known
        name = f"{_made(manifest):%Y%m%d-%H%M}-{mark}"
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".") as draft:
            made = Path(draft) / name
            made.mkdir()
            for file in _FILES:
                shutil.copyfile(source / file, made / file)
            with contextlib.suppress(OSError):  # another process was quicker with the same adapter
                made.rename(self.folder / name)
        return name

    def add_from_rasa(self, model: Path) -> str:
        """Copy the adapter that `AXClassifier` persisted into a Rasa model (``.tar.gz``).

        Raises:
            AdapterNotFound: the model holds none: it was trained while A.X was not configured.
            CorruptFile: the model, or the adapter in it, cannot be read.
        """
        with _unpacked(model) as folder:
            return self.add(folder)

    def arms(self) -> Arms | None:
        """Which adapters answer; None when none was ever promoted.

        Raises:
            CorruptFile: see `read_arms`.
        """
        return read_arms(self.folder)

    def promote(self, name: str, *, share: float | None = None) -> Arms:
        """Make an adapter the stable one, or with `share` the canary for that share of the senders.

        Without a stable one there is nothing to be a canary beside: the adapter becomes stable.

        Raises:
            UnknownAdapter, CorruptFile: nothing was changed.
        """
        Manifest.read(self.path(name))
        now = self.arms()
        if now is None:
            arms = Arms(name)
        elif share is not None:
            arms = Arms(now.stable, None if name == now.stable else name, share, now.previous)
        else:
            arms = Arms(name, None, now.canary_share, now.previous if name == now.stable else now.stable)
        write_arms(self.folder, arms)
        return arms

    def rollback(self) -> Arms:
        """Take the canary away; where there is none, go back to the stable adapter before this one.

        Raises:
            UnknownAdapter: there is nothing to go back to.
            CorruptFile: the adapter to go back to is damaged.
        """
        now = self.arms()
        if now is not None and now.canary is not None:
            arms = Arms(now.stable, None, now.canary_share, now.previous)
        elif now is not None and now.previous is not None:
            Manifest.read(self.path(now.previous))
            arms = Arms(now.previous, None, now.canary_share, None)
        else:
            raise UnknownAdapter("nothing to go back to: no canary, and no adapter was stable before this one")
        write_arms(self.folder, arms)
        return arms


def _made(manifest: Manifest) -> datetime.datetime:
    with contextlib.suppress(ValueError, TypeError):
        return datetime.datetime.fromisoformat(manifest.trained["at"])
    return datetime.datetime.now(datetime.timezone.utc)


@contextlib.contextmanager
def _unpacked(model: Path) -> Iterator[Path]:
    """The folder of `model` that holds an adapter, unpacked."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        try:
            with tarfile.open(model) as archive:
                members = {Path(member.name): member for member in archive.getmembers() if member.isfile()}
                at = next((path for path in members if path.name == LABELS), None)
                if at is None:
                    raise AdapterNotFound(f"{model}: no adapter in it; it was trained while A.X was not configured")
                for file in _FILES:
                    content = archive.extractfile(members[at.parent / file])
                    if content is not None:
                        (folder / file).write_bytes(content.read())
        except (OSError, KeyError, tarfile.TarError, EOFError) as error:
            raise CorruptFile(f"{model}: not readable as a Rasa model with an adapter ({error})") from error
        yield folder
