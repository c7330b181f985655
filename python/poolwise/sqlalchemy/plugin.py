"""The plugin of SQLAlchemy: `create_engine(url, plugins=["poolwise"])`, or `?plugin=poolwise` in the URL.

`create_engine(…, poolwise={"service": "api", "instances": 4})` has the arguments of `Monitor`; in a URL they are
`poolwise_service=api&poolwise_instances=4`. `monitor_of(engine)` returns the monitor.
"""

from __future__ import annotations

import weakref
from typing import Any

from sqlalchemy.engine import CreateEnginePlugin

from .monitor import Monitor
from .pool_settings import sync_engine

PREFIX = "poolwise_"
_NUMBERS = {"instances": int, "workers": int, "engines": int, "leak_after_s": float, "warn_pct": float}
_TEXTS = ("service", "pool")
_MONITORS: weakref.WeakKeyDictionary[Any, Monitor] = weakref.WeakKeyDictionary()


class PoolwisePlugin(CreateEnginePlugin):
    """Attaches a monitor to each engine that is created."""

    def __init__(self, url: Any, kwargs: dict[str, Any]) -> None:
        self._arguments: dict[str, Any] = dict(kwargs.pop("poolwise", None) or {})
        self._names = [name for name in url.query if name.startswith(PREFIX)]
        for name in self._names:
            key, text = name[len(PREFIX) :], url.query[name]
            if key == "track_leaks":
                self._arguments[key] = str(text).lower() in ("1", "true", "yes", "on")
            elif key in _NUMBERS:
                self._arguments[key] = _number(name, text, _NUMBERS[key])
            elif key in _TEXTS:
                self._arguments[key] = str(text)
            else:
                known = ", ".join(PREFIX + one for one in (*_TEXTS, *_NUMBERS, "track_leaks"))
                raise ValueError(f"the URL has a {PREFIX} setting that is none of: {known}")

    def update_url(self, url: Any) -> Any:
        """The driver does not know these settings."""
        return url.difference_update_query(self._names)

    def engine_created(self, engine: Any) -> None:
        """Called for each engine."""
        _MONITORS[engine] = Monitor(engine, **self._arguments)


def _number(name: str, text: Any, kind: Any) -> Any:
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"{name} in the URL must be a number") from None


def monitor_of(engine: Any) -> Monitor:
    """The monitor that the plugin attached to an Engine or AsyncEngine. Raises LookupError where there is none."""
    try:
        return _MONITORS[sync_engine(engine)]
    except KeyError:
        raise LookupError('the engine has no monitor: create it with plugins=["poolwise"]') from None
