"""Watches the pool of a SQLAlchemy engine from the inside, without changing what it does."""

import time
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, event

from record import Request

CURRENT: ContextVar[Request] = ContextVar("request")
"""The request that this task or thread is serving."""


class Probe:
    """Notes down in the current request what the pool does for it. `start` is the run's, in seconds of perf_counter."""

    def __init__(self, engine: Engine, start: float) -> None:
        self.start = start
        self.open_steps: list[tuple[float, int]] = []
        self._engine = engine
        self._listeners = {
            "do_connect": self._connecting,
            "connect": self._connected,
            "checkout": self._granted,
            "checkin": self._returned,
            "close": self._closing,
        }
        for name, listener in self._listeners.items():
            event.listen(engine, name, listener)
        ping = engine.dialect.do_ping

        def timed_ping(connection: Any) -> bool:
            from_s = self.now()
            try:
                return ping(connection)
            finally:
                CURRENT.get().ping_s += self.now() - from_s

        engine.dialect.do_ping = timed_ping  # type: ignore[assignment, method-assign]

    def now(self) -> float:
        """Seconds from the start of the run."""
        return time.perf_counter() - self.start

    def detach(self) -> None:
        """Stops watching: what is closed from now on is closed for no request."""
        for name, listener in self._listeners.items():
            event.remove(self._engine, name, listener)

    def left(self, request: Request) -> None:
        """The call that returns the connection came back."""
        request.left_s = self.now()
        if request.closed:
            self.open_steps.append((request.left_s, -1))

    def _connecting(self, *_: Any) -> None:
        request = CURRENT.get()
        if request.connecting_from_s is None:
            request.connecting_from_s = self.now()
            self.open_steps.append((request.connecting_from_s, +1))

    def _connected(self, *_: Any) -> None:
        # The dialect's own listener, which sets the connection up, has been called before.
        request = CURRENT.get()
        assert request.connecting_from_s is not None
        request.connect_s += self.now() - request.connecting_from_s
        request.connecting_from_s = None
        request.opened = True

    def _granted(self, *_: Any) -> None:
        CURRENT.get().granted_s = self.now()

    def _returned(self, *_: Any) -> None:
        CURRENT.get().returned_s = self.now()

    def _closing(self, *_: Any) -> None:
        request = CURRENT.get()
        if request.granted_s is None:
            # Too old to be used again: another takes its place, so that the number of open ones does not change.
            request.connecting_from_s = self.now()
        else:
            request.closed = True
