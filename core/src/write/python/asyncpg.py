"""The connection pool of this service for asyncpg: await open_pool() when the process starts, after any fork.

The environment sets the options, by the names of the .env; the values here hold where it does not.
A module's name has no dashes: save this as database.py.

asyncpg knows no maximum age: it closes what stood idle for as long, which an idle timeout on the way needs, and a failover
does not. It has no check before a connection is handed out either: repeat a request whose connection was lost.
"""

import math
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg


# <helpers>


# <pool_options>
# <timeouts>


# <asyncpg_connect>


# "postgresql+asyncpg://" is SQLAlchemy's way to write it.
scheme, _, rest = os.environ["DATABASE_URL"].partition("://")
POOL_OPTIONS: dict[str, Any] = {
    "dsn": f"{scheme.partition('+')[0]}://{rest}",
    "min_size": SIZE,
    "max_size": SIZE + OVERFLOW,
    # 0 is never; so little as 0 s is a millisecond.
    "max_inactive_connection_lifetime": 0.0 if RECYCLE_S < 0 else max(RECYCLE_S, 0.001),
    **connect_options(),
}
# With 0 asyncpg fails even where a connection is free.
ACQUIRE_TIMEOUT_S = max(TIMEOUT_S, 0.001)


async def open_pool() -> asyncpg.Pool:
    """Opens the pool, with its connections."""
    return await asyncpg.create_pool(**POOL_OPTIONS)


@asynccontextmanager
async def connection(pool: asyncpg.Pool) -> AsyncIterator[Any]:
    """Commits at the end, rolls back on an error, and returns the connection to the pool in both cases.

    Raises TimeoutError (asyncio.TimeoutError before Python 3.11) where none came free in time: answer 503.
    """
    async with pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as opened, opened.transaction():
        yield opened
