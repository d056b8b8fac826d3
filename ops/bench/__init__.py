"""Benchmarks: what the running system really does. A benchmark reports; it never passes or fails."""
