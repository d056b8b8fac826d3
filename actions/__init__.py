"""The action server: what the bot does when a rule says ``action_…``.

Thin by design: an action reads a `actions.turn.Turn`, asks ``recommender`` and ``members``, and returns an
`actions.answer.Answer`; `actions.base` turns every failure into an apology. One file an action; the words are in
`actions.wording`. ``python -m actions`` serves them.
"""
