"""``action_feedback``: how a meal, a shop or the recommendation was (1–5, or in words)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from actions.answer import Answer, payload
from actions.base import NaviyamAction
from actions.turn import Turn
from actions.voice import voice_for
from actions.which_shop import meant
from actions.wording.buttons import button
from actions.wording.figures import short
from actions.wording.texts import Voice, words
from members import feedback

__all__ = ["Feedback", "rating_in"]

# The strongest first: 최악 before 별로, what denies something good before what is good (맛있지 않았어). 진짜 and 정말
# strengthen either, so they say nothing by themselves.
_WORDS: Final = (
    (1, re.compile(r"최악|다신|다시는|절대\s?안|극혐|토할|끔찍")),
    (
        2,
        re.compile(
            r"별로|맛(?:이|도|은)?\s?(?:하나도\s?)?없|노맛|실망|짜증|불친절|싱거웠|비쌌|후회|좋았을|더러[워웠운]|더럽|지저분|"
            r"안\s?(?:맛있|맛났|좋|괜찮|친절|깨끗|신선)|(?<!안)(?<!안\s)짰|너무\s?짜|"
            r"(?:맛있|좋|괜찮|만족스럽|마음에\s?들|친절하|깨끗하|신선하)(?:지|진)(?:가|는|도)?\s?(?:않|못)"
        ),
    ),
    (3, re.compile(r"그냥|그저|보통|쏘쏘|나쁘지\s?않|평범|무난|최고(?:는|까진|까지는)?\s?아니")),
    (
        5,
        re.compile(
            r"최고|존맛|JMT|대박|꿀맛|짱|감동|(?:완전|진짜|정말|너무|엄청|아주|되게|매우)\s?(?:맛|좋았|좋아|만족|굿|훌륭)",
            re.IGNORECASE,
        ),
    ),
    (4, re.compile(r"맛(?:은|도)?\s?있|좋았|좋아|괜찮|만족|굿|추천\s?잘|마음에")),
)
_ABOUT_RECOMMENDATION: Final = re.compile(r"추천")
_GOOD_FROM, _BAD_TO = 4, 2


@dataclass(frozen=True)
class _Subject:
    """What is judged; ``shop_id`` None: the recommendation."""

    shop_id: int | None
    name: str


class Feedback(NaviyamAction):
    """Note the rating with weight 1.0 (specification §3.3.2), once a message; ask for stars where none was said."""

    def name(self) -> str:
        """The action's name in ``domain.yml``."""
        return "action_feedback"

    async def answer(self, turn: Turn) -> Answer:
        """Thanks that say what was noted and what it changes."""
        voice = voice_for(turn)
        if turn.user_id is None:
            return Answer(voice.say("feedback_guest"))
        subject = await self._subject(turn, turn.user_id)
        if isinstance(subject, Answer):
            return subject
        rating = rating_in(turn)
        if rating is None:
            return _ask(subject, voice)
        message_id = turn.message_id or f"{turn.conversation_id}:{turn.now.isoformat()}"
        is_new = await feedback.rate(self.pool, turn.user_id, rating, message_id, shop_id=subject.shop_id)
        if not is_new:
            return Answer(voice.say("feedback_again"))
        how = "good" if rating >= _GOOD_FROM else "bad" if rating <= _BAD_TO else "fair"
        return Answer(voice.say(f"feedback_{how}", about=short(subject.name, 20), rating=rating))

    async def _subject(self, turn: Turn, user_id: str) -> _Subject | Answer:
        if any(turn.values(name) for name in ("shop_name", "ordinal", "shop_id")):
            found = await meant(self.pool, turn, asks="feedback")
            return found if isinstance(found, Answer) else _Subject(found.shop_id, found.name)
        chosen = None
        if not _ABOUT_RECOMMENDATION.search(turn.text):
            chosen = await feedback.last_choice(self.pool, user_id, turn.now)
        return (
            _Subject(None, words("about")["recommendation"])
            if chosen is None
            else _Subject(chosen.shop_id, chosen.name)
        )


def rating_in(turn: Turn) -> int | None:
    """The rating said: in figures, else by words; None: neither."""
    said = turn.first("rating")
    if isinstance(said, int) and not isinstance(said, bool) and 1 <= said <= 5:
        return said
    if re.search(r"나쁘지\s?않", turn.text):
        return 3
    return next((rating for rating, words in _WORDS if words.search(turn.text)), None)


def _ask(subject: _Subject, voice: Voice) -> Answer:
    meant_shop = {} if subject.shop_id is None else {"shop_id": subject.shop_id}
    buttons = tuple(
        button("stars", payload("feedback", rating=stars, **meant_shop), stars="★" * stars, rating=stars)
        for stars in (5, 4, 3, 2, 1)
    )
    if subject.shop_id is None:
        return Answer(voice.say("feedback_ask_recommendation"), buttons)
    return Answer(voice.say("feedback_ask", about=short(subject.name, 20)), buttons)
