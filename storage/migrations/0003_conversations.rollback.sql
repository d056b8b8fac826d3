DROP TABLE user_interactions;
DROP TABLE recommendations_log;
DROP TABLE conversation_contexts;
DROP TABLE conversations;
DROP TABLE sessions;
DROP TABLE tracker_events;
