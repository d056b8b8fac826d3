-- What is learnt of a person from their choices, what is to be done after one, and the notice of a low balance.
-- depends: 0007_coupons

ALTER TABLE user_profiles
    ADD COLUMN stated_categories JSONB,
    ADD COLUMN patterns JSONB NOT NULL DEFAULT '{}',
    ADD COLUMN rebuilt_at TIMESTAMPTZ,
    ADD COLUMN notice_said_at TIMESTAMPTZ;
COMMENT ON COLUMN user_profiles.stated_categories IS
    'category → weight in [0, 1] as the person said it; NULL: preferred_categories still holds just that';
COMMENT ON COLUMN user_profiles.patterns IS
    'what members/rebuild.py derives from user_interactions: habits by hour, company and weather; see docs/personalisation.md';
COMMENT ON COLUMN user_profiles.notice_said_at IS 'when a habit was last remarked upon';

CREATE TABLE selection_follow_ups (
    follow_up_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id      VARCHAR(100) NOT NULL REFERENCES users ON DELETE CASCADE,
    slate_id     UUID NOT NULL UNIQUE,
    attempts     SMALLINT NOT NULL DEFAULT 0,
    created_at   TIMESTAMPTZ NOT NULL DEFAULT now()
);
COMMENT ON TABLE selection_follow_ups IS
    'work a selection leaves to the worker; written in its transaction, deleted in the one that does the work';
CREATE INDEX selection_follow_ups_user ON selection_follow_ups (user_id);

CREATE UNIQUE INDEX user_interactions_once_a_message
    ON user_interactions ((context ->> 'message_id'), shop_id, kind) WHERE context ->> 'message_id' IS NOT NULL;

-- Whoever writes a balance (the sync, an operator): topped up means that the next time it runs low is worth a word.
CREATE FUNCTION forget_balance_alert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.balance >= NEW.balance_alert_threshold THEN
        NEW.balance_alert_sent := FALSE;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER balance_alert BEFORE UPDATE OF balance, balance_alert_threshold ON foodcard_users
    FOR EACH ROW EXECUTE FUNCTION forget_balance_alert();
