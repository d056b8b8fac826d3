-- What the indexes are built from, and the results of popular searches. Read by recommender/search.

-- name: menus_after(after, most)
-- Menus in the order of their ids, those of shops that are gone left out. Tuples: the catalogue is large.
SELECT m.menu_id, m.shop_id, m.name, m.dish, m.category, m.tastes
FROM menus AS m
JOIN shops AS s USING (shop_id)
WHERE m.menu_id > :after AND NOT s.is_closed_down
ORDER BY m.menu_id
LIMIT :most;

-- name: shops_after(after, most)
-- Shops in the order of their ids, with what they are known for and where they stand.
SELECT s.shop_id, s.name, s.category,
       ARRAY(SELECT m.name FROM menus AS m WHERE m.shop_id = s.shop_id ORDER BY m.is_popular DESC, m.menu_id LIMIT 12) AS menus,
       ST_Y(s.location::geometry) AS lat, ST_X(s.location::geometry) AS lng,
       s.popularity_score::float8 AS popularity
FROM shops AS s
WHERE s.shop_id > :after AND NOT s.is_closed_down
ORDER BY s.shop_id
LIMIT :most;

-- name: reviews_after(after, most)
SELECT r.review_id, r.content
FROM reviews AS r
JOIN shops AS s USING (shop_id)
WHERE r.review_id > :after AND NOT s.is_closed_down
ORDER BY r.review_id
LIMIT :most;

-- name: catalogue_time()$
-- The newest change of the catalogue, as ISO 8601; NULL when it is empty.
SELECT greatest((SELECT max(updated_at) FROM menus), (SELECT max(updated_at) FROM shops))::text;

-- name: names_of_menus(ids)
SELECT m.menu_id AS id, m.name, m.price, s.shop_id, s.name AS shop FROM menus AS m JOIN shops AS s USING (shop_id)
WHERE m.menu_id = ANY (:ids::int[]);

-- name: names_of_shops(ids)
SELECT shop_id AS id, name, category FROM shops WHERE shop_id = ANY (:ids::int[]);

-- name: names_of_reviews(ids)
SELECT review_id AS id, shop_id, content AS name FROM reviews WHERE review_id = ANY (:ids::bigint[]);

-- name: keep_results(key, index_, version, results)!
INSERT INTO search_results AS r (key, index_, version, results)
VALUES (:key, :index_, :version, :results)
ON CONFLICT (key) DO UPDATE SET results = excluded.results, asked = r.asked + 1, asked_at = now();

-- name: kept_results(key)$
SELECT results FROM search_results WHERE key = :key;

-- name: forget_results(version)!
-- Results of other versions than this one: they name rows that may be gone.
DELETE FROM search_results WHERE version <> :version;
