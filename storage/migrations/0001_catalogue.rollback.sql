DROP TABLE menus;
DROP TABLE shops;
