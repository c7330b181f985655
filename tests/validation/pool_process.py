"""One process with one engine and its pool, which is sent requests whether or not the earlier ones are done."""

import asyncio
import gc
import platform
import signal
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import asdict
from importlib.metadata import version
from multiprocessing.connection import Connection as Pipe
from typing import Any

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from arrivals import draw
from probe import CURRENT, Probe
from record import PoolRun, Request
from scenarios import Scenario

STATEMENT = text("SELECT pg_sleep(:seconds), extract(epoch FROM clock_timestamp() - statement_timestamp())")
"""Sleeps, and says what that took. The columns are computed in their order."""
THREADS = 1000
"""More than ever wait at once, so that requests queue for a connection and not for a thread, unless they are to."""


def main(scenario: Scenario, pool: int, address: str, pipe: Pipe) -> None:
    """Says `"ready"`, is sent the start of the run in seconds of perf_counter, and answers with a PoolRun."""
    # An interrupt from the keyboard reaches the whole group of processes. It is the parent who ends the run.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests = draw(scenario, pool)

    def wait_for_start() -> float:
        gc.collect()
        gc.freeze()
        gc.disable()
        pipe.send("ready")
        start: float = pipe.recv()
        time.sleep(max(start - time.perf_counter(), 0.0))
        return start

    if scenario.driver == "threads":
        probe, cpu_s = _run_threads(scenario, address, requests, wait_for_start)
    else:
        probe, cpu_s = asyncio.run(_run_asyncio(scenario, address, requests, wait_for_start))
    end_s = max((request.left_s or request.gave_up_s or request.executed_s or 0.0 for request in requests), default=0.0)
    driver = "asyncpg" if scenario.driver == "asyncpg" else "psycopg"
    versions = {"python": platform.python_version(), "sqlalchemy": version("sqlalchemy"), driver: version(driver)}
    pipe.send(PoolRun(requests, versions, cpu_s, end_s, probe.open_steps))


def _settings(scenario: Scenario) -> dict[str, Any]:
    names = {"size": "pool_size", "overflow": "max_overflow", "lifo": "pool_use_lifo"}
    names |= {"timeout_s": "pool_timeout", "recycle_s": "pool_recycle", "pre_ping": "pool_pre_ping"}
    return {names[name]: value for name, value in asdict(scenario.pool).items()}


async def _run_asyncio(
    scenario: Scenario, address: str, requests: list[Request], wait_for_start: Callable[[], float]
) -> tuple[Probe, float]:
    engine = create_async_engine(f"postgresql+{scenario.driver}://{address}", **_settings(scenario))
    # The first connection of an engine asks for the server's version and more. No other does, so it is not measured.
    async with engine.connect() as connection:
        await connection.execute(STATEMENT, {"seconds": 0})
    await engine.dispose()
    probe = Probe(engine.sync_engine, wait_for_start())
    cpu_s = time.process_time()
    leaked: list[Any] = []
    door = asyncio.Semaphore(scenario.concurrency) if scenario.concurrency else nullcontext()
    async with asyncio.TaskGroup() as tasks:
        for request in requests:
            if (ahead_s := request.due_s - probe.now()) > 0:
                await asyncio.sleep(ahead_s)
            request.arrived_s = probe.now()
            tasks.create_task(_let_in(door, _serve_async(engine, probe, request, leaked)))
    cpu_s = time.process_time() - cpu_s
    probe.detach()
    for connection in leaked:
        await connection.invalidate()
    await engine.dispose()
    return probe, cpu_s


async def _let_in(door: AbstractAsyncContextManager[None], serve: Coroutine[Any, Any, None]) -> None:
    async with door:
        await serve


async def _serve_async(engine: AsyncEngine, probe: Probe, request: Request, leaked: list[Any]) -> None:
    CURRENT.set(request)
    request.asked_s = probe.now()
    try:
        if request.leaks:
            leaked.append(connection := await engine.connect())
            await connection.execute(STATEMENT, {"seconds": request.drawn_s})
            request.executed_s = probe.now()
            return
        async with engine.connect() as connection:
            result = await connection.execute(STATEMENT, {"seconds": request.drawn_s})
            request.executed_s = probe.now()
            request.statement_s = float(result.one()[1])
        probe.left(request)
    except PoolTimeoutError:
        request.gave_up_s = probe.now()


def _run_threads(
    scenario: Scenario, address: str, requests: list[Request], wait_for_start: Callable[[], float]
) -> tuple[Probe, float]:
    engine = create_engine(f"postgresql+psycopg://{address}", **_settings(scenario))
    with engine.connect() as connection:
        connection.execute(STATEMENT, {"seconds": 0})
    engine.dispose()
    probe = Probe(engine, wait_for_start())
    cpu_s = time.process_time()
    leaked: list[Any] = []
    with ThreadPoolExecutor(scenario.concurrency or THREADS) as threads:
        tasks = []
        for request in requests:
            if (ahead_s := request.due_s - probe.now()) > 0:
                time.sleep(ahead_s)
            request.arrived_s = probe.now()
            tasks.append(threads.submit(_serve, engine, probe, request, leaked))
        for task in tasks:
            task.result()
    cpu_s = time.process_time() - cpu_s
    probe.detach()
    for connection in leaked:
        connection.invalidate()
    engine.dispose()
    return probe, cpu_s


def _serve(engine: Engine, probe: Probe, request: Request, leaked: list[Any]) -> None:
    CURRENT.set(request)
    request.asked_s = probe.now()
    try:
        if request.leaks:
            leaked.append(connection := engine.connect())
            connection.execute(STATEMENT, {"seconds": request.drawn_s})
            request.executed_s = probe.now()
            return
        with engine.connect() as connection:
            result = connection.execute(STATEMENT, {"seconds": request.drawn_s})
            request.executed_s = probe.now()
            request.statement_s = float(result.one()[1])
        probe.left(request)
    except PoolTimeoutError:
        request.gave_up_s = probe.now()
