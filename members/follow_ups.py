"""What a selection leaves to be done outside its transaction (specification §4.3, step 6): the profile is rebuilt.

The selection writes a row in its own transaction; here the row is taken and the work done in one other. Killed between
the two, or in the middle of the second, nothing is lost and nothing counts twice.
"""

from __future__ import annotations

from typing import Final

import structlog

from members.rebuild import rebuild_on
from storage import queries
from storage.errors import StorageConflict, StorageUnavailable
from storage.postgres import Pool

__all__ = ["drain"]

_log = structlog.get_logger()
_PERSONALISATION: Final = queries.load("personalisation")
_ATTEMPTS_MOST: Final = 5
"""Work that failed so often stays in the table for a person to look at."""


async def drain(pool: Pool, *, most: int = 50) -> int:
    """Do the work that waits, at most ``most`` pieces; returns how many were done. Several may drain side by side.

    Raises:
        StorageUnavailable, StorageConflict: try again later; the piece in hand is back in the table.
    """
    done = 0
    async with pool.autocommit() as conn:
        if not await _PERSONALISATION.has_follow_up(conn, attempts_most=_ATTEMPTS_MOST):
            return done
    for _ in range(most):
        taken = None
        try:
            async with pool.connection() as conn:
                taken = await _PERSONALISATION.next_follow_up(conn, attempts_most=_ATTEMPTS_MOST)
                if taken is None:
                    return done
                await rebuild_on(conn, taken["user_id"])
                done += 1
        except (StorageUnavailable, StorageConflict):
            raise
        except Exception as error:  # one person's odd rows must not keep all others waiting
            if taken is None:
                raise
            _log.error("follow_up_failed", follow_up_id=taken["follow_up_id"], exc_info=error)
            async with pool.autocommit() as conn:
                await _PERSONALISATION.note_failed_follow_up(conn, follow_up_id=taken["follow_up_id"])
    return done
