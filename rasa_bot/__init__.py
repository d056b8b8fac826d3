"""Everything of ours that plugs into the Rasa server, and the server itself (``python -m rasa_bot``).

Channels take messages in and carry replies out; a turn between the two is `turns.Turns.answer`. Rasa's own seams are
filled by `agent`, `processor`, `graph_runner`, `tracker_store`, `lock_store` and `event_broker`. No other room imports
this one, but for the command line (`training`).
"""
