"""The connection pool of this service for psycopg_pool. AsyncConnectionPool takes the same options.

The environment sets the options, by the names of the .env; the values here hold where it does not.
A module's name has no dashes: save this as database.py.
"""

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool


# <helpers>


# <pool_options>
# <timeouts>


# <libpq>


# "postgresql+psycopg://" is SQLAlchemy's way to write it.
scheme, _, rest = os.environ["DATABASE_URL"].partition("://")
address: dict[str, Any] = conninfo_to_dict(f"{scheme.partition('+')[0]}://{rest}")

pool = ConnectionPool(
    kwargs=address | connect_options(str(address.get("options", ""))),
    min_size=SIZE,
    max_size=SIZE + OVERFLOW,
    timeout=TIMEOUT_S,
    max_lifetime=math.inf if RECYCLE_S < 0 else RECYCLE_S,
    check=ConnectionPool.check_connection if PRE_PING else None,
    # Not while a module is imported: call pool.open() when the process starts, after any fork.
    open=False,
)


@contextmanager
def connection() -> Iterator[Connection[Any]]:
    """Commits at the end, rolls back on an error, and returns the connection to the pool in both cases.

    Raises psycopg_pool.PoolTimeout where none came free in time: answer 503.
    """
    with pool.connection() as opened:
        yield opened
