DROP TRIGGER balance_alert ON foodcard_users;
DROP FUNCTION forget_balance_alert;
DROP INDEX user_interactions_once_a_message;
DROP TABLE selection_follow_ups;
ALTER TABLE user_profiles
    DROP COLUMN notice_said_at,
    DROP COLUMN rebuilt_at,
    DROP COLUMN patterns,
    DROP COLUMN stated_categories;
