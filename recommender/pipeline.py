"""The pipeline: candidates → score → ranking → diversity → slate. Each stage is a small module and can be replaced."""

from __future__ import annotations

from typing import Final

from recommender import candidates, diversity, ranking, slate
from recommender.request import Request
from recommender.score import RuleScorer, Scorer
from recommender.slate import Slate
from settings import get_settings
from storage.postgres import Pool

__all__ = ["recommend"]

_RULES: Final = RuleScorer()


async def recommend(pool: Pool, request: Request, *, scorer: Scorer = _RULES) -> Slate:
    """The slate for ``request``, perhaps with fewer items than wished, or none: nothing is relaxed here.

    One query. Errors of the database are those of `storage.errors`.
    """
    sizes = get_settings().recommend
    async with pool.autocommit() as conn:
        found = await candidates.find(conn, request)
    ranked = ranking.rank(scorer.score(found, request), request, enough=4 * sizes.slate_max)
    picked = diversity.pick(ranked, request, most=sizes.slate_max, least=sizes.slate_min)
    return slate.build(picked, request, total=found[0].total if found else 0, model_version=scorer.version)
