DROP INDEX user_interactions_recent;
DROP TABLE feature_vectors;
DROP TABLE model_registry;
