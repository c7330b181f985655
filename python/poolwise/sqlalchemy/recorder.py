"""Listens to a pool's events and to its `connect`.

SQLAlchemy has events for a connection that was opened, returned or closed, and none for a request that begins to wait or
that times out. So `pool.connect`, which is public, is wrapped on the pool itself; nothing private is replaced. Counting
is done by the engine's recorder, in about a microsecond and without a lock that another thread could wait for.
"""

from __future__ import annotations

import os
import threading
import weakref
from random import random
from time import perf_counter
from typing import Any, Callable

from sqlalchemy import event
from sqlalchemy.exc import TimeoutError as PoolTimeout

from .. import _engine
from . import stack
from .pool_settings import PoolSettings

MAX_OPENING = 256
"""Attempts to open a connection that failed are forgotten beyond this number."""


class Recorder:
    """Listens to an engine until `close`."""

    def __init__(self, engine: Any, window_s: float, leak_share: float) -> None:
        self.engine = engine
        self.counts = _engine.Recorder(window_s)
        self._leak_share = leak_share
        self._opening: dict[int, float] = {}
        self._probing = threading.local()
        self._adopt(engine.pool, None)
        if self.settings.size is not None:
            self.counts.adopt(
                self.settings.capacity, max(0, engine.pool.checkedin()) + max(0, engine.pool.checkedout())
            )
        self._listeners: list[tuple[Any, str, Callable[..., Any]]] = [
            (engine, "do_connect", self._connecting),
            (engine, "engine_disposed", self._disposed),
            (engine.pool, "connect", self._connected),
            (engine.pool, "close", self._closed),
            (engine.pool, "checkin", self.counts.returned),
            (engine.pool, "invalidate", self.counts.invalidated),
            (engine.pool, "detach", self.counts.detached),
        ]
        for target, name, listener in self._listeners:
            event.listen(target, name, listener)
        _RECORDERS.add(self)

    @property
    def is_open(self) -> bool:
        """Whether it still listens."""
        return bool(self._listeners)

    def close(self) -> None:
        """Takes every listener away and gives the pool its own `connect` back."""
        for target, name, listener in self._listeners:
            if event.contains(target, name, listener):
                event.remove(target, name, listener)
        self._listeners = []
        self._unwrap()

    def probe(self) -> _Probe:
        """While it lasts, connections that this thread opens and closes are not counted."""
        return _Probe(self._probing)

    def forked(self) -> None:
        """In a child: the connections of the parent are not its own, and neither are its locks."""
        self.counts.reset()
        self._opening = {}
        self._probing = threading.local()

    def _adopt(self, pool: Any, open_connections: int | None) -> None:
        """Wraps `connect` of the engine's pool, which dispose() replaces."""
        self.pool = pool
        self.settings = PoolSettings.from_pool(pool)
        self.counts.adopt(self.settings.capacity, open_connections)
        pool.connect = self._timed(pool.connect)

    def _unwrap(self) -> None:
        self.pool.__dict__.pop("connect", None)

    def _timed(self, connect: Callable[[], Any]) -> Callable[[], Any]:
        counts, leak_share = self.counts, self._leak_share
        request, taken, timed_out, failed = counts.request, counts.taken, counts.timed_out, counts.failed

        def timed_connect() -> Any:
            since = request()
            try:
                connection = connect()
            except PoolTimeout:
                timed_out(since)
                raise
            except BaseException:
                failed(since)
                raise
            if leak_share and random() < leak_share:
                taken(since, connection, stack.capture())
            else:
                taken(since, connection)
            return connection

        return timed_connect

    def _connecting(self, dialect: Any, record: Any, arguments: Any, parameters: Any) -> None:
        if len(self._opening) >= MAX_OPENING:
            self._opening.clear()
        self._opening[id(record)] = perf_counter()

    def _connected(self, connection: Any, record: Any) -> None:
        since = self._opening.pop(id(record), None)
        if not hasattr(self._probing, "depth"):
            self.counts.opened(connection, None if since is None else perf_counter() - since)

    def _closed(self, connection: Any, record: Any) -> None:
        if not hasattr(self._probing, "depth"):
            self.counts.closed()

    def _disposed(self, engine: Any) -> None:
        """dispose() gave the engine another pool, which has the same listeners, and closed what was idle or let it go."""
        self._unwrap()
        self._adopt(engine.pool, None)


class _Probe:
    def __init__(self, local: threading.local) -> None:
        self._local = local

    def __enter__(self) -> None:
        self._local.depth = 1

    def __exit__(self, *error: object) -> None:
        del self._local.depth


_RECORDERS: weakref.WeakSet[Recorder] = weakref.WeakSet()


def recorder_of(engine: Any) -> Recorder | None:
    """The recorder that listens to this engine, if one does."""
    return next((recorder for recorder in list(_RECORDERS) if recorder.engine is engine and recorder.is_open), None)


def _start_anew() -> None:
    for recorder in list(_RECORDERS):
        recorder.forked()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_anew)
