"""Of several variants, the one just said is not said again; channel and metadata do as designers expect."""

from __future__ import annotations

import itertools

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

from rasa_bot.variants import VaryingGenerator

RESPONSES = {
    "utter_thank": [{"text": "천만에요."}, {"text": "또 와요."}, {"text": "맛있게 먹어요."}],
    "utter_one": [{"text": "하나예요.", "metadata": {"source": "shops.name"}}],
    "utter_place": [{"text": "위치를 보내 주세요."}, {"text": "동네 이름을 써 주세요.", "channel": "kakao"}],
}


def tracker() -> DialogueStateTracker:
    """A conversation that has just begun."""
    slots: list[Slot] = []
    return DialogueStateTracker("talk", slots)


async def say(generator: VaryingGenerator, talk: DialogueStateTracker, name: str, channel: str = "web") -> str:
    """One turn: the person speaks, the bot says the response; returns its words."""
    talk.update(UserUttered("고마워", message_id=str(len(talk.events))))
    said = await generator.generate(name, talk, channel)
    assert said is not None
    talk.update(BotUttered(said.pop("text"), metadata=said))
    return str(talk.events[-1].text)


async def test_no_variant_comes_twice_in_a_row_and_all_of_them_come() -> None:
    generator, talk = VaryingGenerator(RESPONSES), tracker()
    said = [await say(generator, talk, "utter_thank") for _ in range(30)]
    assert all(one != other for one, other in itertools.pairwise(said))
    assert set(said) == {one["text"] for one in RESPONSES["utter_thank"]}


async def test_the_only_variant_may_repeat_and_keeps_its_source_to_itself() -> None:
    generator, talk = VaryingGenerator(RESPONSES), tracker()
    assert [await say(generator, talk, "utter_one") for _ in range(2)] == ["하나예요."] * 2
    assert "source" not in str(talk.events[-1].metadata)


async def test_a_channel_hears_its_own_words() -> None:
    generator, talk = VaryingGenerator(RESPONSES), tracker()
    assert await say(generator, talk, "utter_place", "kakao") == "동네 이름을 써 주세요."
    assert await say(generator, talk, "utter_place", "web") == "위치를 보내 주세요."


async def test_an_unknown_response_is_none() -> None:
    assert await VaryingGenerator(RESPONSES).generate("utter_nothing", tracker(), "web") is None
