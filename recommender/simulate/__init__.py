"""A made-up town whose people have tastes nobody wrote down: to learn from, and to be judged by, with a known truth.

`world` makes shops and people, `words` what they say, `behaviour` how somebody decides; `run` lets days pass, `showing`
is the system in use meanwhile, `journal` the log it keeps. What a recommender may see is what the real system sees;
tastes, styles, quality, habits and what words mean to somebody stay hidden. The same seed makes the same log. For
`naviyam recommender simulate` and tests.
"""
