"""Django 5.1 and later with psycopg's pool: `DATABASES["default"]["OPTIONS"]["pool"]`.

The pool counts for itself (`get_stats()`), so nothing is attached to it; Django without a pool has nothing to show.

    urlpatterns = [*poolwise.integrations.django.urlpatterns()]
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.http import HttpRequest, JsonResponse
from django.urls import path

import poolwise


def pool_of(alias: str = "default") -> Any:
    """The psycopg pool of a database. Raises LookupError where it has none."""
    pool = getattr(connections[alias], "pool", None)
    if pool is None:
        raise LookupError(f'the database {alias!r} has no pool: set OPTIONS["pool"]')
    return pool


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
    """What the pool counted since its start, in milliseconds; None of nothing."""
    stats = pool_of(alias).get_stats()
    requests, queued, opened = (stats.get(key, 0) for key in ("requests_num", "requests_queued", "connections_num"))

    def mean(total: str, count: int) -> float | None:
        # getconn() does not count the usage, so there it stays 0.
        return stats.get(total, 0) / count if count and stats.get(total) else None

    return {
        "checkouts": requests,
        "hold_ms": {"mean": mean("usage_ms", requests)},
        "wait_ms": {"mean": stats.get("requests_wait_ms", 0) / requests if requests else None, "queued": queued},
        "timeouts": stats.get("requests_errors", 0),
        "connects": opened,
        "connect_ms": mean("connections_ms", opened),
    }


def scenario(rate_per_s: float, hold_ms: float | None = None, alias: str = "default", **service: Any) -> dict[str, Any]:
    """The scenario of a service that asks for `rate_per_s` connections in all its processes.

    `hold_ms` is how long a request keeps its connection, by default what the pool counted; Django takes connections in a
    way in which psycopg's pool does not. `service` has other fields, such as `instances=4, workers=2`.
    """
    pool = {"size": status(alias)["capacity"], "overflow": 0, "timeout_s": pool_of(alias).timeout}
    one: dict[str, Any] = {"name": alias, "pool": pool, **service}
    hold_ms = hold_ms or measured(alias)["hold_ms"]["mean"]
    if hold_ms:
        one["traffic"] = [{"rate_per_s": rate_per_s, "hold_ms": {"mean": hold_ms}}]
    return {"services": [one]}


def advise(rate_per_s: float, hold_ms: float | None = None, alias: str = "default", **service: Any) -> dict[str, Any]:
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
    """`/health` and `/debug/pool-status`."""
    views = {"health": health_view, "debug/pool-status": status_view}
    return [path(route, view, {"alias": alias}) for route, view in views.items()]
