"""Metrics of a SQLAlchemy pool for Prometheus: call watch(engine) once after an engine is created.

A scrape reaches one process of several, so with gunicorn's workers use prometheus_client's multiprocess mode: set
PROMETHEUS_MULTIPROC_DIR to an empty folder before the start, and copy child_exit below into gunicorn.conf.py. Any worker
then answers for all. The gauges keep a series for each process, labelled with its pid, since the fullest pool counts and
not the sum; counters and histograms are summed. Without the variable the process answers for itself.

    Here                      OpenTelemetry's semantic conventions
    db_pool_checked_out       db.client.connection.count, state "used"
    db_pool_checked_in        db.client.connection.count, state "idle"
    db_pool_size              db.client.connection.idle.max
    size + max_overflow       db.client.connection.max
    db_pool_timeouts_total    db.client.connection.timeouts
    db_pool_checkout_seconds  db.client.connection.wait_time
    db_pool_hold_seconds      db.client.connection.use_time

A module's name has no dashes: save this as pool_metrics.py.
"""

import os
import threading
import time
from typing import Any

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from sqlalchemy import event
from sqlalchemy.exc import TimeoutError as PoolTimeout

SERVICE = "<service>"
LABELS = ["service", "pool"]
SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


def gauge(name: str, text: str) -> Gauge:
    """A gauge with a series for each process that lives, where there are several."""
    return Gauge(name, text, LABELS, multiprocess_mode="liveall")


SIZE = gauge("db_pool_size", "Connections that the pool keeps open at the most: pool_size")
CHECKED_OUT = gauge("db_pool_checked_out", "Connections in use")
CHECKED_IN = gauge("db_pool_checked_in", "Connections that are open and idle")
OVERFLOW = gauge("db_pool_overflow", "Open connections beyond pool_size")
MAX_OVERFLOW = gauge("db_pool_max_overflow", "Connections beyond pool_size that may be open; -1 is unlimited")
NUM_OVERFLOW = gauge("db_pool_num_overflow", "The same as db_pool_max_overflow, by the name of older dashboards")
TIMEOUTS = Counter("db_pool_timeouts_total", "Checkouts that found no connection within pool_timeout", LABELS)
CHECKOUT = Histogram("db_pool_checkout_seconds", "From asking for a connection to having it", LABELS, buckets=SECONDS)
HOLD = Histogram("db_pool_hold_seconds", "From having a connection to returning it", LABELS, buckets=SECONDS)


class Watch:
    """Counts what a pool's events tell; the pool's own numbers are off by one while an event runs."""

    def __init__(self, engine: Any, labels: dict[str, str]) -> None:
        self._pool = engine.pool
        self._labels = labels
        self._lock = threading.Lock()
        self._checked_out = engine.pool.checkedout()
        self._open = engine.pool.checkedin() + self._checked_out
        listeners = {
            "connect": self._connected,
            "close": self._closed,
            "checkout": self._checked_out_one,
            "checkin": self._checked_in_one,
            "detach": self._detached,
        }
        for name, listener in listeners.items():
            event.listen(engine.pool, name, listener)
        event.listen(engine, "engine_disposed", self._replaced)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forked)
        self._time_checkouts()
        self._count()

    def _time_checkouts(self) -> None:
        """Times checkouts and counts timeouts, for which there is no event."""
        pool, connect = self._pool, self._pool.connect

        def timed_connect() -> Any:
            asked = time.monotonic()
            try:
                return connect()
            except PoolTimeout:
                TIMEOUTS.labels(**self._labels).inc()
                raise
            finally:
                CHECKOUT.labels(**self._labels).observe(time.monotonic() - asked)

        pool.connect = timed_connect
        TIMEOUTS.labels(**self._labels).inc(0)

    def _replaced(self, engine: Any) -> None:
        """dispose() gave the engine another pool, which has the same listeners."""
        self._pool = engine.pool
        self._time_checkouts()

    def _forked(self) -> None:
        """A forked process has no connections yet; those of its parent are not its own."""
        self._lock = threading.Lock()
        self._open = self._checked_out = 0

    def _connected(self, connection: Any, record: Any) -> None:
        self._count(opened=1)

    def _closed(self, connection: Any, record: Any) -> None:
        self._count(opened=-1)

    def _checked_out_one(self, connection: Any, record: Any, proxy: Any) -> None:
        record.record_info["checked_out_by"] = os.getpid()
        record.record_info["checked_out_at"] = time.monotonic()
        self._count(checked_out=1)

    def _checked_in_one(self, connection: Any, record: Any) -> None:
        self._returned(record)

    def _detached(self, connection: Any, record: Any) -> None:
        """The connection left the pool for good."""
        self._returned(record, opened=-1)

    def _returned(self, record: Any, opened: int = 0) -> None:
        since = record.record_info.pop("checked_out_at", None)
        is_own = record.record_info.pop("checked_out_by", None) == os.getpid()
        if since is None or not is_own:
            return
        HOLD.labels(**self._labels).observe(time.monotonic() - since)
        self._count(checked_out=-1, opened=opened)

    def _count(self, checked_out: int = 0, opened: int = 0) -> None:
        with self._lock:
            self._checked_out = max(0, self._checked_out + checked_out)
            self._open = max(0, self._open + opened)
            size = self._pool.size()
            values = {
                SIZE: size,
                CHECKED_OUT: self._checked_out,
                CHECKED_IN: max(0, self._open - self._checked_out),
                OVERFLOW: max(0, self._open - size),
                MAX_OVERFLOW: self._pool._max_overflow,
                NUM_OVERFLOW: self._pool._max_overflow,
            }
            for metric, value in values.items():
                metric.labels(**self._labels).set(value)


def watch(engine: Any, pool: str = "main") -> None:
    """Feeds the metrics from an Engine or AsyncEngine; `pool` tells the engines of one process apart."""
    Watch(getattr(engine, "sync_engine", engine), {"service": SERVICE, "pool": pool})


def metrics() -> bytes:
    """The answer to a scrape, of content type text/plain; version=0.0.4; charset=utf-8."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return generate_latest(registry)


def child_exit(server: Any, worker: Any) -> None:
    """For gunicorn.conf.py: forgets the gauges of a worker that ended."""
    multiprocess.mark_process_dead(worker.pid)
