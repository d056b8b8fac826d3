-- Which shops and menus may be recommended, and which shop a person means. Read by recommender/candidates.py, lookup.py.

-- name: find_candidates(lng, lat, is_holiday, day_minute, after_holiday, week_minute, day, day_before, dish_words, radius_m, cards, categories, not_categories, exclude_shops, named_shops, with_closed, cheap_first, visit, dishes, min_price, max_price, avoid_allergens, avoid_tastes, tastes, dish_patterns, not_dishes, not_dish_patterns, with_sides, side_dishes, named_menus, is_careful, target_price, most)
-- One row a shop that passes every hard filter, with the menu that fits best. All sources of candidates pass through here:
-- `named_shops` and `named_menus` are those that vectors and the popular list name; being named only gets a shop looked at.
-- The columns are the fields of recommender.candidates.Candidate, in their order.
-- `open_hint` is a sieve over the derived minutes; catalog.hours has the last word on the few that are shown.
-- Work is bounded: of the shops near, the `visit` likeliest and the named have their menus looked at. `total` counts those
-- that passed before the limit, `is_cut` tells whether there were shops nobody looked at, and `is_own` whether the shop
-- would have been looked at unnamed.
WITH here AS (
    SELECT ST_SetSRID(ST_MakePoint(:lng, :lat), 4326)::geography AS point
),
near AS MATERIALIZED (
    SELECT
        s.shop_id,
        s.cheapest,
        ST_Distance(s.location, here.point) AS distance,
        CASE
            WHEN s.open_minutes IS NULL THEN NULL
            WHEN :is_holiday AND s.holiday_minutes @> :day_minute::int THEN TRUE
            -- Last night's opening: a holiday's runs on in its own minutes, any other in those of the week.
            WHEN :after_holiday AND s.holiday_minutes @> (:day_minute::int + 1440) THEN TRUE
            WHEN (NOT :is_holiday OR :day_minute < 360) AND s.open_minutes @> :week_minute::int THEN TRUE
            WHEN jsonb_exists(s.business_hours, :day)
                AND (:day_minute >= 360 OR jsonb_exists(s.business_hours, :day_before)) THEN FALSE
        END AS open_hint,
        -- Words of the dish among the shop's: only an order of looking, a menu is matched by its own row below.
        s.search @@ :dish_words::tsquery AS has_words
    FROM shops AS s, here
    WHERE ST_DWithin(s.location, here.point, :radius_m)
        AND s.cheapest <= :max_price
        AND NOT s.is_closed_down
        AND s.is_food_card_shop = ANY(:cards::bpchar[])
        AND (:categories::text[] IS NULL OR s.category = ANY(:categories::text[]))
        AND s.category <> ALL(:not_categories::text[])
        AND s.shop_id <> ALL(:exclude_shops::int[])
        -- Several people report it: see storage/sql/reports.sql.
        AND s.trust >= 0.4
),
visited AS MATERIALIZED (
    SELECT *
    FROM (
        SELECT
            near.*,
            (near.shop_id IN (SELECT unnest(:named_shops::int[]))) IS TRUE AS is_named,
            row_number() OVER (
                ORDER BY
                    near.has_words DESC NULLS LAST,
                    near.open_hint DESC NULLS LAST,
                    CASE WHEN :cheap_first THEN near.cheapest END,
                    near.distance,
                    near.shop_id
            ) AS place
        FROM near
        WHERE :with_closed OR near.open_hint IS DISTINCT FROM FALSE
    ) AS placed
    WHERE :visit::int IS NULL OR place <= :visit::int OR is_named
),
fitted AS (
    SELECT
        visited.*,
        fitting.*,
        count(*) OVER () AS total
    FROM visited
    CROSS JOIN LATERAL (
        SELECT
            m.menu_id,
            m.name AS menu_name,
            m.price,
            m.allergens,
            m.tastes,
            m.is_popular,
            m.dish = ANY(:dishes::text[]) IS TRUE AS dish_asked,
            -- IN a subquery is hashed whatever the plan; ANY of an array parameter would be searched for every menu.
            (m.dish IN (SELECT unnest(:side_dishes::text[]))) IS TRUE AS is_side
        FROM menus AS m
        WHERE m.shop_id = visited.shop_id
            AND m.is_available
            AND m.price BETWEEN :min_price AND :max_price
            AND NOT coalesce(m.allergens, '{}') && :avoid_allergens::text[]
            AND NOT m.tastes && :avoid_tastes::text[]
            AND m.tastes @> :tastes::text[]
            AND (
                :dishes::text[] IS NULL
                OR m.dish = ANY(:dishes::text[])
                OR m.name ILIKE ANY(:dish_patterns::text[])
            )
            AND (
                cardinality(:not_dish_patterns::text[]) = 0
                OR NOT (coalesce(m.dish, '') = ANY(:not_dishes::text[]) OR m.name ILIKE ANY(:not_dish_patterns::text[]))
            )
            AND (:with_sides OR (m.dish IN (SELECT unnest(:side_dishes::text[]))) IS NOT TRUE)
        ORDER BY
            dish_asked DESC,
            (m.menu_id IN (SELECT unnest(:named_menus::int[]))) IS TRUE DESC,
            is_side,
            (:is_careful AND m.allergens IS NULL),
            CASE WHEN :cheap_first THEN m.price END,
            m.is_popular DESC,
            abs(m.price - :target_price),
            m.menu_id
        LIMIT 1
    ) AS fitting
    ORDER BY
        visited.is_named DESC,
        visited.open_hint DESC NULLS LAST,
        (:cheap_first AND fitting.is_side),
        CASE WHEN :cheap_first THEN fitting.price END,
        visited.distance,
        visited.shop_id
    LIMIT :most
)
SELECT
    s.shop_id,
    s.name,
    s.category,
    s.is_food_card_shop AS card,
    s.is_good_influence_shop AS good_influence,
    (s.popularity_score * s.trust)::float8 AS popularity,
    s.business_hours::text AS business_hours,
    fitted.distance,
    fitted.open_hint,
    fitted.menu_id,
    fitted.menu_name,
    fitted.price,
    fitted.allergens,
    fitted.tastes,
    fitted.dish_asked,
    fitted.is_popular,
    fitted.is_side,
    fitted.total,
    coalesce(
        (SELECT count(*) FROM near WHERE :with_closed OR near.open_hint IS DISTINCT FROM FALSE) > :visit::int, FALSE
    ) AS is_cut,
    :visit::int IS NULL OR fitted.place <= :visit::int AS is_own,
    s.recommendation_count AS chosen
FROM fitted
JOIN shops AS s USING (shop_id)
ORDER BY
    fitted.open_hint DESC NULLS LAST,
    (:cheap_first AND fitted.is_side),
    CASE WHEN :cheap_first THEN fitted.price END,
    fitted.distance,
    fitted.shop_id;

-- name: shop_with_menu(lat, lng, menu_id, shop_id)^
-- A shop as it is now, with one of its menus (NULLs when the menu is gone or none is asked for).
SELECT
    s.shop_id,
    s.name,
    s.category,
    s.address,
    s.phone,
    s.is_food_card_shop AS card,
    s.is_closed_down,
    s.business_hours::text AS business_hours,
    CASE
        WHEN :lat::float8 IS NOT NULL
            THEN ST_Distance(s.location, ST_SetSRID(ST_MakePoint(:lng::float8, :lat::float8), 4326)::geography)
    END AS distance,
    ST_Y(s.location::geometry) AS lat,
    ST_X(s.location::geometry) AS lng,
    m.menu_id,
    m.name AS menu_name,
    m.price,
    m.allergens,
    m.is_available
FROM shops AS s
LEFT JOIN menus AS m ON m.shop_id = s.shop_id AND m.menu_id = :menu_id::int
WHERE s.shop_id = :shop_id;

-- name: shops_named(slate_shops, name, pattern, lat, lng, radius_m)
-- Shops whose name is like the words, those of the last slate first, then the likest, then the nearest.
SELECT
    s.shop_id,
    s.name,
    s.address,
    s.shop_id = ANY(:slate_shops::int[]) AS in_slate,
    greatest(similarity(s.name, :name), word_similarity(:name, s.name)) AS likeness
FROM shops AS s
WHERE NOT s.is_closed_down
    AND (
        s.name % :name
        OR s.name ILIKE :pattern
        OR (s.shop_id = ANY(:slate_shops::int[]) AND word_similarity(:name, s.name) >= 0.4)
    )
    AND (
        :lat::float8 IS NULL
        OR s.shop_id = ANY(:slate_shops::int[])
        OR ST_DWithin(s.location, ST_SetSRID(ST_MakePoint(:lng::float8, :lat::float8), 4326)::geography, :radius_m)
    )
ORDER BY
    in_slate DESC,
    likeness DESC,
    CASE
        WHEN :lat::float8 IS NOT NULL
            THEN ST_Distance(s.location, ST_SetSRID(ST_MakePoint(:lng::float8, :lat::float8), 4326)::geography)
    END,
    s.shop_id
LIMIT 5;
