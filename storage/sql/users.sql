-- People and their identities.

-- name: by_identity(platform, external_id)^
SELECT user_id FROM user_identities WHERE platform = :platform AND external_id = :external_id;

-- name: by_id(user_id)^
SELECT user_id, nickname, is_demo FROM users WHERE user_id = :user_id;

-- name: add(user_id, platform, external_id)^
-- Identity and person in one statement, both or neither: no row comes back, and nobody is made, when another message of
-- the same account was first. The foreign key is looked at when the statement is over.
WITH identity AS (
    INSERT INTO user_identities (platform, external_id, user_id)
    VALUES (:platform, :external_id, :user_id)
    ON CONFLICT (platform, external_id) DO NOTHING
    RETURNING user_id
)
INSERT INTO users (user_id)
SELECT user_id FROM identity
RETURNING user_id;

-- name: add_demo(user_id, nickname)!
INSERT INTO users (user_id, nickname, is_demo) VALUES (:user_id, :nickname, TRUE)
ON CONFLICT (user_id) DO UPDATE SET nickname = EXCLUDED.nickname;
