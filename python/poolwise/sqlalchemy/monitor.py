"""The monitor of one engine's pool."""

from __future__ import annotations

import logging
from typing import Any

import poolwise

from . import bursts, health, release
from .durations import Durations
from .pool_settings import sync_engine
from .recorder import Recorder
from .server import calibrate, database, database_beside

logger = logging.getLogger("poolwise")

WINDOW_S = 300.0
BUSY_PCT = 70.0


class Monitor:
    """Measures the pool of an Engine or AsyncEngine, and advises from what it measured.

    `service`, `instances`, `workers` and `engines` describe the fleet that this process is one of, as in a scenario:
    every process of it is taken to be as busy as this one. `track_leaks` keeps the place in the code that took each
    connection (True), or those of a share of checkouts (0.01); `leak_after_s` is when a checkout is suspected. Other
    fields of the service, such as `surge="25%"` or `concurrency=40`, are given by `scenario`.

    It is safe with threads, asyncio and fork: a child measures itself anew. It does not see what other processes do.
    """

    def __init__(
        self,
        engine: Any,
        service: str = "app",
        instances: int = 1,
        workers: int = 1,
        engines: int = 1,
        *,
        pool: str = "main",
        track_leaks: bool | float = False,
        leak_after_s: float = 60.0,
        window_s: float = WINDOW_S,
        warn_pct: float = 80.0,
        scenario: dict[str, Any] | None = None,
    ) -> None:
        self.engine = sync_engine(engine)
        self.service, self.pool_name = service, pool
        self.warn_pct, self.leak_after_s = warn_pct, leak_after_s
        self._processes = instances * workers * engines
        self._fleet = {"name": service, "instances": instances, "workers": workers, "engines": engines}
        self._more = dict(scenario or {})
        self.kind = str(self._more.get("kind", "web"))
        self._recorder = Recorder(self.engine, window_s, float(track_leaks))
        self._database: dict[str, Any] | None = None
        self._calibrated: dict[str, Any] | None = None
        # What else ends with the monitor: threads that log, write metrics or feed meters.
        self._closing: list[Any] = []

    @classmethod
    def from_env(cls, engine: Any, environ: Any = None, **arguments: Any) -> Monitor | None:
        """A monitor as ENABLE_POOL_MONITORING, LOG_POOL_STATUS_INTERVAL and MAX_CONNECTION_WARNINGS say, or None where
        monitoring is switched off."""
        from .environment import from_env

        monitor: Monitor | None = from_env(cls, engine, environ, arguments)
        return monitor

    def status(self) -> dict[str, Any]:
        """The pool at this moment. Without a limit `capacity` and `utilization_pct` are None."""
        settings = self._recorder.settings
        checked_out, total, waiting, _, _ = self._recorder.counts.now()
        capacity = settings.capacity
        utilization = None if capacity is None else 100.0 * checked_out / capacity
        word = "healthy"
        if capacity is not None and checked_out >= capacity:
            word = "exhausted"
        elif utilization is not None and utilization >= BUSY_PCT:
            word = "busy"
        return {
            "pool_size": settings.size,
            "max_overflow": settings.max_overflow,
            "capacity": capacity,
            "checked_out": checked_out,
            "checked_in": max(0, total - checked_out),
            "overflow": max(0, total - settings.size) if settings.size else 0,
            "total_connections": total,
            "waiting": waiting,
            "utilization_pct": utilization,
            "status": word,
        }

    def measured(self) -> dict[str, Any]:
        """What this process did in the window, the last 5 minutes at the most.

        `rate_per_s` counts checkouts and timeouts; `wait_ms` is queueing alone, and `checkout_ms` adds the time to open a
        connection; `hold_ms` is from having a connection to its return, of those that were returned. `at_once` is the most
        requests that had or wanted a connection at one moment.
        """
        window_s, summaries, (timeouts, opened, closed, at_once) = self._recorder.counts.recent()
        wait, checkout, hold, opening = map(Durations._make, summaries)
        return {
            "window_s": window_s,
            "rate_per_s": checkout.samples / window_s,
            "checkouts": checkout.samples,
            "hold_ms": hold.as_ms(with_cv=True),
            "wait_ms": wait.as_ms(),
            "checkout_ms": checkout.as_ms(),
            "timeouts": timeouts,
            "at_once": at_once,
            "connects_per_s": opened / window_s,
            "connects": opened,
            "closes": closed,
            "connect_ms": opening.as_ms()["mean"],
        }

    def health(self) -> dict[str, Any]:
        """`status()` with warnings and recommendations, for a probe: it never asks the database.

        `http_status` is 503 while nothing is left and requests have waited for half of pool_timeout or have timed out
        in the last ten seconds: another instance can serve them, this one cannot. A busy pool that serves is 200.
        """
        return health.report(self)

    def scenario(self, refresh: bool = True) -> dict[str, Any]:
        """The scenario of this service, with what was measured and what the database says.

        `refresh=False` does not ask the database, and has its last answer. Fields that nothing was measured for are
        left out, so that an advice says which defaults it rests on.
        """
        if refresh:
            self._database = database_beside(self.engine, self._recorder)
        service: dict[str, Any] = {**self._fleet, "pool": self._recorder.settings.as_scenario()}
        measured = self.measured()
        connect_ms = self._calibrated["connect_ms"] if self._calibrated else measured["connect_ms"]
        if connect_ms:
            service["connect_ms"] = connect_ms
        hold = measured["hold_ms"]
        if measured["checkouts"] and hold["mean"]:
            rate = measured["rate_per_s"] * self._processes
            hold = {"mean": hold["mean"], "cv": hold["cv"]}
            service["traffic"] = [{"name": "measured", "rate_per_s": rate, "hold_ms": hold}]
        service.update(self._more)
        scenario: dict[str, Any] = {"services": [service]}
        if self._database:
            scenario["database"] = self._database_fields(self._database)
        return scenario

    def advise(self) -> dict[str, Any]:
        """The plan from live data: `poolwise.plan(m.scenario())`.

        A scenario has the mean rate. Where requests come in bursts and wait far longer than the plan predicts, the verdict
        says so instead.
        """
        plan = poolwise.plan(self.scenario())
        if found := bursts.find(self, plan):
            plan["verdict"] = bursts.verdict(found, plan["verdict"])
        return plan

    def calibrate(self) -> dict[str, Any]:
        """Measures what the server costs, for `scenario()` to use: see `poolwise.sqlalchemy.calibrate`."""
        self._calibrated = calibrate(self.engine)
        return self._calibrated

    def check(self, connection: Any = None, on_error: str = "log") -> list[dict[str, Any]]:
        """At start-up: this pool × engines × workers × instances against the server's limit. Returns the findings.

        With `connection` (a Connection; `await connection.run_sync(m.check)`) the server is asked on it, else on one of
        its own. "log" logs warnings and errors, and that the server could not be asked; "raise" raises `BudgetError`
        where a finding is an error, and what prevented the check.
        """
        if on_error not in ("log", "raise"):
            raise ValueError('on_error must be "log" or "raise"')
        try:
            if connection is None:
                self._database = database_beside(self.engine, self._recorder)
            else:
                self._database = database(connection)
            scenario = self.scenario(refresh=False)
            # The traffic since the start says nothing yet.
            scenario["services"][0].pop("traffic", None)
            findings = health.quick_plan(scenario)["findings"]
        except Exception as error:
            if on_error == "raise":
                raise
            # The driver's message may have the address and the user.
            logger.warning("the pools of %s were not checked: %s", self.service, type(error).__name__)
            return []
        serious = [finding for finding in findings if finding["severity"] == "error"]
        if serious and on_error == "raise":
            raise poolwise.BudgetError(_sentence(serious[0]), findings)
        for finding in findings:
            if finding["severity"] != "info":
                level = logging.ERROR if finding in serious else logging.WARNING
                logger.log(level, "%s [%s]", _sentence(finding), finding["code"])
        return list(findings)

    def collector(self, multiprocess_dir: str | None = None) -> Any:
        """A collector for prometheus_client, whose metrics are those of `poolwise write --to exporter`.

        Where several processes answer scrapes, as with gunicorn, it answers for all of them: through the folder
        `multiprocess_dir`, by default that of PROMETHEUS_MULTIPROC_DIR.
        """
        from .metrics import Collector

        return Collector([self], multiprocess_dir)

    def instrument(self, meter: Any = None) -> Any:
        """Feeds OpenTelemetry's `db.client.connection.*`; `meter` is by default the global provider's."""
        from .opentelemetry import instrument

        return instrument(self, meter)

    def release_idle(self) -> int:
        """Closes the idle connections of this process and returns how many; those in use stay.

        It frees slots of the server at once, as before a migration. It cures no leak: a leaked connection is in use.
        """
        return release.release_idle(self.engine.pool)

    def close(self) -> None:
        """Stops measuring and leaves the pool as it was. The engine goes on."""
        for closing in self._closing:
            closing()
        self._recorder.close()

    def _database_fields(self, known: dict[str, Any]) -> dict[str, Any]:
        """The `database` of a scenario. With an `application_name` of its own, the service's connections can be separated
        from those of others, which are counted as they are now; without one none is, or the service's would count twice."""
        names = {path.partition(".")[2]: value for path, value in known["settings"].items()}
        fields = {name: value for name, value in names.items() if "." not in name and name != "other_clients"}
        if own := known["application_name"]:
            fields["other_clients"] = max(0, known["connections_total"] - known["by_application"].get(own, 0))
        return fields


def _sentence(finding: dict[str, Any]) -> str:
    return f"{finding['message']}; {finding['help']}" if finding.get("help") else str(finding["message"])
