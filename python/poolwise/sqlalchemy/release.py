"""Closing idle connections."""

from __future__ import annotations

from typing import Any

from sqlalchemy.pool import QueuePool


def release_idle(pool: Any) -> int:
    """Closes what stands in the pool's queue, and tells the pool that it is gone.

    `Engine.dispose()` would do for an idle service. With connections in use it makes a second pool beside the first, and
    both together may open twice as many. So each idle connection is closed in the way in which QueuePool itself closes one
    that is returned to a full queue (`_do_return_conn`): the record is closed and `_dec_overflow` lowers the count.
    """
    if not isinstance(pool, QueuePool):
        return 0
    closed = 0
    # No more than stood there at first: others return connections at the same time.
    for _ in range(pool.checkedin()):
        try:
            record = pool._pool.get(False)
        except Exception:
            # Others were faster. The class of the exception differs between versions and kinds of queues.
            break
        try:
            had_connection = record.dbapi_connection is not None
            if getattr(pool._dialect, "is_async", False):
                # To say goodbye takes an event loop; the server notices the end of a socket as well.
                record.invalidate()
            else:
                record.close()
            closed += had_connection
        finally:
            pool._dec_overflow()
    return closed
