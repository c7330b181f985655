"""Numbers of several processes in one folder."""

from __future__ import annotations

import atexit
import json
import os
import time
import uuid
from pathlib import Path
from typing import Any

from .background import Every

WRITE_EVERY_S = 1.0
DEAD_AFTER_S = 10.0
"""A process that has not written for so long has ended; its counters stay."""


class SharedFolder:
    """Writes what this process knows, and reads what all have written. Empty the folder before a service starts."""

    def __init__(self, folder: str, monitors: list[Any]) -> None:
        self._folder = Path(folder)
        self._monitors = monitors
        self._pid = 0
        self._name = ""
        self._every = Every(WRITE_EVERY_S, self.write)
        for monitor in monitors:
            monitor._closing.append(self._every.stop)
        atexit.register(self.write)
        self.write()

    def write(self) -> None:
        """Replaces this process's file, whole or not at all."""
        from .metrics import snapshot

        if self._pid != os.getpid():
            # A number of a process may come again after its end.
            self._pid, self._name = os.getpid(), f"poolwise-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        text = json.dumps([snapshot(monitor) for monitor in self._monitors])
        new = self._folder / f"{self._name}.new"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            new.write_text(text)
            os.replace(new, self._folder / f"{self._name}.json")
        except OSError:
            # A full disk or a folder that was removed is no reason to end a service.
            return

    def read(self) -> list[tuple[dict[str, Any], bool]]:
        """What each process has written, and whether it lives."""
        self.write()
        found = []
        for path in sorted(self._folder.glob("poolwise-*.json")):
            try:
                is_alive = time.time() - path.stat().st_mtime < DEAD_AFTER_S
                found += [(one, is_alive) for one in json.loads(path.read_text())]
            except (OSError, ValueError):
                continue
        return found
