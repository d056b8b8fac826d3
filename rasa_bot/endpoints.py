"""Makes what endpoints.yml and credentials.yml name, and refuses to start on what cannot be made.

Rasa itself only warns of a mistyped tracker store or broker and goes on with none (R15).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.channels.channel import InputChannel
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.exceptions import RasaException
from rasa.shared.utils.common import class_from_module_path
from rasa.shared.utils.io import read_yaml_file

from settings import SettingsError

__all__ = ["check", "input_channels"]


def check(endpoints_file: Path) -> AvailableEndpoints:
    """The endpoints, each of whose classes can be loaded and is of the right kind.

    Raises:
        SettingsError: one is missing, cannot be loaded, or is something else; the line names it.
    """
    endpoints = AvailableEndpoints.read_endpoints(str(endpoints_file))
    for key, config, kind in (
        ("tracker_store", endpoints.tracker_store, TrackerStore),
        ("lock_store", endpoints.lock_store, LockStore),
        ("event_broker", endpoints.event_broker, EventBroker),
    ):
        if config is None or not config.type:
            raise SettingsError(f"{endpoints_file.name}: {key} is missing; several workers need their own")
        _class(endpoints_file.name, key, config.type, kind)
    return endpoints


def input_channels(credentials_file: Path) -> list[InputChannel]:
    """The channels credentials.yml names.

    Raises:
        SettingsError: there is none, or one cannot be loaded or lacks a credential.
    """
    named: dict[str, Any] = read_yaml_file(credentials_file) or {}
    if not named:
        raise SettingsError(f"{credentials_file.name} names no channel")
    try:
        return [
            _class(credentials_file.name, "channel", path, InputChannel).from_credentials(credentials or {})
            for path, credentials in named.items()
        ]
    except RasaException as error:
        raise SettingsError(f"{credentials_file.name}: {error}") from error


def _class(file: str, key: str, path: str, kind: type) -> Any:
    try:
        found = class_from_module_path(path)
    except (AttributeError, ImportError, RasaException) as error:
        raise SettingsError(f"{file}: {key} {path} cannot be loaded: {error}") from error
    if not (isinstance(found, type) and issubclass(found, kind)):
        raise SettingsError(f"{file}: {key} {path} is no {kind.__name__}")
    return found
