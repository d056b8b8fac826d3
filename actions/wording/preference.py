"""What somebody said of themselves, said back to them: what is kept, and what cannot be filtered."""

from __future__ import annotations

from actions.wording.figures import won
from actions.wording.josa import with_particle
from actions.wording.names import TASTE, avoided, listed
from members.stated import Budget, Stated

__all__ = ["budget_words", "stated_text", "unfiltered_text"]


def stated_text(stated: Stated) -> list[str]:
    """A sentence for each thing that was said; for what no filter knows, what the person has to do."""
    sentences = []
    if stated.liked:
        sentences.append(f"{with_particle(listed(list(stated.liked)), '을')} 좋아하는군요.")
    if liked := [TASTE[taste] for taste, weight in stated.tastes.items() if weight > 0.5 and taste in TASTE]:
        sentences.append(f"{listed(liked)} 맛을 좋아하는군요.")
    if not_liked := [TASTE[taste] for taste, weight in stated.tastes.items() if weight <= 0.5 and taste in TASTE]:
        sentences.append(f"{listed(not_liked)} 맛은 안 좋아하는군요.")
    if stated.budget is not None:
        sentences.append(f"한 끼에 {budget_words(stated.budget)} 정도로 기억할게요.")
    if substances := stated.diet - {"spicy"}:
        sentences.append(f"{with_particle(avoided(substances), '이')} 들어간다고 표시된 메뉴는 앞으로 빼고 찾을게요.")
    if "spicy" in stated.diet:
        sentences.append("매운 메뉴는 앞으로 빼고 찾을게요.")
    if stated.disliked:
        sentences.append(f"{with_particle(listed(list(stated.disliked)), '은')} 앞으로 빼고 찾을게요.")
    if stated.unfiltered:
        sentences.append(unfiltered_text(stated.unfiltered))
    return sentences


def unfiltered_text(words: tuple[str, ...]) -> str:
    """Says that these cannot be filtered, and what to do instead."""
    what = with_particle(listed(list(words)), "은")
    return f"{what} 가게 정보에 표시가 없어서 제가 걸러 드릴 수 없어요. 먹기 전에 가게에 꼭 물어봐 주세요."


def budget_words(budget: Budget) -> str:
    """``5,000원에서 8,000원``, ``8,000원 이하``, ``8,000원 이상``."""
    if budget.least is not None and budget.most is not None:
        return f"{won(budget.least)}에서 {won(budget.most)}"
    return f"{won(budget.most)} 이하" if budget.most is not None else f"{won(budget.least or 0)} 이상"
