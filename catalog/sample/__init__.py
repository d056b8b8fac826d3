"""The sample catalogue: made-up shops around real neighbourhoods, the default of ``make run``.

`generate` makes it from a seed, `load` writes it, `is_empty` asks whether there is any catalogue yet, `remove` takes it
out again. Only here may allergens be stated that no shop ever declared: the whole world is made up.
"""

from __future__ import annotations

from catalog.dishes import get_dishes
from catalog.sample.shops import SOURCE, generate
from catalog.writing import Written, delete_source, has_shops, write
from storage.postgres import Pool

__all__ = ["SOURCE", "generate", "is_empty", "load", "remove"]


async def is_empty(pool: Pool) -> bool:
    """Whether the catalogue has no shop at all, real or made up."""
    async with pool.connection() as conn:
        return not await has_shops(conn)


async def load(pool: Pool, *, shops: int = 2000, seed: int = 7) -> Written:
    """Write the sample in place of whatever sample there was, in one transaction.

    The same seed keeps its shops and their ids; a larger sample of that seed shrinks.

    Raises:
        DictionaryError: ``data/dishes.csv`` cannot be read.
        StorageError: PostgreSQL is away or refuses.
    """
    rows = generate(shops, seed, get_dishes())
    async with pool.connection() as conn:
        written = await write(conn, rows)
        await delete_source(conn, SOURCE, keep=[row.source_key for row in rows])
    return written


async def remove(pool: Pool) -> int:
    """Delete the sample; returns how many shops that were."""
    async with pool.connection() as conn:
        return await delete_source(conn, SOURCE, keep=[])
