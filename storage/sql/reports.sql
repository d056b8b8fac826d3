-- Tickets about wrong data, and what they do to a shop. Read by members/reports.py.

-- name: add(user_id, shop_id, kind, words, message_id)^
INSERT INTO reports (user_id, shop_id, kind, words, message_id)
SELECT users.user_id, :shop_id::int, :kind, :words, :message_id FROM users WHERE users.user_id = :user_id
ON CONFLICT (user_id, message_id) DO NOTHING
RETURNING report_id;

-- name: judge(shop_id, days, at)^
-- Trust follows from how many different people report the shop: two may be wrong, from the third on each weighs 0.2.
WITH reporters AS (
    SELECT count(DISTINCT user_id)::int AS people
    FROM reports
    WHERE shop_id = :shop_id
        AND status = 'open'
        AND created_at > (:at)::timestamptz - make_interval(days => :days)
)
UPDATE shops
SET trust = greatest(0, 1 - 0.2 * greatest(0, reporters.people - 2))
FROM reporters
WHERE shops.shop_id = :shop_id
RETURNING shops.trust::float8 AS trust, reporters.people;

-- name: of_shop(shop_id, days, at)
-- What different people have reported lately and nobody has settled.
SELECT kind, count(DISTINCT user_id)::int AS people
FROM reports
WHERE shop_id = :shop_id
    AND status = 'open'
    AND created_at > (:at)::timestamptz - make_interval(days => :days)
GROUP BY kind;
