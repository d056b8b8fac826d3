"""The pipeline: candidates → score → ranking → diversity → slate. Each stage is a small module and can be replaced."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from prometheus_client import Histogram

from recommender import candidates, diversity, ranking, slate, sources
from recommender.learning import live
from recommender.request import Request
from recommender.score import Scorer
from recommender.slate import Slate
from recommender.sources import Named, Sources
from settings import get_settings
from storage.postgres import Pool

__all__ = ["STAGE_SECONDS", "recommend"]

STAGE_SECONDS: Final = Histogram(
    "naviyam_recommend_seconds",
    "Time of one stage of the recommender.",
    ["stage"],
    buckets=(0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.03, 0.06, 0.12, 0.25, 0.5, 1.0, 2.0),
)


async def recommend(
    pool: Pool, request: Request, *, scorer: Scorer | None = None, sources: Sources | None = None
) -> Slate:
    """The slate for ``request``, perhaps with fewer items than wished, or none: nothing is relaxed here.

    Errors of the database are those of `storage.errors`; other sources that fail name nothing.

    Args:
        scorer: what ranks the candidates; left out, the learnt model in use, else the rules.
        sources: of candidates beside the database; left out, those the process opened.
    """
    sizes = get_settings().recommend
    opened = _opened() if sources is None else sources
    with _stage("sources"):
        named = await opened.name(request) if opened else Named()
    with _stage("candidates"):
        async with pool.autocommit() as conn:
            found = await candidates.find(conn, request, shops=named.shops, menus=named.menus)
            scorer = scorer or await live.scorer_for(conn, request)
        if opened:
            found = opened.credit(named, found)
    with _stage("score"):
        scored = scorer.score(found, request)
    with _stage("rank"):
        ranked = ranking.rank(scored, request, enough=4 * sizes.slate_max)
    with _stage("diversity"):
        picked = diversity.pick(
            ranked,
            request,
            most=sizes.slate_max,
            least=sizes.slate_min,
            vectors=opened.vectors if opened else lambda _: None,
        )
    with _stage("slate"):
        return slate.build(
            picked.items,
            request,
            total=found[0].total if found else 0,
            model_version=scorer.version,
            propensities=picked.propensities,
        )


def _opened() -> Sources | None:
    return sources.current()


@contextmanager
def _stage(name: str) -> Iterator[None]:
    began = time.perf_counter()
    try:
        yield
    finally:
        STAGE_SECONDS.labels(name).observe(time.perf_counter() - began)
