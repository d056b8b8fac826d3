"""The web chat's channel: a WebSocket at ``/ws``, spoken as `frames` says, and the page.

Any number of Rasa workers can serve it (Rasa's Socket.IO channel allows one, R13): what a connection needs beyond
itself lies in the token and in the tracker store. A message once taken in is worked on to its end though the line is
cut; the browser sends it again when it is back, and gets the answer of the first time.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.exceptions import WebsocketClosed
from sanic.request import Request
from sanic.server.websockets.impl import WebsocketImplProtocol
from websockets.exceptions import ConnectionClosed

from rasa_bot import wording
from rasa_bot.channels import frames, history, page
from rasa_bot.channels.frames import Hello, RefusedFrame, Spoken
from rasa_bot.metrics import REFUSALS, WEBSOCKETS
from rasa_bot.reception import Reception
from rasa_bot.tokens import BadToken
from rasa_bot.turns import Speaker
from settings import get_settings
from storage.errors import StorageError
from telemetry import logs

__all__ = ["WebChannel"]

_log = structlog.get_logger()

_PLATFORM = "web"
_PING_EVERY_S = 30.0
_SILENT_MAX_S = 60.0
_WAITING_MAX = 20


class WebChannel(InputChannel):  # type: ignore[misc]  # Rasa ships no types
    """Named in credentials.yml."""

    @classmethod
    def name(cls) -> str:
        """The channel's name, by which domain.yml may vary a response."""
        return _PLATFORM

    def url_prefix(self) -> str:
        """The root: the page is at ``/chat/``, the WebSocket at ``/ws``."""
        return "/"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:  # noqa: ARG002
        """WebSocket and page. ``on_new_message`` is left aside: it loses replies and errors (R11)."""
        socket = Blueprint("web_socket")
        socket.add_websocket_route(_serve, "/ws")
        return Blueprint.group(socket, page.blueprint(get_settings()))


async def _serve(request: Request, socket: WebsocketImplProtocol) -> None:
    WEBSOCKETS.inc()
    connection = _Connection(request.app.ctx.reception, socket)
    try:
        await connection.listen()
    finally:
        WEBSOCKETS.dec()
        connection.finish(request.app.ctx.unfinished)


class _Connection:
    """One open line. Frames are read at once, messages are answered one after the other."""

    def __init__(self, reception: Reception, socket: WebsocketImplProtocol) -> None:
        self._reception = reception
        self._socket = socket
        self._speaker: Speaker | None = None
        self._spoken: asyncio.Queue[Spoken] = asyncio.Queue(_WAITING_MAX)
        self._answering: asyncio.Task[None] | None = None
        self._heard_at = asyncio.get_running_loop().time()

    async def listen(self) -> None:
        """Until the browser leaves, or has been silent for too long."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                data = await self._socket.recv(timeout=_PING_EVERY_S)
            except (WebsocketClosed, ConnectionClosed, asyncio.CancelledError):
                return  # Sanic cancels recv when the line is cut
            if data is None:
                if loop.time() - self._heard_at > _SILENT_MAX_S - 1:
                    await self._socket.close(1001, "silent")
                    return
                await self._send(frames.write({"type": "ping"}))
                continue
            self._heard_at = loop.time()
            await self._take(data)

    def finish(self, unfinished: set[asyncio.Task[None]]) -> None:
        """The line is gone; what was taken in is still worked off, in ``unfinished``."""
        if self._answering is None:
            return
        if self._answering.done():
            return
        unfinished.add(self._answering)
        self._answering.add_done_callback(unfinished.discard)

    async def _take(self, data: str | bytes) -> None:
        settings = self._reception.settings
        try:
            frame = frames.read(data, self._reception.desk, bytes_max=settings.rasa.max_payload_bytes)
        except RefusedFrame as refused:
            await self._refuse(refused.to, refused.code, refused.sentence)
            return
        if isinstance(frame, Hello):
            await self._welcome(frame)
        elif isinstance(frame, Spoken):
            await self._accept(frame)

    async def _accept(self, spoken: Spoken) -> None:
        if self._speaker is None:
            await self._refuse(spoken.id, "hello_first")
        elif self._spoken.full():
            await self._refuse(spoken.id, "rate_limited")
        else:
            self._spoken.put_nowait(spoken)
            if self._answering is None or self._answering.done():
                self._answering = asyncio.create_task(self._answer_all(self._speaker))

    async def _answer_all(self, speaker: Speaker) -> None:
        while not self._spoken.empty():
            spoken = self._spoken.get_nowait()
            await self._send(frames.write({"type": "typing", "to": spoken.id}))
            messages = await self._reception.turns.answer(speaker, spoken.said, spoken.id)
            await self._send(frames.write({"type": "reply", "to": spoken.id, "messages": messages}))

    async def _welcome(self, hello: Hello) -> None:
        if self._speaker is not None:
            await self._refuse(None, "bad_frame")  # one line, one person
            return
        try:
            if hello.person is not None and not await self._is_demo_person(hello.person):
                return
            speaker, token, is_resumed = await self._identify(hello)
            past = []
            if is_resumed:
                events = await self._reception.store.said_lately(speaker.conversation_id, history.MESSAGES_MAX)
                past = history.of_events(events)
        except StorageError as error:
            _log.error("hello_failed", reason=str(error))
            await self._refuse(None, "unavailable")
            await self._socket.close(1013, "unavailable")  # the page comes back with pauses
            return
        self._speaker = speaker
        with logs.bind(conversation_id=speaker.conversation_id):
            _log.info("web_chat_opened", resumed=is_resumed)
        ready = {
            "type": "ready",
            "token": token,
            "conversation_id": speaker.conversation_id,
            "person": hello.person,
            "resumed": is_resumed,
            "history": past,
        }
        await self._send(frames.write(ready))

    async def _is_demo_person(self, person: str) -> bool:
        if not self._reception.settings.is_development:
            await self._refuse(None, "pretence_forbidden")
        elif not await self._reception.visitors.exists(person):
            await self._refuse(None, "unknown_person")
        else:
            return True
        return False

    async def _identify(self, hello: Hello) -> tuple[Speaker, str, bool]:
        """Speaker, token to keep, and whether an earlier conversation goes on."""
        if hello.token is not None:
            known = await self._known(hello.token, hello.person)
            if known is not None:
                return known
        visitors = self._reception.visitors
        user_id = hello.person or await visitors.resolve(_PLATFORM, uuid.uuid4().hex)
        speaker = Speaker(user_id, f"web-{uuid.uuid4().hex}", _PLATFORM)
        return speaker, self._reception.tokens.issue(user_id, speaker.conversation_id), False

    async def _known(self, token: str, person: str | None) -> tuple[Speaker, str, bool] | None:
        tokens = self._reception.tokens
        try:
            claims = tokens.read(token)
        except BadToken:
            await self._refuse(None, "bad_token")
            return None
        if person not in (None, claims.user_id):
            return None  # the developer picked somebody else
        if not await self._reception.visitors.exists(claims.user_id):
            await self._refuse(None, "bad_token")
            return None
        speaker = Speaker(claims.user_id, claims.conversation_id, _PLATFORM)
        return speaker, token if claims.is_fresh else tokens.issue(claims.user_id, claims.conversation_id), True

    async def _refuse(self, to: str | None, code: str, sentence: str | None = None) -> None:
        REFUSALS.labels(_PLATFORM, code).inc()
        await self._send(frames.error(to, code, sentence or wording.refusal(code)))

    async def _send(self, text: str) -> None:
        """Send unless the line is gone: the browser asks again when it is back."""
        try:
            await self._socket.send(text)
        except (WebsocketClosed, ConnectionClosed):
            return
