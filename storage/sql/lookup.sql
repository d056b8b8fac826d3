-- Which shops a message speaks of, and what is known of one beside its hours. Read by recommender/mentions.py.

-- name: shops_like(runs, lat, lng, radius_m)
-- Shops whose name begins with one of a message's runs of words or, around a place, is like it; the nearest first. Each
-- run is looked up in the trigrams of the names, so that the work grows with the words and not with the catalogue.
SELECT found.shop_id, found.name, found.distance
FROM (
    SELECT DISTINCT ON (s.shop_id)
        s.shop_id,
        s.name,
        CASE
            WHEN :lat::float8 IS NOT NULL
                THEN ST_Distance(s.location, ST_SetSRID(ST_MakePoint(:lng::float8, :lat::float8), 4326)::geography)
        END AS distance
    FROM unnest(:runs::text[]) AS said (run)
    JOIN shops AS s ON s.name ILIKE said.run || '%' OR (:lat::float8 IS NOT NULL AND s.name % said.run)
    WHERE NOT s.is_closed_down
        AND (
            :lat::float8 IS NULL
            OR ST_DWithin(
                s.location, ST_SetSRID(ST_MakePoint(:lng::float8, :lat::float8), 4326)::geography, :radius_m
            )
        )
) AS found
ORDER BY found.distance, found.shop_id
LIMIT 200;

-- name: rating_of(shop_id)$
-- What people who rate shops gave it, 0 to 5; NULL where nobody did.
SELECT rating::float8 FROM shops WHERE shop_id = :shop_id;
