"""A monitor as the environment asks for it.

| variable | default | effect |
|---|---|---|
| ENABLE_POOL_MONITORING | true | false: no monitor |
| LOG_POOL_STATUS_INTERVAL | 300 | seconds between two lines of status in the log; 0: none |
| MAX_CONNECTION_WARNINGS | 80 | percent of the capacity in use above which a warning is logged |
"""

from __future__ import annotations

import logging
import os
from typing import Any

from .background import Every

logger = logging.getLogger("poolwise")

LOOK_EVERY_S = 10.0
_FALSE = {"0", "false", "no", "off", "f", "n"}
_TRUE = {"1", "true", "yes", "on", "t", "y", ""}


def from_env(monitor_class: Any, engine: Any, environ: Any, arguments: dict[str, Any]) -> Any:
    """The monitor, or None where it is switched off."""
    environ = os.environ if environ is None else environ
    word = environ.get("ENABLE_POOL_MONITORING", "true").strip().lower()
    if word in _FALSE:
        return None
    if word not in _TRUE:
        raise ValueError("ENABLE_POOL_MONITORING must be true or false")
    interval_s = _number(environ, "LOG_POOL_STATUS_INTERVAL", 300.0, 0.0, 86_400.0)
    warn_pct = _number(environ, "MAX_CONNECTION_WARNINGS", 80.0, 1.0, 100.0)
    monitor = monitor_class(engine, warn_pct=warn_pct, **arguments)
    if interval_s:
        log = StatusLog(monitor, interval_s)
        every = Every(min(interval_s, LOOK_EVERY_S), log.look)
        monitor._closing.append(every.stop)
    return monitor


def _number(environ: Any, name: str, default: float, least: float, most: float) -> float:
    text = environ.get(name, "").strip()
    try:
        number = float(text) if text else default
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        # The text may be a secret in the wrong place.
        raise ValueError(f"{name} must be a number from {least:g} to {most:g}")
    return number


class StatusLog:
    """Logs the status every `interval_s`, and warnings as soon as they are seen, at most once per interval."""

    def __init__(self, monitor: Any, interval_s: float) -> None:
        self._monitor = monitor
        self._interval_s = interval_s
        self._step_s = min(interval_s, LOOK_EVERY_S)
        self._since_status_s = 0.0
        self._since_warning_s = interval_s

    def look(self) -> None:
        """Called every few seconds."""
        self._since_status_s += self._step_s
        self._since_warning_s += self._step_s
        service = self._monitor.service
        status = self._monitor.status()
        if self._since_status_s >= self._interval_s:
            self._since_status_s = 0.0
            shown = "%s: %s of %s connections in use, %s idle, %s waiting: %s"
            values = (status["checked_out"], status["capacity"] or "unlimited", status["checked_in"], status["waiting"])
            logger.info(shown, service, *values, status["status"])
        is_high = status["utilization_pct"] is not None and status["utilization_pct"] >= self._monitor.warn_pct
        if is_high and self._since_warning_s >= self._interval_s:
            self._since_warning_s = 0.0
            for warning in self._monitor.health()["warnings"]:
                logger.warning("%s: %s", service, warning)
