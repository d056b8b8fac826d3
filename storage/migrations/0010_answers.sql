-- What people say of meals and of mistakes, and whether they want to be remembered.
-- depends: 0008_personalisation

ALTER TABLE users ADD COLUMN collects_data BOOLEAN NOT NULL DEFAULT TRUE;
COMMENT ON COLUMN users.collects_data IS 'FALSE: the person asked us to keep no conversations, slates, views and choices of theirs';

CREATE TABLE feedback (
    feedback_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id     VARCHAR(100) NOT NULL REFERENCES users ON DELETE CASCADE,
    shop_id     INTEGER REFERENCES shops ON DELETE CASCADE,
    rating      SMALLINT NOT NULL CHECK (rating BETWEEN 1 AND 5),
    message_id  VARCHAR(100) NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (user_id, message_id)
);
COMMENT ON TABLE feedback IS 'what a person thought of a shop, or (shop_id NULL) of a recommendation; one row a message';

CREATE TABLE reports (
    report_id  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id    VARCHAR(100) NOT NULL REFERENCES users ON DELETE CASCADE,
    shop_id    INTEGER REFERENCES shops ON DELETE CASCADE,
    kind       VARCHAR(10) NOT NULL CHECK (kind IN ('closed', 'card', 'price', 'hours', 'menu', 'place', 'app', 'other')),
    words      VARCHAR(500) NOT NULL DEFAULT '',
    status     VARCHAR(10) NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'fixed', 'refuted')),
    message_id VARCHAR(100) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (user_id, message_id)
);
COMMENT ON TABLE reports IS 'tickets: wrong data or a failure somebody told us of; an operator settles them by status';
COMMENT ON COLUMN reports.words IS 'masked before it is stored';
CREATE INDEX reports_shop ON reports (shop_id, created_at) WHERE status = 'open';
