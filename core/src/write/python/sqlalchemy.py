"""The engine of this service, its connection pool, and its sessions.

The environment sets the options, by the names of the .env; the values here hold where it does not.
A module's name has no dashes: save this as database.py.
"""

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker


# <helpers>


# <engine_options>
# <timeouts>


# <libpq>


url = make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+<driver>")
engine = create_engine(url, connect_args=connect_options(str(url.query.get("options", ""))), **ENGINE_OPTIONS)
make_session = sessionmaker(engine)

# A forked process must not write to its parent's sockets.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: engine.dispose(close=False))


@contextmanager
def session() -> Iterator[Session]:
    """Commits at the end, rolls back on an error, and returns the connection to the pool in both cases."""
    with make_session.begin() as opened:
        yield opened


def answer_503(app: Any) -> None:
    """Lets a FastAPI or Starlette application answer 503 where no connection came free in time."""
    from starlette.responses import JSONResponse

    # A coroutine: the threads are those that wait for connections.
    async def busy(request: Any, error: Exception) -> JSONResponse:
        headers = {"Retry-After": "1"}
        return JSONResponse({"detail": "no database connection came free in time"}, 503, headers)

    app.add_exception_handler(PoolTimeout, busy)
