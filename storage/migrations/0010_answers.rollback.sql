DROP TABLE reports;
DROP TABLE feedback;
ALTER TABLE users DROP COLUMN collects_data;
