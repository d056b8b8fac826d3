"""The web chat's tokens: who a browser is, and which conversation is its own. JWT, RS256.

A token is all a browser needs to come back to its conversation, and the only way to it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from pathlib import Path

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from settings import Settings, SettingsError

__all__ = ["BadToken", "Claims", "Tokens"]

_ALGORITHM = "RS256"
_ISSUER = "naviyam"
_AUDIENCE = "naviyam-web"
_KEY_BITS = 2048
_RENEW_AFTER = dt.timedelta(days=1)


class BadToken(ValueError):
    """Not ours, altered, or expired."""


@dataclasses.dataclass(frozen=True)
class Claims:
    """What a token says: the person, the conversation, and when it was issued."""

    user_id: str
    conversation_id: str
    issued_at: dt.datetime

    @property
    def is_fresh(self) -> bool:
        """Whether the token is too young to be worth a new one."""
        return dt.datetime.now(dt.timezone.utc) - self.issued_at < _RENEW_AFTER


class Tokens:
    """Issues and reads tokens with one key pair."""

    def __init__(self, private_key: bytes, public_key: bytes, *, days: int) -> None:
        self._private_key = private_key
        self._public_key = public_key
        self._lifetime = dt.timedelta(days=days)

    @classmethod
    def load(cls, settings: Settings) -> Tokens:
        """Read the keys the settings name; in development make a pair under ``var_dir`` the first time.

        Raises:
            SettingsError: production names no key, or a key cannot be read.
        """
        path = settings.web.private_key_file
        if path is None:
            if not settings.is_development:
                raise SettingsError("web.private_key_file must name the PEM file that signs tokens in production")
            path = settings.var_dir / "keys" / "web.pem"
            _make_key(path)
        try:
            private_key = path.read_bytes()
            if settings.web.public_key_file is not None:
                public_key = settings.web.public_key_file.read_bytes()
            else:
                public_key = _public_part(private_key)
        except (OSError, ValueError) as error:
            raise SettingsError(f"the web chat's key cannot be read: {error}") from error
        return cls(private_key, public_key, days=settings.web.token_days)

    def issue(self, user_id: str, conversation_id: str) -> str:
        """A token for this person and conversation."""
        now = dt.datetime.now(dt.timezone.utc)
        claims = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "sub": user_id,
            "conversation_id": conversation_id,
            "iat": now,
            "exp": now + self._lifetime,
        }
        return jwt.encode(claims, self._private_key, algorithm=_ALGORITHM)

    def read(self, token: str) -> Claims:
        """What the token says.

        Raises:
            BadToken: it was not issued by us, was altered, or has expired.
        """
        try:
            claims = jwt.decode(
                token,
                self._public_key,
                algorithms=[_ALGORITHM],
                issuer=_ISSUER,
                audience=_AUDIENCE,
                options={"require": ["exp", "iat", "sub", "conversation_id"]},
            )
        except (jwt.InvalidTokenError, ValueError) as error:
            raise BadToken(type(error).__name__) from error
        issued_at = dt.datetime.fromtimestamp(claims["iat"], dt.timezone.utc)
        return Claims(str(claims["sub"]), str(claims["conversation_id"]), issued_at)


def _make_key(path: Path) -> None:
    """Write a new private key that only we can read, unless there is one; safe when two processes start at once."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = rsa.generate_private_key(public_exponent=65_537, key_size=_KEY_BITS)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    try:
        os.link(draft, path)  # fails when the other was first: its key counts
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _public_part(private_key: bytes) -> bytes:
    key = serialization.load_pem_private_key(private_key, password=None)
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
