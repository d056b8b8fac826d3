"""Where messages come in: `rest` (Rasa's webhook, for developers and tests) and `web` (the page and its WebSocket).

A channel checks and identifies, then leaves the rest to `rasa_bot.turns`. None lets an error end in silence (R11).
"""
