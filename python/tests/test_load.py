"""The proof: what the monitor measured under load is what the load generator and the server saw."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from typing import Any

import poolwise
import pytest
from load import Seen, arrivals, by_tasks, by_threads
from poolwise.sqlalchemy import Monitor
from server import ASYNC_DRIVERS, SYNC_DRIVERS, Server

RATE_PER_S, HOLD_S = 60.0, 0.040
TIMEOUT_S = 1.0
"""Long enough for a machine that stops for a moment, which is no fault of a pool."""
CLOCK_MS = 1.0
"""What an interpreter that does other things adds between two readings of the clock."""


def check_against(seen: Seen, monitor: Monitor, sessions: int, start: float) -> None:
    measured: Any = monitor.measured()
    took = time.monotonic() - start
    assert measured["checkouts"] == len(seen.waits)
    assert measured["timeouts"] == seen.timeouts
    assert measured["rate_per_s"] == pytest.approx(len(seen.waits) / took, rel=0.02)
    assert measured["hold_ms"]["mean"] == pytest.approx(seen.hold_ms, rel=0.02, abs=CLOCK_MS)
    assert measured["checkout_ms"]["mean"] == pytest.approx(seen.wait_ms, rel=0.02, abs=CLOCK_MS)
    exact = sorted(seen.waits)
    p95 = exact[math.ceil(0.95 * len(exact)) - 1] * 1e3
    assert measured["checkout_ms"]["p95"] == pytest.approx(p95, rel=0.05, abs=2 * CLOCK_MS)
    assert measured["connects"] == sessions
    assert measured["connects"] - measured["closes"] == monitor.status()["total_connections"]


@pytest.mark.parametrize("driver", SYNC_DRIVERS)
def test_threads_measure_what_happened(server: Server, driver: str) -> None:
    engine = server.engine(driver, pool_size=1, max_overflow=2, pool_timeout=0.25)
    before = server.sessions()
    monitor = Monitor(engine)
    start = time.monotonic()
    seen = by_threads(engine, arrivals(RATE_PER_S, 4, HOLD_S))
    check_against(seen, monitor, server.sessions() - before, start)
    assert monitor.measured()["closes"] > 0
    monitor.close()
    engine.dispose()


@pytest.mark.parametrize("driver", ASYNC_DRIVERS)
def test_tasks_measure_what_happened(server: Server, driver: str) -> None:
    async def run() -> None:
        engine = server.async_engine(driver, pool_size=1, max_overflow=2, pool_timeout=0.25)
        before = server.sessions()
        monitor = Monitor(engine)
        start = time.monotonic()
        seen = await by_tasks(engine, arrivals(RATE_PER_S, 4, HOLD_S))
        check_against(seen, monitor, server.sessions() - before, start)
        monitor.close()
        await engine.dispose()

    asyncio.run(run())


def test_a_pool_that_is_too_small_is_found_and_cured(server: Server) -> None:
    requests = arrivals(RATE_PER_S, 5, HOLD_S)
    engine = server.engine(pool_size=1, max_overflow=0, pool_timeout=TIMEOUT_S)
    monitor = Monitor(engine, service="api")
    seen = by_threads(engine, requests)
    assert seen.timeouts > 10
    health = monitor.health()
    assert any("timed out" in warning for warning in health["warnings"])
    plan = monitor.advise()
    current, advised = plan["services"][0]["current"], plan["services"][0]["advised"]
    assert current["prediction"]["state"] == "saturated"
    assert current["prediction"]["timeout_probability"] > 0.05

    # The same as from the true inputs, within what a few hundred requests leave open.
    capacity = advised["pool"]["size"] + advised["pool"]["overflow"]
    assert min(true_capacities(len(requests))) <= capacity <= max(true_capacities(len(requests)))
    monitor.close()
    engine.dispose()

    pool = advised["pool"]
    engine = server.engine(pool_size=pool["size"], max_overflow=pool["overflow"], pool_timeout=TIMEOUT_S)
    monitor = Monitor(engine, service="api")
    assert by_threads(engine, requests).timeouts == 0
    assert monitor.measured()["timeouts"] == 0
    assert monitor.health()["http_status"] == 200
    monitor.close()
    engine.dispose()


def true_capacities(count: int) -> list[int]:
    """The advised capacity for the true rate and hold, and for both at the ends of their 99.9 % confidence."""
    found = []
    for side in (-1, 0, 1):
        factor = 1 + side * 3.3 / math.sqrt(count)
        # The hold of a request is 1 to 2 ms longer than its work.
        hold = {"mean": (HOLD_S * 1e3 + 1.5) * factor, "cv": 1.0}
        service: dict[str, Any] = {"pool": {"size": 1, "overflow": 0, "timeout_s": TIMEOUT_S}}
        service["traffic"] = [{"rate_per_s": RATE_PER_S * factor, "hold_ms": hold}]
        pool = poolwise.plan({"services": [service], "database": {"max_connections": 200}})["services"][0]["advised"]
        found.append(pool["pool"]["size"] + pool["pool"]["overflow"])
    return found


def test_a_planted_leak_is_found_under_load(server: Server) -> None:
    engine = server.engine(pool_size=6, max_overflow=0, pool_timeout=2)
    monitor = Monitor(engine, track_leaks=True, leak_after_s=0.8)
    kept: list[Any] = []

    def leaking() -> None:
        kept.append(engine.connect())  # here

    thread = threading.Timer(0.5, leaking)
    thread.start()
    by_threads(engine, arrivals(30, 2.5, 0.02))
    thread.join()
    (leak,) = monitor.health()["suspected_leaks"]
    line = next(number for number, one in enumerate(open(__file__), 1) if one.rstrip().endswith("# here"))
    assert leak["traceback"].splitlines()[0] == f"{__file__}:{line} in leaking"
    kept[0].close()
    monitor.close()
    engine.dispose()
