-- What was said, recommended and chosen.
-- depends: 0002_members

CREATE TABLE tracker_events (
    event_id        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    conversation_id VARCHAR(100) NOT NULL,
    starts_session  BOOLEAN NOT NULL,
    event           JSONB NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL DEFAULT now()
);
COMMENT ON TABLE tracker_events IS 'Rasa''s tracker store: one row an event, append-only; the source events are published from';
CREATE INDEX tracker_events_conversation ON tracker_events (conversation_id, event_id);
CREATE INDEX tracker_events_session ON tracker_events (conversation_id, event_id) WHERE starts_session;

CREATE TABLE sessions (
    session_id      UUID PRIMARY KEY,
    conversation_id VARCHAR(100) NOT NULL,
    user_id         VARCHAR(100) NOT NULL REFERENCES users ON DELETE CASCADE,
    platform        VARCHAR(20) NOT NULL,
    started_at      TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_active_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    ended_at        TIMESTAMPTZ,
    end_reason      VARCHAR(20) CHECK (end_reason IN ('goodbye', 'timeout', 'new_session'))
);
CREATE INDEX sessions_user ON sessions (user_id, started_at DESC);
CREATE UNIQUE INDEX sessions_open ON sessions (conversation_id) WHERE ended_at IS NULL;

CREATE TABLE conversations (
    turn_id            BIGINT GENERATED ALWAYS AS IDENTITY,
    message_id         VARCHAR(100) NOT NULL,
    conversation_id    VARCHAR(100) NOT NULL,
    user_id            VARCHAR(100),
    session_id         UUID,
    turn               INTEGER,
    input_text         TEXT NOT NULL,
    response_text      TEXT NOT NULL,
    extracted_intent   VARCHAR(50),
    intent_confidence  DECIMAL(4, 3),
    extracted_entities JSONB NOT NULL DEFAULT '[]',
    strategy           VARCHAR(50),
    processing_time_ms INTEGER,
    quality_score      DECIMAL(4, 3),
    model_versions     JSONB NOT NULL DEFAULT '{}',
    created_at         TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (created_at, turn_id),
    UNIQUE (created_at, message_id)
) PARTITION BY RANGE (created_at);
COMMENT ON COLUMN conversations.input_text IS 'masked: no card number, phone, mail address, street address or name';
CREATE INDEX conversations_conversation ON conversations (conversation_id, created_at);
CREATE TABLE conversations_default PARTITION OF conversations DEFAULT;

CREATE TABLE conversation_contexts (
    conversation_id VARCHAR(100) PRIMARY KEY,
    context_data    JSONB NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE recommendations_log (
    slate_id             UUID PRIMARY KEY,
    conversation_id      VARCHAR(100),
    user_id              VARCHAR(100),
    session_id           UUID,
    request              JSONB,
    relaxed              TEXT[] NOT NULL DEFAULT '{}',
    recommendations      JSONB,
    model_version        VARCHAR(50),
    arm                  VARCHAR(20),
    user_final_selection INTEGER,
    time_to_decision_ms  INTEGER CHECK (time_to_decision_ms >= 0),
    selected_at          TIMESTAMPTZ,
    created_at           TIMESTAMPTZ NOT NULL DEFAULT now()
);
COMMENT ON TABLE recommendations_log IS
    'one row a slate. The event worker writes what was shown, the selection what was chosen, in either order';
CREATE INDEX recommendations_log_user ON recommendations_log (user_id, created_at DESC);

CREATE TABLE user_interactions (
    interaction_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id        VARCHAR(100) NOT NULL REFERENCES users ON DELETE CASCADE,
    shop_id        INTEGER NOT NULL REFERENCES shops ON DELETE CASCADE,
    menu_id        INTEGER REFERENCES menus ON DELETE SET NULL,
    slate_id       UUID,
    kind           VARCHAR(10) NOT NULL CHECK (kind IN ('view', 'click', 'select', 'reject', 'rate', 'report')),
    weight         DECIMAL(4, 3) NOT NULL,
    rating         SMALLINT CHECK (rating BETWEEN 1 AND 5),
    context        JSONB NOT NULL DEFAULT '{}',
    created_at     TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX user_interactions_once ON user_interactions (slate_id, shop_id, kind) WHERE slate_id IS NOT NULL;
CREATE INDEX user_interactions_user ON user_interactions (user_id, created_at DESC);
