"""A choice made in a chat is learnt from by the worker, outside the choice's own transaction."""

from __future__ import annotations

import uuid

from catalog.neighbourhoods import NEIGHBOURHOODS
from tests.e2e.test_recommendation import NOON, slate_of
from tests.e2e.test_record import eventually
from tests.system import System


def test_a_choice_and_a_question_about_the_shop_reach_the_profile(system: System) -> None:
    centre = NEIGHBOURHOODS[0]
    sender = str(uuid.uuid4())
    there = {"user": "demo-coupons", "location": {"lat": centre.lat, "lng": centre.lng}, "now": NOON}
    slate = slate_of(system.say("배고파 밥 먹을 곳 추천해줘", sender=sender, **there))
    assert slate is not None
    system.say("1번으로 할게", sender=sender, **there)
    system.say("거기 몇 시까지 해?", sender=sender, **there)
    shop_id = slate["items"][0]["shop_id"]
    query = "SELECT kind FROM user_interactions WHERE user_id = 'demo-coupons' AND shop_id = %s AND created_at > %s"
    began = system.rows("SELECT created_at FROM recommendations_log WHERE slate_id = %s", (slate["slate_id"],))
    kinds = eventually(system, query, (shop_id, began[0]["created_at"]), rows=2)
    assert {"select", "view"} <= {row["kind"] for row in kinds}
    query = (
        "SELECT patterns FROM user_profiles WHERE user_id = 'demo-coupons' AND rebuilt_at IS NOT NULL"
        " AND patterns ->> 'last_category' = %s"
        " AND NOT EXISTS (SELECT FROM selection_follow_ups AS f WHERE f.user_id = user_profiles.user_id)"
    )
    (row,) = eventually(system, query, (slate["items"][0]["category"],), rows=1)
    assert row["patterns"]["choices"] >= 1
