"""OpenTelemetry's metrics of connection pools, by its semantic conventions for `db.client.connection.*`."""

from __future__ import annotations

from typing import Any

from opentelemetry.metrics import CallbackOptions, Observation, get_meter

from .background import Every

RECORD_EVERY_S = 1.0


def instrument(monitor: Any, meter: Any = None) -> Any:
    """Feeds a meter until the monitor is closed; returns what feeds it."""
    return Instruments(monitor, meter or get_meter("poolwise"))


class Instruments:
    """The instruments of one pool. Durations reach the histograms within a second, 10 000 of a kind per second."""

    def __init__(self, monitor: Any, meter: Any) -> None:
        self._monitor = monitor
        self._counts = monitor._recorder.counts
        self._counts.keep_durations()
        self._name = {"db.client.connection.pool.name": monitor.pool_name}
        of = "db.client.connection."
        updown, counter, histogram = (
            meter.create_observable_up_down_counter,
            meter.create_observable_counter,
            meter.create_histogram,
        )
        updown(f"{of}count", [self._count], "{connection}", "Connections by state")
        updown(f"{of}idle.max", [self._of("pool_size")], "{connection}", "The most idle connections")
        updown(f"{of}max", [self._of("capacity")], "{connection}", "The most connections")
        updown(f"{of}pending_requests", [self._of("waiting")], "{request}", "Requests that wait for a connection")
        counter(f"{of}timeouts", [self._timeouts], "{timeout}", "Requests that found no connection in time")
        self._histograms = [
            histogram(f"{of}wait_time", "s", "From asking for a connection to having it"),
            histogram(f"{of}use_time", "s", "From having a connection to returning it"),
            histogram(f"{of}create_time", "s", "To open a connection"),
        ]
        self._every = Every(RECORD_EVERY_S, self.record)
        monitor._closing.append(self._every.stop)
        monitor._closing.append(self.record)

    def record(self) -> None:
        """Records what was measured since the last call."""
        for histogram, durations in zip(self._histograms, self._counts.take_kept()):
            for seconds in durations:
                histogram.record(seconds, self._name)

    def _of(self, key: str) -> Any:
        def observe(options: CallbackOptions) -> list[Observation]:
            value = self._monitor.status()[key]
            return [] if value is None else [Observation(value, self._name)]

        return observe

    def _count(self, options: CallbackOptions) -> list[Observation]:
        status = self._monitor.status()
        states = {"used": status["checked_out"], "idle": status["checked_in"]}
        return [
            Observation(value, {**self._name, "db.client.connection.state": state}) for state, value in states.items()
        ]

    def _timeouts(self, options: CallbackOptions) -> list[Observation]:
        return [Observation(self._counts.totals()[4], self._name)]
