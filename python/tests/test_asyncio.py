"""A monitor of an AsyncEngine."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from poolwise.sqlalchemy import Monitor, calibrate, database
from server import ASYNC_DRIVERS, Server
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import NullPool

drivers = pytest.mark.parametrize("driver", ASYNC_DRIVERS)


@drivers
def test_tasks_are_counted_and_wait(server: Server, driver: str) -> None:
    async def run() -> None:
        engine = server.async_engine(driver, pool_size=2, max_overflow=1, pool_timeout=2)
        monitor = Monitor(engine)
        gate = asyncio.Event()

        async def work() -> None:
            async with engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
                await gate.wait()

        tasks = [asyncio.ensure_future(work()) for _ in range(9)]
        deadline = time.monotonic() + 5
        while monitor.status()["checked_out"] != 3 and time.monotonic() < deadline:
            await asyncio.sleep(0.001)
        status = monitor.status()
        assert (status["checked_out"], status["waiting"], status["status"]) == (3, 6, "exhausted")
        await asyncio.sleep(0.05)
        gate.set()
        await asyncio.gather(*tasks)
        measured = monitor.measured()
        assert (measured["checkouts"], measured["timeouts"]) == (9, 0)
        # Three held until the gate opened; the other six waited for that.
        assert measured["hold_ms"]["p99"] > 45 and measured["wait_ms"]["mean"] > 6 / 9 * 45
        idle = measured["connects"] - measured["closes"]
        assert (monitor.status()["checked_out"], monitor.status()["total_connections"]) == (0, idle)
        assert monitor.release_idle() == idle
        await work()
        monitor.close()
        await engine.dispose()

    asyncio.run(run())


@drivers
def test_timeouts_and_cancellations_leave_nothing_behind(server: Server, driver: str) -> None:
    async def run() -> None:
        engine = server.async_engine(driver, pool_size=1, max_overflow=0, pool_timeout=0.1)
        monitor = Monitor(engine)
        async with engine.connect():
            with pytest.raises(PoolTimeout):
                await engine.connect()
            waiting = asyncio.ensure_future(engine.connect().start())
            await asyncio.sleep(0.02)
            assert monitor.status()["waiting"] == 1
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            assert monitor.status()["waiting"] == 0

        async def interrupted() -> None:
            async with engine.connect() as connection:
                await connection.execute(text("SELECT pg_sleep(5)"))

        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(interrupted(), 0.1)
        assert monitor.status()["checked_out"] == 0
        assert monitor.measured()["timeouts"] == 1
        monitor.close()
        await engine.dispose()

    asyncio.run(run())


@drivers
def test_everything_that_asks_the_server_works_within_a_loop(server: Server, driver: str) -> None:
    async def run() -> None:
        engine = server.async_engine(driver, pool_size=3)
        monitor = Monitor(engine, instances=2)
        async with engine.connect() as connection:
            assert (await connection.run_sync(database))["max_connections"] == 200
            assert isinstance(await connection.run_sync(monitor.check), list)
        assert monitor.scenario()["database"]["max_connections"] == 200
        plan = await asyncio.to_thread(monitor.advise)
        assert plan["budget"]["usable"] == 197
        costs = await asyncio.to_thread(calibrate, engine)
        assert costs["connect_ms"] > costs["ping_ms"] > 0
        assert monitor.measured()["checkouts"] == 1
        # Nor did the pool get a connection of another loop.
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
        monitor.close()
        await engine.dispose()

    asyncio.run(run())


@drivers
def test_a_leak_is_found_in_the_coroutine(server: Server, driver: str) -> None:
    async def run() -> None:
        engine = server.async_engine(driver, poolclass=NullPool)
        monitor = Monitor(engine, track_leaks=True, leak_after_s=0.02)

        async def leaking() -> Any:
            return await engine.connect().start()  # here

        connection = await leaking()
        await asyncio.sleep(0.05)
        (leak,) = monitor.health()["suspected_leaks"]
        line = next(number for number, one in enumerate(open(__file__), 1) if one.rstrip().endswith("# here"))
        assert leak["traceback"].splitlines()[0] == f"{__file__}:{line} in leaking"
        await connection.close()
        monitor.close()
        await engine.dispose()

    asyncio.run(run())
