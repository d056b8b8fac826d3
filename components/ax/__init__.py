"""A.X 3.1 Light in the pipeline: one language model, two heads, one forward pass for intent and entities.

What needs torch: `base` (the language model), `network` (heads, batches), `model` (`AXModel`: predict), `training`,
`tiny`. What does not, and works in the base install: all else, such as `result`, `labels`, `arms`, `store` and
`component` (the node of Rasa's graph, which never runs the model itself: `serving/` does, and its answer comes in the
message's metadata).
"""

import os

# Set before any Hugging Face library is imported: models are folders here, and nothing is ever fetched.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
