-- People: identity, profile, and the read-only mirror of the card system.
-- depends: 0001_catalogue

CREATE TABLE users (
    user_id      VARCHAR(100) PRIMARY KEY,
    nickname     VARCHAR(50),
    is_demo      BOOLEAN NOT NULL DEFAULT FALSE,
    created_at   TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_seen_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE user_identities (
    platform    VARCHAR(20) NOT NULL CHECK (platform IN ('web', 'kakao', 'telegram', 'app')),
    external_id VARCHAR(200) NOT NULL,
    user_id     VARCHAR(100) NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (platform, external_id)
);
CREATE INDEX user_identities_user ON user_identities (user_id);

CREATE TABLE user_profiles (
    user_id                VARCHAR(100) PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    preferred_categories   JSONB NOT NULL DEFAULT '{}',
    average_budget         INTEGER CHECK (average_budget > 0),
    dietary_restrictions   TEXT[] NOT NULL DEFAULT '{}',
    taste                  JSONB NOT NULL DEFAULT '{}',
    companions             JSONB NOT NULL DEFAULT '{}',
    favourite_shops        INTEGER[] NOT NULL DEFAULT '{}',
    personality_type       VARCHAR(20) NOT NULL DEFAULT 'EXPLORER'
                               CHECK (personality_type IN ('EXPLORER', 'LOYALIST', 'DEAL_SEEKER', 'BALANCED')),
    interaction_count      INTEGER NOT NULL DEFAULT 0 CHECK (interaction_count >= 0),
    last_category_selected VARCHAR(20),
    updated_at             TIMESTAMPTZ NOT NULL DEFAULT now()
);
COMMENT ON COLUMN user_profiles.preferred_categories IS 'category → weight in [0, 1]';
COMMENT ON COLUMN user_profiles.dietary_restrictions IS 'diet values of the label guide; hard filters';

CREATE TABLE foodcard_users (
    user_id                 VARCHAR(100) PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    balance                 INTEGER NOT NULL CHECK (balance >= 0),
    daily_limit             INTEGER CHECK (daily_limit >= 0),
    monthly_limit           INTEGER CHECK (monthly_limit >= 0),
    per_meal_limit          INTEGER CHECK (per_meal_limit >= 0),
    status                  VARCHAR(20) NOT NULL CHECK (status IN ('ACTIVE', 'INACTIVE', 'SUSPENDED', 'EXPIRED', 'LOST')),
    age_group               VARCHAR(20),
    municipality            VARCHAR(50),
    card_hash               CHAR(64) UNIQUE,
    card_last4              CHAR(4),
    balance_alert_threshold INTEGER NOT NULL DEFAULT 5000 CHECK (balance_alert_threshold >= 0),
    balance_alert_sent      BOOLEAN NOT NULL DEFAULT FALSE,
    last_alert_at           TIMESTAMPTZ,
    last_sync_at            TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE foodcard_users IS 'mirror of the card system; only the sync writes balances. The card number is never stored';
COMMENT ON COLUMN foodcard_users.card_hash IS 'HMAC-SHA256 of the card number under a key outside the database, hex';
COMMENT ON COLUMN foodcard_users.daily_limit IS 'won a day; NULL: no such limit';

CREATE TABLE card_spending (
    user_id  VARCHAR(100) NOT NULL REFERENCES foodcard_users ON DELETE CASCADE,
    spent_on DATE NOT NULL,
    amount   INTEGER NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (user_id, spent_on)
);
COMMENT ON TABLE card_spending IS 'won spent a day (Asia/Seoul), as the sync reports it';
