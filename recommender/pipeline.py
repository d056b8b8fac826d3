"""The pipeline: candidates → score → ranking → diversity → slate. Each stage is a small module and can be replaced."""

from __future__ import annotations

from recommender import candidates, diversity, ranking, slate
from recommender.learning import live
from recommender.request import Request
from recommender.score import Scorer
from recommender.slate import Slate
from settings import get_settings
from storage.postgres import Pool

__all__ = ["recommend"]


async def recommend(pool: Pool, request: Request, *, scorer: Scorer | None = None) -> Slate:
    """The slate for ``request``, perhaps with fewer items than wished, or none: nothing is relaxed here.

    One query, and one more for the person where a learnt model scores. Errors of the database are those of
    `storage.errors`.
    """
    sizes = get_settings().recommend
    async with pool.autocommit() as conn:
        found, total = await candidates.find(conn, request)
        scorer = scorer or await live.scorer_for(conn, request)
    ranked = ranking.rank(scorer.score(found, request), request, enough=4 * sizes.slate_max)
    picked = diversity.pick(ranked, request, most=sizes.slate_max, least=sizes.slate_min)
    return slate.build(picked, request, total=total, model_version=scorer.version)
