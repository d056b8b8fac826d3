"""How well the bot understands, and whether what it learns from is sound.

`data` reads annotated files with their line numbers, `lint` judges them, `parser` asks a trained model, `metrics` and
`noise` measure it, `report` puts the figures together and `plots` draws them.
"""
