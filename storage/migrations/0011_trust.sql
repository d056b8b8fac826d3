-- How far a shop's data is believed, from what different people report.
-- depends: 0010_answers

ALTER TABLE shops ADD COLUMN trust NUMERIC(3, 2) NOT NULL DEFAULT 1 CHECK (trust BETWEEN 0 AND 1);
COMMENT ON COLUMN shops.trust IS
    'set by members/reports.py: 1 until three people report it within 60 days; below 0.4 it is not recommended';
