-- What is learnt of a person. Read by members/history.py, rebuild.py, notices.py, follow_ups.py.

-- name: history(user_id, most)
-- What somebody did, newest first, with the category, price and nutrition as the catalogue has them now.
SELECT i.kind, i.weight, i.rating, i.shop_id, s.category, m.price, m.nutrition, i.context, i.created_at
FROM user_interactions AS i
JOIN shops AS s ON s.shop_id = i.shop_id
LEFT JOIN menus AS m ON m.menu_id = i.menu_id
WHERE i.user_id = :user_id
ORDER BY i.created_at DESC, i.interaction_id DESC
LIMIT :most;

-- name: lock_profile(user_id)^
SELECT preferred_categories, stated_categories, interaction_count
FROM user_profiles
WHERE user_id = :user_id
FOR UPDATE;

-- name: write_profile(user_id, stated, preferred, personality, favourites, patterns)!
UPDATE user_profiles
SET stated_categories = :stated,
    preferred_categories = :preferred,
    personality_type = :personality,
    favourite_shops = :favourites,
    patterns = :patterns,
    rebuilt_at = now(),
    updated_at = now()
WHERE user_id = :user_id;

-- name: state_categories(user_id, categories)!
-- What a person says of their own taste goes before what they did: it is kept apart, and holds at once.
INSERT INTO user_profiles AS p (user_id, preferred_categories, stated_categories)
VALUES (:user_id, :categories, :categories)
ON CONFLICT (user_id) DO UPDATE
SET stated_categories = coalesce(p.stated_categories, p.preferred_categories) || excluded.stated_categories,
    preferred_categories = p.preferred_categories || excluded.preferred_categories,
    updated_at = now();

-- name: claim_notice(user_id, at)^
-- A row comes back when no remark was made for a week; of two who ask, to one.
UPDATE user_profiles
SET notice_said_at = :at
WHERE user_id = :user_id AND (notice_said_at IS NULL OR notice_said_at <= (:at)::timestamptz - interval '7 days')
RETURNING user_id;

-- name: has_follow_up(attempts_most)$
-- Whether any work waits: after most turns none does.
SELECT EXISTS (SELECT FROM selection_follow_ups WHERE attempts < :attempts_most);

-- name: next_follow_up(attempts_most)^
-- Take one piece of work that nobody else has taken; it is back should the taker die.
DELETE FROM selection_follow_ups
WHERE follow_up_id = (
    SELECT follow_up_id
    FROM selection_follow_ups
    WHERE attempts < :attempts_most
    ORDER BY attempts, follow_up_id
    LIMIT 1
    FOR UPDATE SKIP LOCKED)
RETURNING follow_up_id, user_id, slate_id;

-- name: note_failed_follow_up(follow_up_id)!
UPDATE selection_follow_ups SET attempts = attempts + 1 WHERE follow_up_id = :follow_up_id;

-- name: add_view(user_id, shop_id, weight, context, at)!
-- Somebody looked at a shop: asked for its hours, place, menus or card. Once a message, whatever is delivered twice.
INSERT INTO user_interactions (user_id, shop_id, kind, weight, context, created_at)
SELECT u.user_id, s.shop_id, 'view', :weight, :context, :at
FROM users AS u, shops AS s
WHERE u.user_id = :user_id AND u.collects_data AND s.shop_id = :shop_id
ON CONFLICT DO NOTHING;
