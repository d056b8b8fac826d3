"""A token is ours, unaltered and young, or it is none."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path

import jwt
import pytest

from rasa_bot.tokens import BadToken, Tokens
from settings import Settings, SettingsError


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(var_dir=tmp_path_factory.mktemp("var"))


@pytest.fixture(scope="module")
def tokens(own: Settings) -> Tokens:
    return Tokens.load(own)


def _key(settings: Settings) -> Path:
    return settings.var_dir / "keys" / "web.pem"


def test_what_is_issued_is_read_back(tokens: Tokens) -> None:
    claims = tokens.read(tokens.issue("user-1", "conversation-1"))
    assert (claims.user_id, claims.conversation_id) == ("user-1", "conversation-1")
    assert claims.is_fresh


def test_the_key_is_made_once_and_only_we_can_read_it(own: Settings, tokens: Tokens) -> None:
    assert stat.S_IMODE(_key(own).stat().st_mode) == 0o600
    assert Tokens.load(own).read(tokens.issue("u", "c")).user_id == "u"


def test_a_token_of_another_key_is_refused(tokens: Tokens, tmp_path: Path) -> None:
    with pytest.raises(BadToken):
        tokens.read(Tokens.load(Settings(var_dir=tmp_path)).issue("u", "c"))


def test_forged_and_broken_tokens_are_refused(own: Settings, tokens: Tokens) -> None:
    now = dt.datetime.now(dt.timezone.utc)
    claims = {
        "iss": "naviyam",
        "aud": "naviyam-web",
        "sub": "u",
        "conversation_id": "c",
        "iat": now,
        "exp": now + dt.timedelta(days=1),
    }
    private_key = _key(own).read_bytes()
    head, body, signature = tokens.issue("u", "c").split(".")
    without_conversation = {key: value for key, value in claims.items() if key != "conversation_id"}
    forged = [
        "",
        "x",
        "a.b.c",
        f"{head}.{body}.",
        f"{head}.{body[:-4]}AAAA.{signature}",
        jwt.encode(claims, "", algorithm="none"),
        jwt.encode({**claims, "exp": now - dt.timedelta(seconds=1)}, private_key, algorithm="RS256"),
        jwt.encode({**claims, "aud": "another"}, private_key, algorithm="RS256"),
        jwt.encode(without_conversation, private_key, algorithm="RS256"),
    ]
    for token in forged:
        with pytest.raises(BadToken):
            tokens.read(token)


def test_production_must_name_its_key(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"web\.private_key_file"):
        Tokens.load(Settings(mode="production", var_dir=tmp_path))
    with pytest.raises(SettingsError, match="cannot be read"):
        Tokens.load(Settings(mode="production", web={"private_key_file": tmp_path / "none.pem"}))
