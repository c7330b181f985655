"""What the server says of itself, and what it costs to talk to it."""

from __future__ import annotations

import json
import statistics
from time import perf_counter
from typing import Any

from sqlalchemy import text

import poolwise
from poolwise import _engine

from .pool_settings import sync_engine
from .probe import beside, fetch_one

APPLICATION_NAME = "SELECT current_setting('application_name')"

CONNECTS = 20
PINGS = 40
HOLDS = 20
MAX_S = 4.0
"""A server far away answers fewer times, so that the whole takes less than 5 s."""


def database(connection: Any) -> dict[str, Any]:
    """The limits of the server and its clients, by the query of `poolwise query`.

    `connection` is a Connection; with an AsyncConnection, `await connection.run_sync(database)`. The query reads
    settings and `pg_stat_activity`, changes nothing, and returns no query texts and no addresses. Keys:
    `max_connections`, `superuser_reserved`, `reserved`, `connections_total`, `by_application`, `by_state`,
    `application_name`, the connection's own, and `settings`: paths and values for a scenario.
    """
    # As a text of SQLAlchemy, since some drivers take a percent sign for a parameter.
    answer = connection.execute(text(_engine.query())).scalar()
    return from_answer(answer, connection.execute(text(APPLICATION_NAME)).scalar())


def database_beside(engine: Any, recorder: Any = None) -> dict[str, Any]:
    """The same on a connection of its own."""

    def ask(pool: Any) -> Any:
        connection = pool.connect()
        try:
            return fetch_one(connection, _engine.query()), fetch_one(connection, APPLICATION_NAME)
        finally:
            connection.close()

    return from_answer(*beside(engine, ask, recorder))


def from_answer(answer: Any, application_name: Any) -> dict[str, Any]:
    """Drivers return the JSON value as a text or decoded."""
    value: dict[str, Any] = json.loads(answer) if isinstance(answer, str) else answer
    reading = poolwise.read(json.dumps(value))
    chosen = {setting["field"]: setting["value"] for setting in reading["settings"]}
    limits = value["settings"]
    return {
        "application_name": application_name or "",
        "version_num": value["server_version_num"],
        "max_connections": limits["max_connections"],
        "superuser_reserved": limits["superuser_reserved_connections"],
        "reserved": limits.get("reserved_connections") or 0,
        # The one that asks is not in the view that it reads.
        "connections_total": value["connections_total"],
        "by_state": {row["state"]: row["count"] for row in value["by_state"]},
        "by_application": {row["application_name"]: row["count"] for row in value["by_application"]},
        "settings": {path: item for path, item in chosen.items() if path.startswith("database.")},
    }


def calibrate(engine: Any) -> dict[str, Any]:
    """What this server costs, in milliseconds: medians over a few dozen short connections, in less than 5 s.

    `connect_ms` is the time to open a connection, TLS and password included; `ping_ms` the round trip of `SELECT 1`;
    `statement_overhead_ms` how much longer a hold is than its statement: BEGIN, ROLLBACK and the pool. Connections are
    opened beside the pool, one at a time, and each is closed before the next.
    """
    return beside(engine, _measure, _recorder_of(engine))


def _recorder_of(engine: Any) -> Any:
    from .recorder import recorder_of

    return recorder_of(sync_engine(engine))


def _measure(pool: Any) -> dict[str, Any]:
    begin = perf_counter()
    connects: list[float] = []
    # The first one also asks the server for its version, once per engine.
    pool.connect().close()
    while len(connects) < CONNECTS and (len(connects) < 3 or perf_counter() - begin < MAX_S / 2):
        pool.dispose()
        start = perf_counter()
        connection = pool.connect()
        connects.append(perf_counter() - start)
        connection.close()
    pings: list[float] = []
    holds: list[float] = []
    connection = pool.connect()
    fetch_one(connection, "SELECT 1")
    while len(pings) < PINGS and (len(pings) < 5 or perf_counter() - begin < MAX_S * 0.75):
        start = perf_counter()
        fetch_one(connection, "SELECT 1")
        pings.append(perf_counter() - start)
    connection.close()
    ping = statistics.median(pings)
    while len(holds) < HOLDS and (len(holds) < 5 or perf_counter() - begin < MAX_S):
        start = perf_counter()
        connection = pool.connect()
        fetch_one(connection, "SELECT 1")
        connection.close()
        holds.append(perf_counter() - start)
    return {
        "connect_ms": statistics.median(connects) * 1e3,
        "ping_ms": ping * 1e3,
        "statement_overhead_ms": max(0.0, statistics.median(holds) - ping) * 1e3,
        "connections": len(connects) + 2,
        "took_s": perf_counter() - begin,
    }
