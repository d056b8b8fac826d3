"""Search by meaning (specification §4.2): embedder, indexes of menus, shops and reviews, caches, build and swap.

For `recommender.sources`, the command line and jobs. `local` and `lexicon` are the embedder that needs no download;
`remote` and `onnx` stand in for it when the settings say so. `build` makes a version, `store` publishes it, `searcher`
answers out of it.
"""
