-- Rasa's tracker store: one row an event, append-only.

-- name: last_session(conversation_id)
-- The events since the last session start, oldest first; all of them when no session ever started.
SELECT event
FROM tracker_events
WHERE conversation_id = :conversation_id
  AND event_id >= coalesce(
        (SELECT max(event_id) FROM tracker_events WHERE conversation_id = :conversation_id AND starts_session), 0)
ORDER BY event_id;

-- name: all_sessions(conversation_id)
SELECT event
FROM tracker_events
WHERE conversation_id = :conversation_id
ORDER BY event_id;

-- name: append(conversation_id, events)!
-- :events is a JSON array; ids are given in its order.
INSERT INTO tracker_events (conversation_id, starts_session, event)
SELECT :conversation_id, one.event ->> 'event' = 'session_started', one.event
FROM jsonb_array_elements((:events)::jsonb) WITH ORDINALITY AS one (event, position)
ORDER BY one.position;

-- name: exists(conversation_id)$
SELECT EXISTS (SELECT FROM tracker_events WHERE conversation_id = :conversation_id);

-- name: conversation_ids()
SELECT DISTINCT conversation_id
FROM tracker_events;

-- name: said_lately(conversation_id, messages_max)
-- What person and bot said last, oldest first, over all sessions.
SELECT event
FROM (SELECT event_id, event
      FROM tracker_events
      WHERE conversation_id = :conversation_id
        AND event ->> 'event' IN ('user', 'bot')
      ORDER BY event_id DESC
      LIMIT :messages_max) AS latest
ORDER BY event_id;

-- name: forget(conversation_id)!
DELETE FROM tracker_events WHERE conversation_id = :conversation_id;
