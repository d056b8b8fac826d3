"""The learnt part of the recommender: features, Wide & Deep, training, and what the action server keeps in memory.

For `recommender.pipeline`, `recommender.simulate`, `recommender.evaluation` and the command line. One code path makes
features: `rows` are the columns everything starts from, whether they come from a request being answered
(`serving`) or from a log (`dataset`), and `features.compute` turns them into numbers. TensorFlow is imported by
`network` and `lstm` alone, which only training imports: serving computes with numpy (`forward`).
"""
