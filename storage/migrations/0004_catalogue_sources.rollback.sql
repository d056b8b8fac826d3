DROP TABLE shop_sources;
