"""The designers' stories (the ``.yml`` files beside this one), played against the running system."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops.dialogue import stories
from ops.dialogue.play import play
from ops.dialogue.stories import Story
from tests.system import System

STORIES = stories.read(Path(__file__).parent)


def test_there_are_at_least_as_many_stories_as_promised() -> None:
    assert len(STORIES) >= 120
    assert len({story.name for story in STORIES}) == len(STORIES), "two stories of one name"


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_the_story_goes_as_written(system: System, story: Story) -> None:
    assert [str(deviation) for deviation in play(system.settings, story)] == []
