"""The popular list: what was chosen around a place in the last half hour, in Redis, five minutes a key.

A choice adds one to its shop in the key of its cell (about 2 km) and its five minutes; keys live an hour. The list of a
place is the union of the cells around it, older windows weighing less, by 0.7 a window as the popularity score's moving
average does (specification §3.1.2). Redis away means an empty list, and the caller falls back.
"""

from __future__ import annotations

import math
import time
from typing import Final

from storage.errors import StorageError
from storage.redis import Client

__all__ = ["PopularList"]

_WINDOW_S: Final = 300
_WINDOWS: Final = 6
_KEPT_S: Final = 3_600
_FADES: Final = 0.7
_CELL_LAT: Final = 0.02
_CELL_LNG: Final = 0.025
_M_PER_DEGREE: Final = 111_320.0
_CELLS_AT_MOST: Final = 9


class PopularList:
    """The list of one instance."""

    def __init__(self, redis: Client) -> None:
        self._redis = redis

    async def add(self, shop_id: int, lat: float, lng: float, *, now: float | None = None) -> None:
        """Count a choice of the shop that stands at (lat, lng); nothing happens when Redis is away."""
        key = _key(*_cell(lat, lng), _window(now))
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.zincrby(key, 1, str(shop_id))
                pipeline.expire(key, _KEPT_S)
                await pipeline.execute()
        except StorageError:
            return

    async def near(self, lat: float, lng: float, radius_m: float, most: int, *, now: float | None = None) -> list[int]:
        """Ids of the shops most chosen around a place of late, the most first; none when Redis is away."""
        window = _window(now)
        weights = {
            _key(*cell, window - age): _FADES**age for cell in _cells(lat, lng, radius_m) for age in range(_WINDOWS)
        }
        try:
            # redis-py's zunion takes a mapping of keys to weights.
            found = await self._redis.zunion(weights, withscores=True)
        except StorageError:
            return []
        ordered = sorted(found, key=lambda pair: (-pair[1], pair[0]))
        return [int(shop) for shop, _ in ordered[:most]]


def _window(now: float | None) -> int:
    return int((time.time() if now is None else now) // _WINDOW_S)


def _cell(lat: float, lng: float) -> tuple[int, int]:
    return math.floor(lat / _CELL_LAT), math.floor(lng / _CELL_LNG)


def _cells(lat: float, lng: float, radius_m: float) -> list[tuple[int, int]]:
    """The cells a circle touches; of a very wide one those in its middle."""
    high = radius_m / _M_PER_DEGREE
    wide = radius_m / (_M_PER_DEGREE * max(0.1, math.cos(math.radians(lat))))
    (south, west), (north, east) = _cell(lat - high, lng - wide), _cell(lat + high, lng + wide)
    here = _cell(lat, lng)
    cells = [(row, column) for row in range(south, north + 1) for column in range(west, east + 1)]
    return sorted(cells, key=lambda cell: (cell[0] - here[0]) ** 2 + (cell[1] - here[1]) ** 2)[:_CELLS_AT_MOST]


def _key(row: int, column: int, window: int) -> str:
    return f"popular:{row}:{column}:{window}"
