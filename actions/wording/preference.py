"""What somebody said of themselves, said back to them: what is kept, and what cannot be filtered."""

from __future__ import annotations

from actions.whose import Theirs
from actions.wording.figures import won
from actions.wording.names import avoided, listed
from actions.wording.texts import Voice, words
from members.stated import Budget, Stated

__all__ = ["stated_text", "theirs_text", "unfiltered_text"]


def stated_text(stated: Stated, voice: Voice) -> list[str]:
    """A sentence for each thing that was said; for what no filter knows, what the person has to do."""
    sentences = []
    if stated.liked:
        sentences.append(voice.say("told_liked", foods=listed(stated.liked)))
    names = words("taste")
    if liked := [names[taste] for taste, weight in stated.tastes.items() if weight > 0.5 and taste in names]:
        sentences.append(voice.say("told_tastes", tastes=listed(liked)))
    if not_liked := [names[taste] for taste, weight in stated.tastes.items() if weight <= 0.5 and taste in names]:
        sentences.append(voice.say("told_not_tastes", tastes=listed(not_liked)))
    if stated.budget is not None:
        sentences.append(voice.say("told_budget", amount=_budget_words(stated.budget, voice)))
    if substances := stated.diet - {"spicy"}:
        sentences.append(voice.say("told_diet", what=avoided(substances)))
    if "spicy" in stated.diet:
        sentences.append(voice.say("told_spicy"))
    if stated.disliked:
        sentences.append(voice.say("told_disliked", foods=listed(stated.disliked)))
    if stated.unfiltered:
        sentences.append(unfiltered_text(stated.unfiltered, voice))
    return sentences


def theirs_text(theirs: Theirs, voice: Voice) -> list[str]:
    """What is left out this time for somebody else, and what cannot be."""
    sentences = []
    named = [*([avoided(theirs.diet)] if theirs.diet else []), *theirs.disliked]
    if named:
        sentences.append(voice.say("theirs_diet", who=theirs.who, what=listed(named)))
    if theirs.unfiltered:
        sentences.append(voice.say("theirs_unfiltered", who=theirs.who, words=listed(theirs.unfiltered)))
    return sentences


def unfiltered_text(substances: tuple[str, ...], voice: Voice) -> str:
    """Says that these cannot be filtered, and what to do instead."""
    return voice.say("told_unfiltered", words=listed(substances))


def _budget_words(budget: Budget, voice: Voice) -> str:
    """``5,000원에서 8,000원``, ``8,000원 이하``, ``8,000원 이상``."""
    if budget.least is not None and budget.most is not None:
        return voice.say("told_between", least=won(budget.least), most=won(budget.most))
    if budget.most is not None:
        return voice.say("told_most", most=won(budget.most))
    return voice.say("told_least", least=won(budget.least or 0))
