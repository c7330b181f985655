"""Django 5.1 and later with psycopg's pool: `DATABASES["default"]["OPTIONS"]["pool"]`.

The pool counts for itself (`get_stats()`), but not how long Django holds a connection. `measure()` does, by wrapping
`getconn` and `putconn`, which are public, on the pool itself; `urlpatterns()` calls it. Django without a pool has nothing to
show.

    urlpatterns = [*poolwise.integrations.django.urlpatterns()]
"""

from __future__ import annotations

import os
from typing import Any

from django.db import connections
from django.http import HttpRequest, JsonResponse
from django.urls import path

from psycopg_pool import PoolTimeout

import poolwise
from poolwise import _engine

WINDOW_S = 300.0

# The recorder of each pool that is measured, by the database's alias.
_MEASURED: dict[str, tuple[Any, Any]] = {}


def pool_of(alias: str = "default") -> Any:
    """The psycopg pool of a database. Raises LookupError where it has none."""
    pool = getattr(connections[alias], "pool", None)
    if pool is None:
        raise LookupError(f'the database {alias!r} has no pool: set OPTIONS["pool"]')
    return pool


def measure(alias: str = "default") -> Any:
    """Measures the pool of a database from now on: waits, holds and timeouts, in a sliding window of 5 minutes.

    Calling it again does nothing, unless Django has made another pool since. Raises LookupError where there is none.
    """
    pool = pool_of(alias)
    known, recorder = _MEASURED.get(alias, (None, None))
    if known is pool:
        return recorder
    recorder = _engine.Recorder(WINDOW_S)
    getconn, putconn = pool.getconn, pool.putconn

    def timed_getconn(*arguments: Any, **named: Any) -> Any:
        since = recorder.request()
        try:
            connection = getconn(*arguments, **named)
        except PoolTimeout:
            recorder.timed_out(since)
            raise
        except BaseException:
            recorder.failed(since)
            raise
        recorder.taken(since, _Taken(connection))
        return connection

    def timed_putconn(connection: Any) -> None:
        recorder.returned(connection, connection)
        putconn(connection)

    pool.getconn, pool.putconn = timed_getconn, timed_putconn
    _MEASURED[alias] = (pool, recorder)
    return recorder


class _Taken:
    """A connection as the recorder takes it."""

    def __init__(self, connection: Any) -> None:
        self.dbapi_connection = connection


def _start_anew() -> None:
    for _, recorder in _MEASURED.values():
        recorder.reset()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_anew)


def status(alias: str = "default") -> dict[str, Any]:
    """The pool at this moment, by the names of `Monitor.status()`; the largest size is the capacity."""
    stats = pool_of(alias).get_stats()
    total, idle, capacity = stats.get("pool_size", 0), stats.get("pool_available", 0), stats["pool_max"]
    in_use = max(0, total - idle)
    utilization = 100.0 * in_use / capacity
    word = "exhausted" if in_use >= capacity else "busy" if utilization >= 70 else "healthy"
    return {
        "pool_size": stats.get("pool_min"),
        "max_overflow": capacity - stats.get("pool_min", 0),
        "capacity": capacity,
        "checked_out": in_use,
        "checked_in": idle,
        "overflow": max(0, total - stats.get("pool_min", 0)),
        "total_connections": total,
        "waiting": stats.get("requests_waiting", 0),
        "utilization_pct": utilization,
        "status": word,
    }


def measured(alias: str = "default") -> dict[str, Any]:
    """What the pool counted since its start, in milliseconds; None of nothing. Where `measure()` was called, `rate_per_s`,
    `hold_ms`, `wait_ms` and `timeouts` are those of the last 5 minutes at the most."""
    stats = pool_of(alias).get_stats()
    requests, queued, opened = (stats.get(key, 0) for key in ("requests_num", "requests_queued", "connections_num"))

    def mean(total: str, count: int) -> float | None:
        # getconn() does not count the usage, so there it stays 0.
        return stats.get(total, 0) / count if count and stats.get(total) else None

    counted = {
        "checkouts": requests,
        "hold_ms": {"mean": mean("usage_ms", requests)},
        "wait_ms": {"mean": stats.get("requests_wait_ms", 0) / requests if requests else None, "queued": queued},
        "timeouts": stats.get("requests_errors", 0),
        "connects": opened,
        "connect_ms": mean("connections_ms", opened),
    }
    pool, recorder = _MEASURED.get(alias, (None, None))
    if pool is not pool_of(alias):
        return counted
    window_s, (_, checkout, hold, _), (timeouts, *_) = recorder.recent()
    counted.update(window_s=window_s, rate_per_s=checkout[0] / window_s, timeouts=timeouts)
    counted["wait_ms"] = {**_milliseconds(checkout), "queued": queued}
    counted["hold_ms"] = _milliseconds(hold)
    return counted


def _milliseconds(durations: tuple[int, float, float, float, float, float]) -> dict[str, float | None]:
    """Count, mean, cv and percentiles as the recorder has them, in seconds."""
    samples, mean, cv, p50, p95, p99 = durations
    values = {"mean": mean * 1e3, "cv": cv, "p50": p50 * 1e3, "p95": p95 * 1e3, "p99": p99 * 1e3}
    return {name: value if samples else None for name, value in values.items()}


def scenario(
    rate_per_s: float | None = None, hold_ms: float | None = None, alias: str = "default", **service: Any
) -> dict[str, Any]:
    """The scenario of a service that asks for `rate_per_s` connections in all its processes.

    Both are by default what `measure()` measured, each process taken to be as busy as this one; `hold_ms` is how long a
    request keeps its connection. `service` has other fields, such as `instances=4, workers=2`.
    """
    pool = {"size": status(alias)["capacity"], "overflow": 0, "timeout_s": pool_of(alias).timeout}
    one: dict[str, Any] = {"name": alias, "pool": pool, **service}
    known = measured(alias)
    processes = one.get("instances", 1) * one.get("workers", 1) * one.get("engines", 1)
    if rate_per_s is None and known.get("rate_per_s"):
        rate_per_s = known["rate_per_s"] * processes
    hold = {"mean": hold_ms} if hold_ms else {name: known["hold_ms"].get(name) for name in ("mean", "cv")}
    if rate_per_s and hold["mean"]:
        hold = {name: value for name, value in hold.items() if value is not None}
        one["traffic"] = [{"rate_per_s": rate_per_s, "hold_ms": hold}]
    return {"services": [one]}


def advise(
    rate_per_s: float | None = None, hold_ms: float | None = None, alias: str = "default", **service: Any
) -> dict[str, Any]:
    """The plan for `scenario()`."""
    return poolwise.plan(scenario(rate_per_s, hold_ms, alias, **service))


def health_view(request: HttpRequest, alias: str = "default") -> JsonResponse:
    """503 while nothing is left and requests wait for a connection."""
    now = status(alias)
    is_out = now["status"] == "exhausted" and now["waiting"] > 0
    body = {"status": "unavailable" if is_out else "healthy", "pool": now["status"]}
    return JsonResponse(body, status=503 if is_out else 200)


def status_view(request: HttpRequest, alias: str = "default") -> JsonResponse:
    """The pool and its counters: keep it from the public."""
    return JsonResponse({"service": alias, **status(alias), "measured": measured(alias)})


def urlpatterns(alias: str = "default") -> list[Any]:
    """`/health` and `/debug/pool-status`. Measures from here on where the database has a pool."""
    if getattr(connections[alias], "pool", None) is not None:
        measure(alias)
    views = {"health": health_view, "debug/pool-status": status_view}
    return [path(route, view, {"alias": alias}) for route, view in views.items()]
