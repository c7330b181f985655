"""What a monitor says of a pool, step by step."""

from __future__ import annotations

import gc
import os
import resource
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from poolwise.sqlalchemy import Monitor
from server import SYNC_DRIVERS, Server
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import NullPool


def check(found: dict[str, Any], /, **expected: Any) -> None:
    chosen = {name: found[name] for name in expected}
    assert chosen == expected


@pytest.mark.parametrize("driver", SYNC_DRIVERS)
def test_status_follows_every_step(server: Server, driver: str) -> None:
    engine = server.engine(driver, pool_size=2, max_overflow=2, pool_timeout=0.1)
    monitor = Monitor(engine)
    check(
        monitor.status(), pool_size=2, max_overflow=2, capacity=4, checked_out=0, total_connections=0, status="healthy"
    )
    taken = [engine.connect() for _ in range(3)]
    check(monitor.status(), checked_out=3, checked_in=0, overflow=1, utilization_pct=75.0, status="busy")
    taken.append(engine.connect())
    check(monitor.status(), checked_out=4, overflow=2, total_connections=4, utilization_pct=100.0, status="exhausted")
    with pytest.raises(PoolTimeout):
        engine.connect()
    assert monitor.measured()["timeouts"] == 1
    for connection in taken:
        connection.close()
    # The pool keeps two and closes the others.
    check(monitor.status(), checked_out=0, checked_in=2, overflow=0, total_connections=2, status="healthy")
    measured = monitor.measured()
    assert (measured["checkouts"], measured["connects"], measured["closes"]) == (5, 4, 2)
    assert (engine.pool.checkedin(), engine.pool.checkedout()) == (2, 0)
    monitor.close()
    assert "connect" not in vars(engine.pool)
    with engine.connect():
        assert monitor.status()["checked_out"] == 0
    engine.dispose()


def test_a_monitor_finds_connections_that_were_there(server: Server) -> None:
    engine = server.engine(pool_size=3)
    with engine.connect():
        pass
    monitor = Monitor(engine)
    check(monitor.status(), checked_in=1, total_connections=1)
    with engine.connect():
        check(monitor.status(), checked_out=1, checked_in=0, total_connections=1)
    monitor.close()
    engine.dispose()


def test_dispose_invalidate_and_detach_are_counted(server: Server) -> None:
    engine = server.engine(pool_size=3, max_overflow=0)
    monitor = Monitor(engine)
    first = engine.connect()
    with engine.connect():
        pass
    engine.dispose()
    check(monitor.status(), checked_out=1, total_connections=1)
    first.close()
    check(monitor.status(), checked_out=0, total_connections=0)
    with engine.connect() as connection:
        connection.invalidate()
    check(monitor.status(), checked_out=0, checked_in=0)
    with engine.connect() as connection:
        connection.detach()
        check(monitor.status(), checked_out=0, total_connections=0)
    engine.dispose()
    connection = engine.connect()
    del connection
    gc.collect()
    check(monitor.status(), checked_out=0)
    monitor.close()
    engine.dispose()


def test_a_pool_without_limit_has_no_utilization(server: Server) -> None:
    engine = server.engine(poolclass=NullPool)
    monitor = Monitor(engine)
    with engine.connect():
        check(monitor.status(), pool_size=None, capacity=None, checked_out=1, utilization_pct=None, status="healthy")
    check(monitor.status(), checked_out=0, total_connections=0)
    assert monitor.health()["http_status"] == 200
    assert monitor.scenario()["services"][0]["pool"] == {"class": "NullPool"}
    monitor.close()
    unlimited = server.engine(pool_size=0)
    monitor = Monitor(unlimited)
    with unlimited.connect():
        check(monitor.status(), capacity=None, overflow=0, total_connections=1, utilization_pct=None)
    assert any("no limit" in text or "unlimited" in text for text in monitor.health()["warnings"])
    monitor.close()
    unlimited.dispose()


def test_threads_agree_with_the_pool(server: Server) -> None:
    engine = server.engine(pool_size=3, max_overflow=2)
    monitor = Monitor(engine)

    def work() -> None:
        for _ in range(200):
            with engine.connect() as connection:
                connection.execute(text("SELECT 1"))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    measured = monitor.measured()
    assert measured["checkouts"] == 1600 and monitor.status()["checked_out"] == 0
    assert monitor.status()["total_connections"] == engine.pool.checkedin()
    assert measured["connects"] - measured["closes"] == engine.pool.checkedin()
    assert monitor.status()["waiting"] == 0 and not monitor._recorder._opening
    monitor.close()
    engine.dispose()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_forked_child_starts_anew(server: Server) -> None:
    engine = server.engine(pool_size=2)
    monitor = Monitor(engine)
    held = engine.connect()
    with engine.connect():
        pass
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            engine.dispose(close=False)
            before = monitor.status()
            with engine.connect() as connection:
                connection.execute(text("SELECT 1"))
                inside = monitor.status()
            health = monitor.health()
            parts = [
                before["checked_out"],
                before["total_connections"],
                inside["checked_out"],
                inside["total_connections"],
            ]
            os.write(write, repr([*parts, monitor.measured()["checkouts"], health["http_status"]]).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 100) == b"[0, 0, 1, 1, 1, 200]"
    check(monitor.status(), checked_out=1, total_connections=2)
    held.close()
    monitor.close()
    engine.dispose()


def test_idle_connections_are_released_and_no_other(server: Server) -> None:
    engine = server.engine(pool_size=5, max_overflow=0, pool_timeout=0.2)
    monitor = Monitor(engine)
    taken = [engine.connect() for _ in range(4)]
    for connection in taken[1:]:
        connection.close()
    assert monitor.release_idle() == 3
    check(monitor.status(), checked_out=1, checked_in=0, total_connections=1)
    assert taken[0].execute(text("SELECT 7")).scalar() == 7
    assert monitor.release_idle() == 0
    # The pool has not lost its count: five fit, the sixth does not.
    more = [engine.connect() for _ in range(4)]
    with pytest.raises(PoolTimeout):
        engine.connect()
    for connection in [*more, taken[0]]:
        connection.close()
    check(monitor.status(), checked_in=5, total_connections=5)
    monitor.close()
    engine.dispose()


def test_a_leak_is_found_with_its_line(server: Server) -> None:
    engine = server.engine(pool_size=2)
    monitor = Monitor(engine, track_leaks=True, leak_after_s=0.05)
    leaked = engine.connect()  # here
    time.sleep(0.1)
    health = monitor.health()
    (leak,) = health["suspected_leaks"]
    first = leak["traceback"].splitlines()[0]
    line = next(number for number, one in enumerate(open(__file__), 1) if one.rstrip().endswith("# here"))
    assert first == f"{__file__}:{line} in test_a_leak_is_found_with_its_line"
    assert leak["age_s"] >= 0.1 and health["oldest_checkout_s"] >= 0.1
    assert any(first in warning for warning in health["warnings"])
    leaked.close()
    assert monitor.health()["suspected_leaks"] == []
    monitor.close()
    engine.dispose()


def test_a_probe_gets_503_while_the_pool_cannot_serve(server: Server) -> None:
    engine = server.engine(pool_size=1, max_overflow=0, pool_timeout=0.05)
    monitor = Monitor(engine)
    with engine.connect():
        assert monitor.health()["http_status"] == 200
        with pytest.raises(PoolTimeout):
            engine.connect()
        health = monitor.health()
    assert (health["http_status"], health["status"]) == (503, "exhausted")
    assert {"the one connection is in use", "a checkout timed out in the last 1 s"} <= set(health["warnings"])
    assert health["recommendations"]
    # It serves again.
    assert monitor.health()["http_status"] == 200
    monitor.close()
    engine.dispose()


def test_bursts_that_the_mean_rate_hides_are_reported(server: Server) -> None:
    engine = server.engine(pool_size=2, max_overflow=0)
    monitor = Monitor(engine)

    def hold() -> None:
        with engine.connect():
            time.sleep(0.025)

    with ThreadPoolExecutor(20) as threads:
        for _ in range(6):
            list(threads.map(lambda _: hold(), range(20)))
            time.sleep(0.5)
    measured = monitor.measured()
    assert measured["at_once"] == 20 and measured["wait_ms"]["p95"] > 100, measured
    health, plan = monitor.health(), monitor.advise()
    assert any("up to 20 at once wanted one of 2 connections" in warning for warning in health["warnings"]), health
    assert any("spread bursts" in text for text in health["recommendations"])
    assert (plan["verdict"]["status"], plan["verdict"]["headline"]) == (
        "tight",
        "Requests wait longer than the plan predicts",
    )
    monitor.close()
    engine.dispose()


def test_memory_is_bounded(server: Server) -> None:
    engine = server.engine(pool_size=1)
    monitor = Monitor(engine, window_s=0.3)
    connect = engine.raw_connection
    for _ in range(3_000):
        connect().close()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(6_000):
        connect().close()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 2_000
    time.sleep(0.35)
    assert monitor.measured()["checkouts"] == 0
    monitor.close()
    engine.dispose()
