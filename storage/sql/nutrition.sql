-- What dishes usually contain, on the menus that sell them. Read by catalog/nutrition.py.

-- name: write_nutrition(rows)!
-- A menu's own figures (basis "menu") stay; what is usual of its dish (basis "dish") is written or renewed.
UPDATE menus AS m
SET nutrition = r.nutrition
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (dish text, nutrition jsonb)
WHERE m.dish = r.dish
    AND (m.nutrition IS NULL OR m.nutrition ->> 'basis' = 'dish')
    AND m.nutrition IS DISTINCT FROM r.nutrition;

-- name: coverage()^
SELECT count(*) AS menus, count(nutrition) AS with_nutrition FROM menus;
