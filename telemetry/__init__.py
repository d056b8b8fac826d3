"""How our processes are watched: structured logs, Prometheus metrics, health and readiness.

Any room may use it. It imports `settings` alone, and it never holds what people wrote.
"""
