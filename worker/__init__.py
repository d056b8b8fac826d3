"""The event worker (``python -m worker``): keeps the record of what was said and recommended.

It reads finished turns from the event bus and writes ``sessions``, ``conversations`` and ``recommendations_log``, with
everything that identifies a person masked. Messages may come twice and in any order; what cannot be read goes to the
queue of the dead. No room imports this one.
"""
