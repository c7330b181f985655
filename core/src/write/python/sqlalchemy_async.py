"""The async engine of this service, its connection pool, and its sessions.

The environment sets the options, by the names of the .env; the values here hold where it does not.
A module's name has no dashes: save this as database.py.
"""

import math
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from sqlalchemy import make_url
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine


# <helpers>


# <engine_options>
# <timeouts>


# <async_connect>


url = make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+<async_driver>")
connect_args = connect_options(str(url.query.get("options", "")))
engine = create_async_engine(url.difference_update_query(["options"]), connect_args=connect_args, **ENGINE_OPTIONS)
make_session = async_sessionmaker(engine, expire_on_commit=False)

# A forked process must not write to its parent's sockets.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: engine.sync_engine.dispose(close=False))


@asynccontextmanager
async def session() -> AsyncIterator[AsyncSession]:
    """Commits at the end, rolls back on an error, and returns the connection to the pool in both cases.

    A response that streams must not hold it: end the block before the first byte.
    """
    async with make_session.begin() as opened:
        yield opened


def answer_503(app: Any) -> None:
    """Lets a FastAPI or Starlette application answer 503 where no connection came free in time."""
    from starlette.responses import JSONResponse

    async def busy(request: Any, error: Exception) -> JSONResponse:
        headers = {"Retry-After": "1"}
        return JSONResponse({"detail": "no database connection came free in time"}, 503, headers)

    app.add_exception_handler(PoolTimeout, busy)
