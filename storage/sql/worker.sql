-- What the event worker writes. Every statement may be repeated: messages are delivered at least once.

-- name: end_earlier_sessions(conversation_id, session_id, started_at)!
-- A session that began has ended the one before: by its 30 minutes, or because it had grown long.
UPDATE sessions
SET ended_at = :started_at,
    end_reason = CASE
        WHEN last_active_at < (:started_at)::timestamptz - interval '30 minutes' THEN 'timeout' ELSE 'new_session' END
WHERE conversation_id = :conversation_id
  AND ended_at IS NULL
  AND session_id <> :session_id
  AND started_at < :started_at;

-- name: touch_session(session_id, conversation_id, user_id, platform, started_at, active_at)!
-- Without its person (deleted meanwhile) there is no session. One that arrives late is written as ended.
INSERT INTO sessions (session_id, conversation_id, user_id, platform, started_at, last_active_at, ended_at, end_reason)
SELECT :session_id, :conversation_id, users.user_id, :platform, :started_at, :active_at, later.started_at,
       CASE WHEN later.started_at IS NOT NULL THEN 'new_session' END
FROM users
CROSS JOIN LATERAL (
    SELECT min(started_at) AS started_at
    FROM sessions
    WHERE conversation_id = :conversation_id AND ended_at IS NULL AND started_at > :started_at
) AS later
WHERE users.user_id = :user_id
ON CONFLICT (session_id) DO UPDATE
SET last_active_at = greatest(sessions.last_active_at, excluded.last_active_at);

-- name: end_session(session_id, at)!
-- The person said goodbye.
UPDATE sessions SET ended_at = :at, end_reason = 'goodbye' WHERE session_id = :session_id AND ended_at IS NULL;

-- name: end_idle_sessions()!
-- Nobody said anything for 30 minutes, and nobody may come back to end them.
UPDATE sessions
SET ended_at = last_active_at + interval '30 minutes', end_reason = 'timeout'
WHERE ended_at IS NULL AND last_active_at < now() - interval '30 minutes';

-- name: add_turn(message_id, conversation_id, user_id, session_id, turn, input_text, response_text, intent, confidence, entities, strategy, processing_time_ms, model_versions, created_at)!
INSERT INTO conversations (
    message_id, conversation_id, user_id, session_id, turn, input_text, response_text, extracted_intent,
    intent_confidence, extracted_entities, strategy, processing_time_ms, model_versions, created_at)
SELECT
    :message_id, :conversation_id, :user_id::text, :session_id, :turn, :input_text, :response_text, :intent,
    :confidence, :entities, :strategy, :processing_time_ms, :model_versions, :created_at
-- Nothing of somebody who was deleted meanwhile, or asked us to keep nothing.
WHERE (:user_id)::text IS NULL OR EXISTS (SELECT FROM users WHERE user_id = :user_id AND collects_data)
ON CONFLICT (created_at, message_id) DO NOTHING;

-- name: add_slate(slate_id, conversation_id, user_id, session_id, request, relaxed, recommendations, model_version, created_at)!
-- The selection may have been quicker: then its row is completed.
INSERT INTO recommendations_log (
    slate_id, conversation_id, user_id, session_id, request, relaxed, recommendations, model_version, created_at)
SELECT
    :slate_id, :conversation_id, :user_id::text, :session_id, :request, :relaxed, :recommendations, :model_version,
    :created_at
WHERE (:user_id)::text IS NULL OR EXISTS (SELECT FROM users WHERE user_id = :user_id AND collects_data)
ON CONFLICT (slate_id) DO UPDATE
SET conversation_id = coalesce(recommendations_log.conversation_id, excluded.conversation_id),
    session_id = coalesce(recommendations_log.session_id, excluded.session_id),
    request = excluded.request,
    relaxed = excluded.relaxed,
    recommendations = excluded.recommendations,
    model_version = excluded.model_version,
    created_at = least(recommendations_log.created_at, excluded.created_at)
WHERE recommendations_log.request IS NULL;
