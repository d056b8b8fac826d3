"""Every message is answered, in time, in order, once; and it is kept."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

from aiohttp import web

from settings import Settings
from storage.bus import Bus, Event
from tests.rasa_bot.conftest import ActionServer, Bot
from worker import turn


def _with(settings: Settings, section: str, **changes: Any) -> Settings:
    return settings.copy(update={section: getattr(settings, section).copy(update=changes)})


def _said(events: list[dict[str, Any]]) -> list[str]:
    return [event["text"] for event in events if event["event"] == "user"]


async def test_a_greeting_is_answered_with_text_and_buttons(bot: Bot, conversation: str) -> None:
    assert await bot.say("안녕", conversation=conversation) == [
        {"text": "안녕하세요", "buttons": [{"title": "먹을 곳", "payload": "/food_request"}]}
    ]


async def test_an_action_is_told_this_message_who_says_it_and_the_last_two_turns_only(
    bot: Bot, action_server: ActionServer, conversation: str
) -> None:
    for text in ("안녕", "반가워", "배고파"):
        await bot.say(text, conversation=conversation)
    (call,) = action_server.calls
    assert call["next_action"] == "action_recommend"
    assert call["domain"] == {}
    assert call["tracker"]["latest_message"]["metadata"]["user_id"] == "demo-12000"
    assert _said(call["tracker"]["events"]) == ["반가워", "배고파"]


async def test_without_an_action_server_the_person_gets_an_apology_and_a_retry_and_the_message_is_kept(
    bot: Bot, conversation: str
) -> None:
    await bot.agent.tracker_store.pool()  # as the server does when it starts
    began = time.monotonic()
    (reply,) = await bot.say("배고파", conversation=conversation)
    assert time.monotonic() - began < 2
    assert "미안해요" in reply["text"]
    assert bot.desk.chosen(reply["buttons"][0]["payload"]).text == "배고파"
    assert _said(await bot.events(conversation)) == ["배고파"]


async def test_an_action_that_fails_talks_nonsense_or_hangs_ends_in_an_apology_within_two_seconds(
    make_bot: Callable[[Settings], Bot], settings: Settings, action_server: ActionServer, conversation: str
) -> None:
    async def fails(_: dict[str, Any]) -> web.Response:
        raise web.HTTPInternalServerError(text="Traceback: secret")

    async def talks_nonsense(_: dict[str, Any]) -> web.Response:
        return web.Response(body=b"\xff{", content_type="application/json")

    async def hangs(_: dict[str, Any]) -> web.Response:
        await asyncio.sleep(30)
        raise AssertionError

    bot = make_bot(_with(settings, "rasa", action_timeout_ms=500))
    await bot.agent.tracker_store.pool()
    for behaviour in (fails, talks_nonsense, hangs):
        action_server.behaves = behaviour
        began = time.monotonic()
        (reply,) = await bot.say("배고파", conversation=conversation)
        assert time.monotonic() - began < 2
        assert "미안해요" in reply["text"]
        assert "secret" not in str(reply)
    assert await bot.say("안녕", conversation=conversation) != []


async def test_an_action_that_says_nothing_is_made_up_for(
    bot: Bot, action_server: ActionServer, conversation: str
) -> None:
    async def is_silent(_: dict[str, Any]) -> web.Response:
        return web.json_response({"events": [], "responses": []})

    action_server.behaves = is_silent
    (reply,) = await bot.say("조용", conversation=conversation)
    assert "다시 시도" in str(reply["buttons"])


async def test_a_turn_is_cut_off_at_its_limit_and_kept(
    make_bot: Callable[[Settings], Bot], settings: Settings, action_server: ActionServer, conversation: str
) -> None:
    async def hangs(_: dict[str, Any]) -> web.Response:
        await asyncio.sleep(30)
        raise AssertionError

    action_server.behaves = hangs
    bot = make_bot(_with(settings, "rasa", turn_timeout_ms=1_000, action_timeout_ms=900))
    await bot.agent.tracker_store.pool()
    began = time.monotonic()
    (reply,) = await bot.say("배고파", conversation=conversation)
    assert time.monotonic() - began < 1.5
    assert "오래 걸려서" in reply["text"]
    assert _said(await bot.events(conversation)) == ["배고파"]
    assert (await bot.say("안녕", conversation=conversation))[0]["text"] == "안녕하세요"


async def test_a_command_of_rasas_that_is_typed_is_only_words(bot: Bot, conversation: str) -> None:
    await bot.say("안녕", conversation=conversation)
    for text in ("/restart", "/greet", "/back", '/food_request{"budget": 1}'):
        (reply,) = await bot.say(text, conversation=conversation)
        assert reply["text"] == "못 알아들었어요"
    assert not {"restart", "undo", "rewind"} & {event["event"] for event in await bot.events(conversation)}


async def test_a_fallback_that_would_repeat_itself_is_said_once_and_the_next_message_works(
    bot: Bot, conversation: str
) -> None:
    assert await bot.say("무슨 말인지 모를 말", conversation=conversation) == [{"text": "못 알아들었어요"}]
    assert (await bot.say("안녕", conversation=conversation))[0]["text"] == "안녕하세요"


async def test_a_message_delivered_twice_at_once_by_two_workers_runs_once_and_is_answered_twice(
    make_bot: Callable[[Settings], Bot], settings: Settings, action_server: ActionServer, conversation: str
) -> None:
    bots = [make_bot(settings) for _ in range(2)]
    answers = await asyncio.gather(*(bot.say("배고파", conversation=conversation, message_id="one") for bot in bots))
    answers.append(await bots[0].say("배고파", conversation=conversation, message_id="one"))
    assert answers == [[{"text": "찾았어요"}]] * 3
    assert len(action_server.calls) == 1
    assert _said(await bots[0].events(conversation)) == ["배고파"]


async def test_messages_of_a_conversation_run_one_after_the_other_in_order(
    bot: Bot, action_server: ActionServer, conversation: str
) -> None:
    running = 0

    async def takes_its_time(_: dict[str, Any]) -> web.Response:
        nonlocal running
        running += 1
        assert running == 1
        await asyncio.sleep(0.02)
        running -= 1
        return web.json_response({"events": [], "responses": [{"text": "네"}]})

    action_server.behaves = takes_its_time
    texts = [f"배고파 {number}" for number in range(10)]
    replies = await asyncio.gather(*(bot.say(text, conversation=conversation) for text in texts))
    assert replies == [[{"text": "네"}]] * 10
    assert _said(await bot.events(conversation)) == texts


async def test_a_long_talk_starts_a_new_session_and_keeps_its_slots(
    bot: Bot, action_server: ActionServer, conversation: str
) -> None:
    async def sets_place(_: dict[str, Any]) -> web.Response:
        place = {"event": "slot", "name": "place", "value": {"lat": 37.5, "lng": 127.0}}
        return web.json_response({"events": [place], "responses": [{"text": "네"}]})

    action_server.behaves = sets_place
    await bot.say("배고파", conversation=conversation)
    for _ in range(25):
        await bot.say("안녕", conversation=conversation)
    last = await bot.agent.tracker_store.retrieve(conversation)
    assert len(_said([event.as_dict() for event in last.events])) == 6
    assert last.get_slot("place") == {"lat": 37.5, "lng": 127.0}


async def test_without_postgres_the_person_is_told_and_the_conversation_does_not_fork(
    make_bot: Callable[[Settings], Bot], settings: Settings, conversation: str
) -> None:
    away = _with(settings, "postgres", port=1, connect_timeout_ms=300)
    (reply,) = await make_bot(away).say("안녕", conversation=conversation)
    assert "미안해요" in reply["text"]
    assert "다시 시도" in str(reply["buttons"])


async def test_without_redis_and_rabbitmq_people_are_answered_all_the_same(
    make_bot: Callable[[Settings], Bot], settings: Settings, conversation: str
) -> None:
    bot = make_bot(_with(_with(settings, "redis", port=1), "rabbitmq", port=1))
    await bot.agent.tracker_store.pool()
    began = time.monotonic()
    assert (await bot.say("안녕", conversation=conversation))[0]["text"] == "안녕하세요"
    assert time.monotonic() - began < 1


async def test_a_finished_turn_is_published_once_with_what_the_worker_needs(
    bus: Bus, bot: Bot, conversation: str
) -> None:
    await bot.say("안녕", conversation=conversation, message_id="m-1")
    received: asyncio.Queue[Event] = asyncio.Queue()
    consuming = asyncio.create_task(bus.consume(received.put))
    event = await asyncio.wait_for(received.get(), 5)
    consuming.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await consuming
    assert event.routing_key == "turn"
    assert event.message_id == f"{conversation}/m-1"
    row = turn.read(event.body)
    assert (row.input_text, row.response_text, row.intent) == ("안녕", "안녕하세요", "GREET")
    assert (row.user_id, row.turn) == ("demo-12000", 1)
