"""What the catalogue holds, in numbers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from storage import queries
from storage.postgres import Pool

__all__ = ["CatalogueStatus", "Totals", "read"]


class Totals(NamedTuple):
    """Shops, and how many of them have what a recommendation needs; and all menus."""

    shops: int
    with_coordinates: int
    with_hours: int
    with_menus: int
    closed_down: int
    made_up: int
    menus: int


@dataclass(frozen=True)
class CatalogueStatus:
    """Totals, and shops by category, by card use, and by source."""

    totals: Totals
    categories: dict[str, int]
    cards: dict[str, int]
    sources: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return {**asdict(self), "totals": self.totals._asdict()}


async def read(pool: Pool) -> CatalogueStatus:
    """Count.

    Raises:
        StorageError: PostgreSQL is away.
    """
    sql = queries.load("catalogue")
    async with pool.connection() as conn:
        totals = await sql.summary(conn)
        categories = {row["name"]: row["shops"] async for row in sql.count_by_category(conn)}
        cards = {row["name"]: row["shops"] async for row in sql.count_by_card(conn)}
        sources = {row["name"]: row["shops"] async for row in sql.count_by_source(conn)}
    return CatalogueStatus(Totals(**totals), categories, cards, sources)
