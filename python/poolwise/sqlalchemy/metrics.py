"""The metrics of pools for prometheus_client, by the names of `poolwise write --to exporter`.

A scrape reaches one process of several, and prometheus_client's multiprocess mode takes no collectors. So each process
writes its own numbers into the folder once per second, and the one that is scraped adds up what all have written:
counters and histograms of every process, gauges of those that live, labelled with their pid.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector as PrometheusCollector

from .. import _engine
from .shared_metrics import SharedFolder

LABELS = ("service", "pool")
GAUGES = {
    "db_pool_size": ("pool_size", "Connections that the pool keeps open at the most: pool_size"),
    "db_pool_checked_out": ("checked_out", "Connections in use"),
    "db_pool_checked_in": ("checked_in", "Connections that are open and idle"),
    "db_pool_overflow": ("overflow", "Open connections beyond pool_size"),
    "db_pool_max_overflow": ("max_overflow", "Connections beyond pool_size that may be open; -1 is unlimited"),
    "db_pool_num_overflow": ("max_overflow", "The same as db_pool_max_overflow, by the name of older dashboards"),
}
HISTOGRAMS = {
    "db_pool_checkout_seconds": ("checkout", "From asking for a connection to having it"),
    "db_pool_hold_seconds": ("hold", "From having a connection to returning it"),
}


class Collector(PrometheusCollector):
    """The metrics of one monitor, or of several that share a registry."""

    def __init__(self, monitors: Any, multiprocess_dir: str | None = None) -> None:
        self._monitors = list(monitors) if isinstance(monitors, Sequence) else [monitors]
        folder = multiprocess_dir or os.environ.get("PROMETHEUS_MULTIPROC_DIR")
        self._folder = SharedFolder(folder, self._monitors) if folder else None

    def describe(self) -> Iterable[Metric]:
        """Nothing: a registry may hold it beside prometheus_client's own collector of several processes."""
        return []

    def collect(self) -> Iterable[Metric]:
        """Called at a scrape."""
        if self._folder is None:
            snapshots = [(snapshot(monitor), True) for monitor in self._monitors]
        else:
            snapshots = self._folder.read()
        labels = LABELS if self._folder is None else (*LABELS, "pid")
        for name, (key, text) in GAUGES.items():
            gauge = GaugeMetricFamily(name, text, labels=labels)
            for one, is_alive in snapshots:
                if is_alive and one["status"][key] is not None:
                    gauge.add_metric([one[label] for label in labels], one["status"][key])
            yield gauge
        totals = _added(one for one, _ in snapshots)
        timeouts = CounterMetricFamily(
            "db_pool_timeouts", "Checkouts that found no connection within pool_timeout", labels=LABELS
        )
        for names, total in totals.items():
            timeouts.add_metric(names, total["timeouts"])
        yield timeouts
        for name, (kind, text) in HISTOGRAMS.items():
            histogram = HistogramMetricFamily(name, text, labels=LABELS)
            for names, total in totals.items():
                histogram.add_metric(names, _buckets(total[f"{kind}_counts"]), total[f"{kind}_s"])
            yield histogram


def snapshot(monitor: Any) -> dict[str, Any]:
    """What one process knows."""
    checkout_counts, checkout_s, hold_counts, hold_s, timeouts, _, _ = monitor._recorder.counts.totals()
    return {
        "service": monitor.service,
        "pool": monitor.pool_name,
        "pid": str(os.getpid()),
        "status": monitor.status(),
        "timeouts": timeouts,
        "checkout_counts": checkout_counts,
        "checkout_s": checkout_s,
        "hold_counts": hold_counts,
        "hold_s": hold_s,
    }


def _added(snapshots: Iterable[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """Counters by service and pool, of all processes."""
    totals: dict[tuple[str, str], dict[str, Any]] = {}
    for one in snapshots:
        total = totals.setdefault((one["service"], one["pool"]), {})
        for key in ("timeouts", "checkout_s", "hold_s"):
            total[key] = total.get(key, 0) + one[key]
        for key in ("checkout_counts", "hold_counts"):
            before = total.get(key) or [0] * len(one[key])
            total[key] = [a + b for a, b in zip(before, one[key])]
    return totals


def _buckets(counts: list[int]) -> list[tuple[str, float]]:
    bounds = [f"{bound:.10g}" for bound in _engine.Recorder.bounds_s()]
    buckets, below = [], 0
    for bound, count in zip([*bounds, "+Inf"], counts):
        below += count
        buckets.append((bound, float(below)))
    return buckets
