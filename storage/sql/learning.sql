-- What the learnt recommender reads and records. Read by recommender/learning.

-- name: person(user_id, history, slates)^
-- One person for one slate: profile, the last interactions and the last slates, newest first. NULLs for a stranger.
-- A rating speaks for or against its category, with the strength below that of a choice (the choice has its own row), so
-- that it never counts as one: the same in `logged_interactions`.
-- `stated_categories` is a column once personalisation is installed; before, the preferred ones are the stated ones.
SELECT
    coalesce(nullif(to_jsonb(p) -> 'stated_categories', 'null'), p.preferred_categories) AS categories,
    p.taste,
    p.average_budget,
    p.personality_type,
    p.interaction_count,
    p.favourite_shops,
    cardinality(p.dietary_restrictions) > 0 AS has_diet,
    f.age_group,
    (
        SELECT jsonb_agg(jsonb_build_array(
            i.shop_id, s.category, extract(epoch FROM now() - i.created_at) / 86400.0,
            extract(hour FROM i.created_at AT TIME ZONE 'Asia/Seoul')::int, m.price,
            CASE
                WHEN i.kind <> 'rate' THEN i.weight
                WHEN i.rating < 3 THEN -i.weight
                WHEN i.rating > 3 THEN 0.4
                ELSE 0
            END,
            m.tastes, s.is_good_influence_shop, i.context -> 'with_coupon' IS NOT DISTINCT FROM 'true') ORDER BY i.created_at DESC)
        FROM (
            SELECT * FROM user_interactions
            WHERE user_id = :user_id AND kind IN ('view', 'click', 'select', 'rate')
            ORDER BY created_at DESC
            LIMIT :history
        ) AS i
        JOIN shops AS s ON s.shop_id = i.shop_id
        LEFT JOIN menus AS m ON m.menu_id = i.menu_id
    ) AS history,
    (
        SELECT jsonb_agg(jsonb_build_array(item -> 'shop_id', item -> 'category') ORDER BY l.created_at DESC, place)
        FROM (
            SELECT * FROM recommendations_log
            WHERE user_id = :user_id AND recommendations IS NOT NULL
            ORDER BY created_at DESC
            LIMIT :slates
        ) AS l
        CROSS JOIN LATERAL jsonb_array_elements(l.recommendations) WITH ORDINALITY AS items (item, place)
        WHERE (item ->> 'shop_id')::int IS DISTINCT FROM l.user_final_selection
    ) AS passed
FROM (SELECT (:user_id)::text AS user_id) AS asked
LEFT JOIN user_profiles AS p ON p.user_id = asked.user_id
LEFT JOIN foodcard_users AS f ON f.user_id = asked.user_id;

-- name: shop_facts(after, most)
-- A page of what the model must know of every shop; pages are short, so that no reply waits for one.
SELECT
    s.shop_id,
    s.district,
    coalesce(s.rating, 0)::float8 AS rating,
    extract(epoch FROM s.created_at) / 86400.0 AS opened,
    coalesce(m.mean_price, 0)::float8 AS mean_price,
    coalesce(m.min_price, 0)::float8 AS min_price,
    coalesce(m.menus, 0) AS menus
FROM (SELECT * FROM shops WHERE shop_id > :after ORDER BY shop_id LIMIT :most) AS s
LEFT JOIN LATERAL (
    SELECT avg(price) AS mean_price, min(price) AS min_price, count(*) AS menus
    FROM menus
    WHERE menus.shop_id = s.shop_id AND menus.is_available
) AS m ON TRUE
WHERE NOT s.is_closed_down
ORDER BY s.shop_id;

-- name: shop_page_end(after, most)$
-- The last shop of the page that begins after `after`; NULL at the end.
SELECT max(shop_id) FROM (SELECT shop_id FROM shops WHERE shop_id > :after ORDER BY shop_id LIMIT :most) AS page;

-- name: recent_popularity()
-- What was looked at or chosen in the last five minutes (specification §5.3).
SELECT shop_id, sum(weight)::float8 AS weight
FROM user_interactions
WHERE created_at > now() - interval '5 minutes' AND kind IN ('view', 'click', 'select')
GROUP BY shop_id;

-- name: logged_slates(since)
-- The slates to learn from, oldest first; the person's card and profile are those of today.
SELECT
    l.slate_id::text AS slate_id, l.user_id, l.request, l.recommendations, l.user_final_selection AS chosen,
    extract(epoch FROM l.created_at)::float8 / 86400.0 AS day
FROM recommendations_log AS l
WHERE l.created_at >= :since AND l.user_id IS NOT NULL AND l.request IS NOT NULL
    AND jsonb_array_length(l.recommendations) > 0
ORDER BY l.created_at, l.slate_id;

-- name: logged_interactions(since)
SELECT
    i.user_id, i.shop_id, i.kind, s.category, extract(epoch FROM i.created_at)::float8 / 86400.0 AS day,
    extract(hour FROM i.created_at AT TIME ZONE 'Asia/Seoul')::int AS hour, m.price,
    (CASE
        WHEN i.kind <> 'rate' THEN i.weight
        WHEN i.rating < 3 THEN -i.weight
        WHEN i.rating > 3 THEN 0.4
        ELSE 0
    END)::float8 AS weight,
    m.tastes, s.is_good_influence_shop AS good, i.context -> 'with_coupon' IS NOT DISTINCT FROM 'true' AS coupon
FROM user_interactions AS i
JOIN shops AS s ON s.shop_id = i.shop_id
LEFT JOIN menus AS m ON m.menu_id = i.menu_id
WHERE i.created_at >= :since AND i.kind IN ('view', 'click', 'select', 'rate')
ORDER BY i.created_at;

-- name: logged_people()
-- Everybody who has a slate in the log.
SELECT
    u.user_id,
    coalesce(nullif(to_jsonb(p) -> 'stated_categories', 'null'), p.preferred_categories) AS categories,
    p.taste, p.average_budget, p.personality_type, p.favourite_shops,
    cardinality(p.dietary_restrictions) > 0 AS has_diet, f.age_group
FROM users AS u
LEFT JOIN user_profiles AS p ON p.user_id = u.user_id
LEFT JOIN foodcard_users AS f ON f.user_id = u.user_id
WHERE EXISTS (SELECT FROM recommendations_log AS l WHERE l.user_id = u.user_id);

-- name: logged_menus(menus)
-- The tastes of menus that were shown, and what their shops are.
SELECT m.menu_id, m.tastes, s.popularity_score::float8 AS popularity, s.is_good_influence_shop AS good
FROM menus AS m
JOIN shops AS s ON s.shop_id = m.shop_id
WHERE m.menu_id = ANY(:menus::int[]);

-- name: retire_current(kind)!
UPDATE model_registry SET is_current = FALSE WHERE kind = :kind AND is_current;

-- name: register_model(kind, version, features, trained_at, data, metrics, is_current)!
INSERT INTO model_registry (kind, version, features, trained_at, data, metrics, is_current)
VALUES (:kind, :version, :features, :trained_at, :data, :metrics, :is_current)
ON CONFLICT (kind, version) DO UPDATE SET metrics = excluded.metrics, is_current = excluded.is_current;

-- name: registered_models(kind)
SELECT version, features, trained_at, data, metrics, is_current
FROM model_registry
WHERE kind = :kind
ORDER BY trained_at DESC;

-- name: keep_user_vector(user_id, version, dense)*!
-- Who is gone since the log was read is left out; who goes later takes the vector along.
INSERT INTO feature_vectors (user_id, version, dense)
SELECT user_id, :version, :dense FROM users WHERE user_id = :user_id
ON CONFLICT (user_id) DO UPDATE SET dense = excluded.dense, version = excluded.version, computed_at = now();

-- name: keep_shop_vector(shop_id, version, dense)*!
INSERT INTO feature_vectors (shop_id, version, dense)
SELECT shop_id, :version, :dense FROM shops WHERE shop_id = :shop_id
ON CONFLICT (shop_id) DO UPDATE SET dense = excluded.dense, version = excluded.version, computed_at = now();
