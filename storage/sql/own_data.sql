-- What we keep of a person: shown, stopped, and deleted. Read by members/own_data.py.
-- A new table with a user_id either cascades from users or is named in `forget`; tests/members/test_own_data.py checks it.

-- name: export(user_id, turns_most)^
-- Everything kept of a person, one document. Of conversations the latest turns, masked as they are stored.
SELECT jsonb_build_object(
    'user', (SELECT to_jsonb(u) FROM users AS u WHERE u.user_id = :user_id),
    'identities', (SELECT coalesce(jsonb_agg(to_jsonb(i) - 'user_id'), '[]') FROM user_identities AS i WHERE i.user_id = :user_id),
    'profile', (SELECT to_jsonb(p) - 'user_id' FROM user_profiles AS p WHERE p.user_id = :user_id),
    'card', (SELECT to_jsonb(c) - 'user_id' - 'card_hash' FROM foodcard_users AS c WHERE c.user_id = :user_id),
    'card_spending', (SELECT coalesce(jsonb_agg(to_jsonb(s) - 'user_id' ORDER BY s.spent_on), '[]') FROM card_spending AS s WHERE s.user_id = :user_id),
    'coupons', (SELECT coalesce(jsonb_agg(to_jsonb(h) - 'user_id'), '[]') FROM user_coupons AS h WHERE h.user_id = :user_id),
    'feedback', (SELECT coalesce(jsonb_agg(to_jsonb(f) - 'user_id' ORDER BY f.feedback_id), '[]') FROM feedback AS f WHERE f.user_id = :user_id),
    'reports', (SELECT coalesce(jsonb_agg(to_jsonb(r) - 'user_id' ORDER BY r.report_id), '[]') FROM reports AS r WHERE r.user_id = :user_id),
    'interactions', (SELECT coalesce(jsonb_agg(to_jsonb(x) - 'user_id' ORDER BY x.created_at), '[]') FROM user_interactions AS x WHERE x.user_id = :user_id),
    'recommendations', (SELECT coalesce(jsonb_agg(jsonb_build_object('created_at', l.created_at, 'request', l.request, 'chosen_shop_id', l.user_final_selection) ORDER BY l.created_at), '[]')
        FROM recommendations_log AS l WHERE l.user_id = :user_id),
    'conversations', (SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.created_at), '[]') FROM (
        SELECT created_at, input_text, response_text, extracted_intent
        FROM conversations WHERE user_id = :user_id ORDER BY created_at DESC LIMIT :turns_most) AS t),
    'conversations_total', (SELECT count(*) FROM conversations WHERE user_id = :user_id)
) AS document
WHERE EXISTS (SELECT FROM users WHERE user_id = :user_id);

-- name: conversation_ids(user_id, conversation_id)
-- All conversations of a person: those on record and the one that runs.
SELECT conversation_id FROM sessions WHERE user_id = :user_id
UNION SELECT conversation_id FROM conversations WHERE user_id = :user_id
UNION SELECT conversation_id FROM recommendations_log WHERE user_id = :user_id AND conversation_id IS NOT NULL
UNION SELECT :conversation_id;

-- name: forget(user_id, conversation_ids)^
-- One statement, all or nothing. What hangs on users goes with it.
WITH spoken AS (
    DELETE FROM tracker_events WHERE conversation_id = ANY(:conversation_ids::text[])
),
contexts AS (
    DELETE FROM conversation_contexts WHERE conversation_id = ANY(:conversation_ids::text[])
),
turns AS (
    DELETE FROM conversations WHERE user_id = :user_id OR conversation_id = ANY(:conversation_ids::text[])
),
slates AS (
    DELETE FROM recommendations_log WHERE user_id = :user_id OR conversation_id = ANY(:conversation_ids::text[])
),
person AS (
    DELETE FROM users WHERE user_id = :user_id RETURNING user_id
)
SELECT count(*) = 1 AS was_there FROM person;

-- name: set_collecting(user_id, collects)!
UPDATE users SET collects_data = :collects WHERE user_id = :user_id;

-- name: collects(user_id)$
SELECT collects_data FROM users WHERE user_id = :user_id;
