-- What the learnt recommender keeps: its models' records, features computed ahead, and a quick look at the last minutes.
-- depends: 0003_conversations

CREATE TABLE model_registry (
    model_id   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       VARCHAR(20) NOT NULL,
    version    VARCHAR(50) NOT NULL,
    features   VARCHAR(20) NOT NULL,
    trained_at TIMESTAMPTZ NOT NULL,
    data       TEXT NOT NULL DEFAULT '',
    metrics    JSONB NOT NULL DEFAULT '{}',
    is_current BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (kind, version)
);
COMMENT ON TABLE model_registry IS 'one row a trained model, as a record: the weights lie in files, and their pointer file decides';
CREATE UNIQUE INDEX model_registry_current ON model_registry (kind) WHERE is_current;

CREATE TABLE feature_vectors (
    user_id     VARCHAR(100) UNIQUE REFERENCES users ON DELETE CASCADE,
    shop_id     INTEGER UNIQUE REFERENCES shops ON DELETE CASCADE,
    version     VARCHAR(20) NOT NULL,
    dense       JSONB NOT NULL,
    computed_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CHECK (num_nonnulls(user_id, shop_id) = 1)
);
COMMENT ON TABLE feature_vectors IS 'features of a person or a shop by column name, as the last training saw them; they go with their owner';

CREATE INDEX user_interactions_recent ON user_interactions (created_at);
