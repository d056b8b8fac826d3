"""The model in use in a process: swapped while it runs, refused when it is bad, and fed the features it learnt on."""

from __future__ import annotations

import asyncio
import json
import shutil
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from psycopg.types.json import Jsonb

from recommender import candidates, recommend
from recommender.learning import artifact, live, people, registry, shop_facts, vectors
from recommender.learning.artifact import Model
from recommender.learning.dataset import DatasetError
from recommender.learning.examples import features_of
from recommender.learning.facts import Facts, Visits, facts_of, visits_of
from recommender.learning.layout import DENSE
from recommender.learning.live import Live
from recommender.learning.log_reading import read_log
from recommender.learning.rows import CATEGORY_CODES
from recommender.learning.scorer import WideDeepScorer
from recommender.selection import Selection, select
from recommender.slate import Slate
from recommender.sources import Sources
from settings import Settings
from storage import queries
from storage.postgres import Pool
from tests.recommender.conftest import request_at


@pytest.fixture
async def running(catalogue: Pool, settings: Settings, folder: Path, tmp_path: Path) -> AsyncIterator[Live]:
    """A process's model keeper, with the model ``small`` in its folder and none in use."""
    models = artifact.folder_of(tmp_path)
    models.mkdir(parents=True)
    shutil.copytree(folder / "small", models / "small", ignore=shutil.ignore_patterns("saved_model"))
    kept = Live(catalogue, settings.copy(update={"var_dir": tmp_path}))
    yield kept
    await kept.stop()


@pytest.fixture
async def person(pool: Pool) -> str:
    """A new person with a liking and a budget."""
    user_id = f"learner-{uuid.uuid4()}"
    async with pool.connection() as conn:
        await conn.execute("INSERT INTO users (user_id) VALUES (%s)", [user_id])
        await conn.execute(
            "INSERT INTO user_profiles (user_id, preferred_categories, average_budget) VALUES (%s, %s, 7000)",
            [user_id, Jsonb({"한식": 1.0, "분식": 0.5})],
        )
    return user_id


async def test_without_a_model_the_rules_score(running: Live, catalogue: Pool) -> None:
    await running.refresh()
    assert (await recommend(catalogue, request_at())).model_version == "rule-1"


async def test_a_model_is_taken_into_use_and_out_of_it_while_running(
    running: Live, catalogue: Pool, person: str
) -> None:
    artifact.point_at(running.folder, "small")
    await running.refresh()
    slate = await recommend(catalogue, request_at(user_id=person))
    assert slate.model_version == "small"
    assert 3 <= len(slate.items) <= 5
    assert 0 < slate.items[0].base < 1
    assert slate.items[0].bonus in (0.0, 0.2)
    artifact.point_at(running.folder, None)
    await running.refresh()
    assert (await recommend(catalogue, request_at(user_id=person))).model_version == "rule-1"


async def test_a_model_that_cannot_be_used_leaves_the_one_in_use(running: Live, catalogue: Pool) -> None:
    artifact.point_at(running.folder, "small")
    await running.refresh()
    shutil.copytree(running.folder / "small", running.folder / "later")
    card = running.folder / "later" / "model.json"
    card.write_text(json.dumps({**json.loads(card.read_text()), "version": "later", "features": "v9"}))
    (running.folder / "current.json").write_text(json.dumps({"version": "later"}))
    await running.refresh()
    assert (await recommend(catalogue, request_at())).model_version == "small"


async def test_the_facts_of_shops_are_those_of_the_catalogue(catalogue: Pool) -> None:
    facts = await shop_facts.read(catalogue)
    async with catalogue.connection() as conn:
        row = await (
            await conn.execute(
                "SELECT s.shop_id, s.rating::float8 AS rating, min(m.price) AS least, count(*) AS menus FROM shops s"
                " JOIN menus m USING (shop_id) WHERE s.rating > 0 AND m.is_available AND NOT s.is_closed_down"
                " GROUP BY s.shop_id ORDER BY s.shop_id LIMIT 1"
            )
        ).fetchone()
    assert row is not None
    found = facts.of(np.array([row["shop_id"], 2_000_000_000]), 30_000.0)
    assert found["rating"][0] == pytest.approx(row["rating"])
    assert found["min_price"][0] == row["least"]
    assert found["menus"][0] == row["menus"]
    assert found["district"][1] == found["rating"][1] == found["age_days"][1] == 0


WISHES: tuple[dict[str, Any], ...] = (
    {"budget": 9000},
    {"budget": 8500, "text": "매콤한 국물"},
    {"budget": 8000, "order": "cheap", "below_price": 6500, "with_others": True, "weather": "rain"},
    {"budget": 8500, "text": "매콤한 국물", "with_others": False},
)


async def test_serving_and_training_make_the_same_features_of_the_same_slates(
    catalogue: Pool, sources: Sources, person: str, model: Model
) -> None:
    served = []
    for wish in WISHES:
        request = request_at(user_id=person, meal_time="lunch", spendable=12_000, **wish)
        facts = await shop_facts.read(catalogue)
        named = await sources.name(request)
        async with catalogue.autocommit() as conn:
            known = await people.read(conn, person)
            found = await candidates.find(conn, request, shops=named.shops, menus=named.menus)
        found = sources.credit(named, found)
        recent = await shop_facts.read_recent(catalogue)
        slate = await recommend(catalogue, request, sources=sources)
        shown = {item.shop_id: item for item in slate.items}
        offered = sorted((one for one in found if one.shop_id in shown), key=lambda one: list(shown).index(one.shop_id))
        served.append(WideDeepScorer(model, known, facts, recent).features(offered, request))
        await _logged(catalogue, slate, person, choice=slate.items[0].shop_id)
        await _rated(catalogue, person, slate.items[0].shop_id, 1 if len(served) == 1 else 5)
    log = await read_log(catalogue)
    user = log.requests.user[-1]
    own = np.flatnonzero(log.requests.user == user)
    assert len(own) == len(WISHES)
    trained = features_of(log, own, model.markov)
    np.testing.assert_allclose(trained.dense, np.concatenate([one.dense for one in served]), atol=1e-4)
    np.testing.assert_allclose(trained.online, np.concatenate([one.online for one in served]), atol=1e-4)
    np.testing.assert_array_equal(trained.crosses, np.concatenate([one.crosses for one in served]))
    np.testing.assert_array_equal(trained.shop, np.concatenate([one.shop for one in served]))
    np.testing.assert_array_equal(trained.recent, np.concatenate([one.recent for one in served]))
    np.testing.assert_array_equal(trained.user, np.concatenate([one.user for one in served]))
    for name in ("visited", "text_similarity", "company_fit", "urgency_cheapness"):
        assert trained.dense[:, DENSE.index(name)].any(), f"{name} is 0 everywhere, or this proves little"
    assert log.chosen[log.rows_of(own)].sum() == len(WISHES)
    assert await vectors.keep(catalogue, log) > 4
    async with catalogue.connection() as conn:
        row = await (await conn.execute("SELECT dense FROM feature_vectors WHERE user_id = %s", [person])).fetchone()
    assert row is not None
    assert len(row["dense"]) == 32
    assert row["dense"]["likes_한식"] == pytest.approx(float(served[-1].dense[0, 0]), abs=1e-3)


async def test_an_empty_log_is_said(pool: Pool) -> None:
    with pytest.raises(DatasetError, match="no slate was shown"):
        await read_log(pool, days=0)


async def test_the_registry_remembers_which_model_is_in_use(pool: Pool, model: Model) -> None:
    later = artifact.Card(**{**vars(model.card), "version": f"later-{uuid.uuid4().hex[:8]}"})
    await registry.record(pool, model.card, is_current=True)
    await registry.record(pool, later, is_current=True)
    rows = {row["version"]: row for row in await registry.recorded(pool)}
    assert rows[later.version]["is_current"]
    assert not rows[model.card.version]["is_current"]
    assert rows[later.version]["metrics"]["validation_loss"] > 0


async def _logged(pool: Pool, slate: Slate, person: str, *, choice: int) -> None:
    """The slate as the event worker writes it, and the choice as the action does."""
    as_json = slate.as_json()
    async with pool.autocommit() as conn:
        now = await (await conn.execute("SELECT now() AS now")).fetchone()
        assert now is not None
        await queries.load("worker").add_slate(
            conn,
            slate_id=slate.slate_id,
            conversation_id="learning",
            user_id=person,
            session_id=None,
            request=Jsonb(as_json["request"]),
            relaxed=as_json["relaxed"],
            recommendations=Jsonb(as_json["items"]),
            model_version=slate.model_version,
            created_at=now["now"],
        )
    chosen = next(item for item in slate.items if item.shop_id == choice)
    place = [item.shop_id for item in slate.items].index(choice) + 1
    assert await select(
        pool, Selection(slate.slate_id, "learning", person, choice, chosen.menu.menu_id, chosen.category, place)
    )


async def _rated(pool: Pool, person: str, shop: int, rating: int) -> None:
    async with pool.autocommit() as conn:
        await conn.execute(
            "INSERT INTO user_interactions (user_id, shop_id, kind, weight, rating) VALUES (%s, %s, 'rate', 1, %s)",
            [person, shop, rating],
        )


async def test_a_process_keeps_looking_by_itself(running: Live, settings: Settings, catalogue: Pool) -> None:
    often = settings.learning.copy(update={"check_seconds": 0.05})
    var_dir = running.folder.parents[1]
    started = await live.start(catalogue, settings.copy(update={"var_dir": var_dir, "learning": often}))
    try:
        assert (await recommend(catalogue, request_at())).model_version == "rule-1"
        artifact.point_at(running.folder, "small")
        await _until_scored_by(catalogue, "small")
        artifact.point_at(running.folder, None)
        await _until_scored_by(catalogue, "rule-1")
    finally:
        await started.stop()


async def _until_scored_by(pool: Pool, version: str) -> None:
    for _ in range(500):
        if (await recommend(pool, request_at())).model_version == version:
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"nobody took {version} into use")


async def test_beside_a_refused_model_the_facts_of_the_one_in_use_stay_fresh(running: Live, catalogue: Pool) -> None:
    artifact.point_at(running.folder, "small")
    await running.refresh()
    (running.folder / "current.json").write_text(json.dumps({"version": "never"}))
    shop = (await recommend(catalogue, request_at())).items[0].shop_id
    await running.refresh()
    running._facts_at = -1e9
    async with catalogue.autocommit() as conn:
        row = await (await conn.execute("SELECT rating FROM shops WHERE shop_id = %s", [shop])).fetchone()
        await conn.execute("UPDATE shops SET rating = 1.3 WHERE shop_id = %s", [shop])
    try:
        await running.refresh()
    finally:
        async with catalogue.autocommit() as conn:
            await conn.execute("UPDATE shops SET rating = %s WHERE shop_id = %s", [(row or {})["rating"], shop])
    assert live._in_use is not None
    assert live._in_use.model.card.version == "small"
    assert live._in_use.facts.of(np.array([shop]), 30_000.0)["rating"][0] == pytest.approx(1.3)


async def test_whatever_one_look_brings_the_next_one_comes(
    running: Live, catalogue: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_: object) -> None:
        raise RuntimeError("a row nobody expected")

    artifact.point_at(running.folder, "small")
    with monkeypatch.context() as patch:
        patch.setattr(shop_facts, "read_recent", fails)
        await running.refresh()
    await running.refresh()
    assert (await recommend(catalogue, request_at())).model_version == "small"


async def test_a_rating_is_no_choice_and_a_bad_one_no_liking(catalogue: Pool) -> None:
    person = f"rater-{uuid.uuid4()}"
    items = (await recommend(catalogue, request_at())).items
    shops = [items[0].shop_id, items[1].shop_id]
    async with catalogue.autocommit() as conn:
        await conn.execute("INSERT INTO users (user_id) VALUES (%s)", [person])
        for shop in shops:
            await conn.execute(
                "INSERT INTO user_interactions (user_id, shop_id, menu_id, kind, weight, context)"
                " SELECT %s, shop_id, CASE WHEN shop_id = %s THEN menu_id END, 'select', 0.8, %s FROM menus"
                " WHERE shop_id = %s ORDER BY menu_id LIMIT 1",
                [person, shops[0], Jsonb({"with_coupon": shop == shops[0]}), shop],
            )
        row = await (
            await conn.execute("SELECT price FROM menus WHERE shop_id = %s ORDER BY menu_id LIMIT 1", [shops[0]])
        ).fetchone()

    async def known(rating: int | None) -> tuple[Facts, Visits]:
        async with catalogue.connection() as conn:
            if rating is not None:
                await conn.execute(
                    "INSERT INTO user_interactions (user_id, shop_id, kind, weight, rating)"
                    " VALUES (%s, %s, 'rate', 1, %s)",
                    [person, shops[0], rating],
                )
            found = await people.read(conn, person)
            await conn.rollback()
        return facts_of(found), visits_of(found, np.array([0]), np.array([shops[0]]))

    kind = CATEGORY_CODES[items[0].category]
    (plain, visits), (bad, after), (good, _) = [await known(rating) for rating in (None, 1, 5)]
    assert bad.categories[0, kind] < plain.categories[0, kind] < good.categories[0, kind]
    assert visits.count[0] == after.count[0] == 1
    assert plain.budget[0] == bad.budget[0] == (row or {})["price"], "a menu that is gone is no meal for nothing"
    assert plain.coupon[0] > 0
