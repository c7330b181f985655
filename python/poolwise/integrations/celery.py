"""Celery: a monitor in each process of a prefork pool.

    monitors = install(engine, service="worker", instances=2, workers=8)

Each child drops the connections that it inherited, which are its parent's (`engine.dispose(close=False)`), and measures
itself. `monitors.current` is the monitor of this process, or None in the parent.
"""

from __future__ import annotations

from typing import Any

from celery.signals import worker_process_init, worker_process_shutdown

from ..sqlalchemy import Monitor
from ..sqlalchemy.pool_settings import sync_engine


class Monitors:
    """The monitor of this process."""

    def __init__(self, engine: Any, arguments: dict[str, Any]) -> None:
        self._engine = engine
        self._arguments = arguments
        self.current: Monitor | None = None

    def start(self, **signal: Any) -> None:
        """`worker_process_init`."""
        sync_engine(self._engine).dispose(close=False)
        self.current = Monitor(self._engine, **self._arguments)

    def stop(self, **signal: Any) -> None:
        """`worker_process_shutdown`."""
        if self.current is not None:
            self.current.close()
            self.current = None


def install(engine: Any, **arguments: Any) -> Monitors:
    """Connects the signals; the arguments are those of `Monitor`."""
    monitors = Monitors(engine, arguments)
    # Not weakly: nothing else may hold it.
    worker_process_init.connect(monitors.start, weak=False)
    worker_process_shutdown.connect(monitors.stop, weak=False)
    return monitors
