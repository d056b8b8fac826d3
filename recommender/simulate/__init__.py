"""A made-up town whose people have tastes nobody wrote down: to learn from, and to be judged by, with a known truth.

`world` makes shops and people, `behaviour` says how somebody decides, `run` lets days pass and keeps the log. What a
recommender may see is what the real system sees; tastes, styles, quality and habits stay hidden in `world`. The same
seed makes the same log. For `naviyam recommender simulate` and tests.
"""
