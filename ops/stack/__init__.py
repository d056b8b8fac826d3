"""The local stack: real PostgreSQL, Redis and RabbitMQ, and our own processes, private to one ``var_dir``.

`servers` says how each server is configured and asked whether it is ready, `serve` becomes one of them,
`supervisor` keeps everything in the Procfile running, `packages` gets what the system lacks, `database` makes the
roles and the database, `up` puts it all together.
"""
