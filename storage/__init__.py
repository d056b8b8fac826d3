"""The only room that speaks to a server: PostgreSQL, Redis and the event bus.

`postgres` opens the pool, `queries` loads the statements of ``sql/``, `migrations` changes the schema, `redis` and
`bus` open the other two servers, and `errors` is the one tree every failure of theirs ends in. Rooms above may use all
of it; nothing here knows what a shop or a person is.
"""
