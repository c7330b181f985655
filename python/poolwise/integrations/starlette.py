"""Starlette and FastAPI: `/health`, `/debug/pool-status`, and a lifespan.

engine = create_async_engine(url)
monitor = Monitor(engine, service="api", instances=4, workers=2)
app = FastAPI(lifespan=lifespan(monitor))
install(app, monitor)
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse

from ..sqlalchemy import Monitor
from .answers import health_answer, status_answer


def lifespan(
    monitor: Monitor, inner: Any = None, on_error: str = "log"
) -> Callable[[Any], AbstractAsyncContextManager[Any]]:
    """A lifespan that checks the pools against the server at the start and closes the monitor at the end.

    `inner` is the application's own lifespan; `on_error="raise"` refuses to start with pools that do not fit.
    """

    @asynccontextmanager
    async def around(app: Any) -> AsyncIterator[Any]:
        await asyncio.to_thread(monitor.check, None, on_error)
        try:
            if inner is None:
                yield None
            else:
                async with inner(app) as state:
                    yield state
        finally:
            monitor.close()

    return around


def install(app: Any, monitor: Monitor, health: str = "/health", status: str | None = "/debug/pool-status") -> None:
    """Adds the routes. `status` shows numbers and, with `track_leaks`, places in the code: keep it from the public."""

    async def get_health(request: Request) -> JSONResponse:
        code, answer = health_answer(monitor)
        return JSONResponse(answer, code)

    async def get_status(request: Request) -> JSONResponse:
        return JSONResponse(status_answer(monitor))

    app.add_route(health, get_health, methods=["GET"])
    if status is not None:
        app.add_route(status, get_status, methods=["GET"])
