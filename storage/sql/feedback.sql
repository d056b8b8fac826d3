-- What people thought of it. Read by members/feedback.py.

-- name: last_choice(user_id, since)^
-- The shop chosen last, as long as it is not too long ago to be meant.
SELECT i.shop_id, s.name
FROM user_interactions AS i
JOIN shops AS s USING (shop_id)
WHERE i.user_id = :user_id AND i.kind = 'select' AND i.created_at >= :since
ORDER BY i.created_at DESC, i.interaction_id DESC
LIMIT 1;

-- name: add(user_id, shop_id, rating, message_id, weight, context)^
-- One row a message, and where a shop is meant the interaction the profile is derived from, and the work of deriving it.
WITH person AS (
    SELECT user_id FROM users WHERE user_id = :user_id
),
noted AS (
    INSERT INTO feedback (user_id, shop_id, rating, message_id)
    SELECT person.user_id, :shop_id::int, :rating, :message_id FROM person
    ON CONFLICT (user_id, message_id) DO NOTHING
    RETURNING user_id, shop_id, rating
),
learned AS (
    INSERT INTO user_interactions (user_id, shop_id, kind, weight, rating, context)
    SELECT noted.user_id, noted.shop_id, 'rate', :weight, noted.rating, :context
    FROM noted WHERE noted.shop_id IS NOT NULL
    ON CONFLICT DO NOTHING
),
queued AS (
    INSERT INTO selection_follow_ups (user_id, slate_id)
    SELECT noted.user_id, gen_random_uuid() FROM noted WHERE noted.shop_id IS NOT NULL
)
SELECT count(*) = 1 AS is_new FROM noted;
