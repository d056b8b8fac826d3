"""The model server: A.X 3.1 Light and Sentence-BERT over HTTP, in batches (``python -m serving``).

It stands beside the device that computes; channels ask it by `rasa_bot.understanding`. It imports `components.ax`,
`settings` and `telemetry` alone, and nothing else imports it.

    server     routes; what is wrong with a request is answered here
    request    a request's body as values
    nlu        texts → arms, cache, batches → predictions          embedder   texts → vectors, by ONNX Runtime
    batching   who is computed with whom, and when                 lifecycle  loading, warm-up, readiness
    arms       which adapters are loaded, switched while serving   errors     what can go wrong, and its HTTP status
"""
