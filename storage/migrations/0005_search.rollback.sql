DROP TABLE search_results;
DROP TABLE IF EXISTS reviews;
DROP TRIGGER menus_gone ON menus;
DROP TRIGGER menus_changed ON menus;
DROP TRIGGER menus_added ON menus;
DROP FUNCTION keep_cheapest();
ALTER TABLE shops DROP COLUMN cheapest;
