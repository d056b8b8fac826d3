-- People and their identities.

-- name: by_identity(platform, external_id)^
SELECT user_id FROM user_identities WHERE platform = :platform AND external_id = :external_id;

-- name: by_id(user_id)^
SELECT user_id, nickname, is_demo FROM users WHERE user_id = :user_id;

-- name: add(user_id)!
INSERT INTO users (user_id) VALUES (:user_id);

-- name: remove(user_id)!
DELETE FROM users WHERE user_id = :user_id;

-- name: add_identity(platform, external_id, user_id)^
-- No row comes back when somebody else was first.
INSERT INTO user_identities (platform, external_id, user_id)
VALUES (:platform, :external_id, :user_id)
ON CONFLICT (platform, external_id) DO NOTHING
RETURNING user_id;

-- name: add_demo(user_id, nickname)!
INSERT INTO users (user_id, nickname, is_demo) VALUES (:user_id, :nickname, TRUE)
ON CONFLICT (user_id) DO UPDATE SET nickname = EXCLUDED.nickname;
