-- What shops sell, for questions about it. Read by recommender/menus.py.

-- name: of_shop(shop_id)
-- All menus of a shop, what it is known for first.
SELECT menu_id, name, price, dish, tastes, allergens, nutrition, is_available, is_popular
FROM menus
WHERE shop_id = :shop_id
ORDER BY is_available DESC, is_popular DESC, price, menu_id;

-- name: dish_prices(dish, pattern, lat, lng, radius_m)^
-- What a dish costs around a place where the meal card may be used.
SELECT count(DISTINCT s.shop_id)::int AS shops, min(m.price) AS lowest, max(m.price) AS highest
FROM menus AS m
JOIN shops AS s USING (shop_id)
WHERE (m.dish = :dish OR m.name ILIKE :pattern)
    AND m.is_available
    AND NOT s.is_closed_down
    AND s.is_food_card_shop IN ('Y', 'P')
    AND ST_DWithin(s.location, ST_SetSRID(ST_MakePoint(:lng::float8, :lat::float8), 4326)::geography, :radius_m);

-- name: convenience(lat, lng, radius_m, max_price, avoid_allergens, avoid_tastes, cards, shops_most)
-- What convenience stores nearby sell for an amount, nearest store first.
WITH stores AS (
    SELECT s.shop_id, s.name, s.is_food_card_shop AS card, s.business_hours::text AS business_hours,
           ST_Distance(s.location, ST_SetSRID(ST_MakePoint(:lng::float8, :lat::float8), 4326)::geography) AS distance
    FROM shops AS s
    WHERE s.category = '편의점'
        AND NOT s.is_closed_down
        AND s.trust >= 0.4
        AND s.is_food_card_shop = ANY(:cards::bpchar[])
        AND ST_DWithin(s.location, ST_SetSRID(ST_MakePoint(:lng::float8, :lat::float8), 4326)::geography, :radius_m)
    ORDER BY distance, s.shop_id
    LIMIT :shops_most
)
SELECT stores.*, m.menu_id, m.name AS menu_name, m.price, m.dish, m.allergens
FROM stores
JOIN menus AS m USING (shop_id)
WHERE m.is_available
    AND m.price <= :max_price
    AND NOT coalesce(m.allergens, '{}') && :avoid_allergens::text[]
    AND NOT m.tastes && :avoid_tastes::text[]
ORDER BY stores.distance, stores.shop_id, m.price, m.menu_id;
