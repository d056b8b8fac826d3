"""The server does not start on endpoints that Rasa would silently replace."""

from __future__ import annotations

from pathlib import Path

import pytest

from rasa_bot import endpoints
from rasa_bot.channels.rest import RestChannel
from rasa_bot.channels.web import WebChannel
from rasa_bot.event_broker import RabbitBroker
from settings import ROOT, SettingsError

GOOD = {
    "tracker_store": "rasa_bot.tracker_store.PostgresTrackerStore",
    "lock_store": "rasa_bot.lock_store.RedisLockStore",
    "event_broker": "rasa_bot.event_broker.RabbitBroker",
}


def _file(folder: Path, types: dict[str, str]) -> Path:
    path = folder / "endpoints.yml"
    path.write_text("".join(f"{key}:\n  type: {value}\n" for key, value in types.items()))
    return path


def test_the_projects_own_files_are_accepted() -> None:
    assert endpoints.check(ROOT / "endpoints.yml").event_broker.type.endswith(RabbitBroker.__name__)
    channels = {type(channel) for channel in endpoints.input_channels(ROOT / "credentials.yml")}
    assert channels >= {RestChannel, WebChannel}


@pytest.mark.parametrize("key", GOOD)
@pytest.mark.parametrize(
    ("named", "complaint"),
    [
        ("rasa_bot.tracker_stor.Typo", "cannot be loaded"),
        ("rasa_bot.event_broker.Typo", "cannot be loaded"),
        ("pathlib.Path", "is no "),
    ],
)
def test_a_class_that_is_mistyped_or_of_another_kind_is_refused_by_name(
    tmp_path: Path, key: str, named: str, complaint: str
) -> None:
    with pytest.raises(SettingsError, match=f"{key} {named} {complaint}"):
        endpoints.check(_file(tmp_path, {**GOOD, key: named}))


@pytest.mark.parametrize("key", GOOD)
def test_none_of_the_three_may_be_missing(tmp_path: Path, key: str) -> None:
    types = {name: value for name, value in GOOD.items() if name != key}
    with pytest.raises(SettingsError, match=f"{key} is missing"):
        endpoints.check(_file(tmp_path, types))


@pytest.mark.parametrize("text", ["", "rasa_bot.channels.none.Channel: {}\n", "pathlib.Path: {}\n"])
def test_credentials_without_a_channel_that_can_be_made_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "credentials.yml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=r"credentials\.yml"):
        endpoints.input_channels(path)
