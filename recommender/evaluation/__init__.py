"""How good a ranking is, beside rankings that cost nothing: for `naviyam recommender evaluate` and tests.

`metrics` are the figures, `baselines` what every learnt model has to beat, `protocol` runs both on a `Dataset`, and
`adapters` read public data in their published forms.
"""
