-- The catalogue: shops, menus, and what each source says of a shop.

-- name: has_shops()$
SELECT EXISTS (SELECT FROM shops);

-- name: write_shops(rows)
-- Insert or update by source_key; only shops that are new or differ come back.
-- What a source does not state (rating, popularity 0, flags false) leaves the column as it is.
INSERT INTO shops AS s (
    source_key, name, category, address, district, phone, location, business_hours, open_minutes, holiday_minutes,
    current_status, is_food_card_shop, is_good_influence_shop, is_closed_down, rating, popularity_score, search_text,
    data_from, data_as_of)
SELECT r.source_key, r.name, r.category, r.address, r.district, r.phone, r.location::geography, r.business_hours,
       r.open_minutes::int4multirange, r.holiday_minutes::int4multirange,
       CASE WHEN r.is_closed_down THEN 'CLOSED' ELSE 'UNKNOWN' END, r.is_food_card_shop, r.is_good_influence_shop,
       r.is_closed_down, r.rating, r.popularity_score, r.search_text, r.data_from, r.data_as_of
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (
    position int, source_key text, name text, category text, address text, district text, phone text, location text,
    business_hours jsonb, open_minutes text, holiday_minutes text, is_food_card_shop text,
    is_good_influence_shop boolean, is_closed_down boolean, rating numeric, popularity_score numeric, search_text text,
    data_from text[], data_as_of date)
ORDER BY r.position
ON CONFLICT (source_key) DO UPDATE SET
    name = excluded.name,
    category = excluded.category,
    address = excluded.address,
    district = excluded.district,
    phone = excluded.phone,
    location = excluded.location,
    business_hours = excluded.business_hours,
    open_minutes = excluded.open_minutes,
    holiday_minutes = excluded.holiday_minutes,
    current_status = CASE WHEN excluded.is_closed_down THEN 'CLOSED' ELSE s.current_status END,
    is_food_card_shop = excluded.is_food_card_shop,
    is_good_influence_shop = s.is_good_influence_shop OR excluded.is_good_influence_shop,
    is_closed_down = s.is_closed_down OR excluded.is_closed_down,
    rating = coalesce(excluded.rating, s.rating),
    popularity_score = coalesce(nullif(excluded.popularity_score, 0), s.popularity_score),
    search_text = excluded.search_text,
    data_from = excluded.data_from,
    data_as_of = excluded.data_as_of,
    updated_at = now()
WHERE (s.name, s.category, s.address, s.district, s.phone, s.location::bytea, s.business_hours, s.is_food_card_shop,
       s.search_text, s.data_from, s.data_as_of)
      IS DISTINCT FROM
      (excluded.name, excluded.category, excluded.address, excluded.district, excluded.phone, excluded.location::bytea,
       excluded.business_hours, excluded.is_food_card_shop, excluded.search_text, excluded.data_from, excluded.data_as_of)
   OR excluded.is_good_influence_shop > s.is_good_influence_shop
   OR excluded.is_closed_down > s.is_closed_down
   OR (excluded.rating IS NOT NULL AND excluded.rating IS DISTINCT FROM s.rating)
   OR (excluded.popularity_score <> 0 AND excluded.popularity_score <> s.popularity_score)
RETURNING source_key, (xmax = 0) AS is_new;

-- name: write_menus(rows)
-- Insert or update by shop and name; the shops whose menus are new or differ come back.
INSERT INTO menus AS m (
    shop_id, name, price, category, dish, tastes, allergens, is_available, is_popular, data_from)
SELECT s.shop_id, r.name, r.price, r.category, r.dish, r.tastes, r.allergens, r.is_available, r.is_popular, r.data_from
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (
    position int, source_key text, name text, price int, category text, dish text, tastes text[], allergens text[],
    is_available boolean, is_popular boolean, data_from text)
JOIN shops s USING (source_key)
ORDER BY r.position
ON CONFLICT (shop_id, name) DO UPDATE SET
    price = excluded.price,
    category = excluded.category,
    dish = excluded.dish,
    tastes = excluded.tastes,
    allergens = excluded.allergens,
    is_available = excluded.is_available,
    is_popular = excluded.is_popular,
    data_from = excluded.data_from,
    updated_at = now()
WHERE (m.price, m.category, m.dish, m.tastes, m.allergens, m.is_available, m.is_popular, m.data_from)
      IS DISTINCT FROM
      (excluded.price, excluded.category, excluded.dish, excluded.tastes, excluded.allergens, excluded.is_available,
       excluded.is_popular, excluded.data_from)
RETURNING (SELECT source_key FROM shops WHERE shops.shop_id = m.shop_id) AS source_key;

-- name: delete_gone_menus(rows)
-- Menus of these shops that none of their sources names any longer.
DELETE FROM menus m
USING shops s, jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (source_key text, names text[])
WHERE s.source_key = r.source_key AND m.shop_id = s.shop_id AND NOT m.name = ANY (r.names)
RETURNING s.source_key;

-- name: delete_source(source, keep)!
-- The shops that a single source alone made, except those to keep.
DELETE FROM shops WHERE data_from = ARRAY[CAST(:source AS text)] AND NOT source_key = ANY (CAST(:keep AS text[]));

-- name: lock_imports(key)$
-- One import at a time: two that join the same shops at once would both make them.
SELECT pg_advisory_xact_lock(:key)::text;

-- name: known_records(names, addresses)
-- What is known of shops that bear one of these names or stand at one of these addresses. A file brings thousands of
-- each: one pass over the table with both lists hashed is quicker than an overlap of arrays, index or not.
SELECT source_key, source, name_key, address_keys, record ->> 'name' AS name, record ->> 'district' AS district,
       record ->> 'dong' AS dong, record ->> 'road' AS road
FROM shop_sources
WHERE name_key = ANY (CAST(:names AS text[]))
   OR EXISTS (SELECT FROM unnest(address_keys) AS address WHERE address = ANY (CAST(:addresses AS text[])));

-- name: records_of(keys)
SELECT source_key, source, record FROM shop_sources WHERE source_key = ANY (CAST(:keys AS text[]));

-- name: write_records(source, rows)!
INSERT INTO shop_sources AS s (source_key, source, name_key, address_keys, record)
SELECT r.source_key, :source, r.name_key, r.address_keys, r.record
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (source_key text, name_key text, address_keys text[], record jsonb)
ON CONFLICT (source_key, source) DO UPDATE SET
    name_key = excluded.name_key,
    address_keys = excluded.address_keys,
    record = excluded.record,
    updated_at = now()
WHERE s.record IS DISTINCT FROM excluded.record;

-- name: summary()^
SELECT count(*) AS shops,
       count(location) AS with_coordinates,
       count(business_hours) AS with_hours,
       count(*) FILTER (WHERE EXISTS (SELECT FROM menus m WHERE m.shop_id = s.shop_id)) AS with_menus,
       count(*) FILTER (WHERE is_closed_down) AS closed_down,
       (SELECT count(*) FROM menus) AS menus,
       count(*) FILTER (WHERE 'sample' = ANY (data_from)) AS made_up
FROM shops s;

-- name: count_by_category()
SELECT category AS name, count(*) AS shops FROM shops GROUP BY category ORDER BY shops DESC, name;

-- name: count_by_card()
SELECT is_food_card_shop AS name, count(*) AS shops FROM shops GROUP BY is_food_card_shop ORDER BY shops DESC, name;

-- name: count_by_source()
SELECT source AS name, count(*) AS shops, max(data_as_of) AS newest
FROM shops CROSS JOIN unnest(data_from) AS source
GROUP BY source ORDER BY shops DESC, name;
