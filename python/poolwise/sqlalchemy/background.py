"""Work that a process does every few seconds, in a thread that does not keep it alive."""

from __future__ import annotations

import logging
import os
import threading
import weakref
from typing import Callable

logger = logging.getLogger("poolwise")


class Every:
    """Calls `work` every `seconds` until `stop`. A forked process has no threads of its parent, so it starts its own."""

    def __init__(self, seconds: float, work: Callable[[], None]) -> None:
        self._seconds = seconds
        self._work = work
        self._stopped = threading.Event()
        _ALL.add(self)
        self.start()

    def start(self) -> None:
        """Starts the thread, also after a fork."""
        if self._stopped.is_set():
            return
        self._stopped = threading.Event()
        threading.Thread(target=self._run, args=(self._stopped,), name="poolwise", daemon=True).start()

    def stop(self) -> None:
        """Ends it."""
        self._stopped.set()

    def _run(self, stopped: threading.Event) -> None:
        while not stopped.wait(self._seconds):
            try:
                self._work()
            except Exception as error:
                # A monitor must not end a service; the text of an error may have an address.
                logger.warning("monitoring failed: %s", type(error).__name__)


_ALL: weakref.WeakSet[Every] = weakref.WeakSet()


def _start_anew() -> None:
    for every in list(_ALL):
        every.start()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_anew)
