"""Files that Poolwise writes for Python, as modules."""

import importlib.util
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

NASTY_NAMES = [
    "api",
    "a\nraise SystemExit('a line of its own')",
    "a\r\nraise SystemExit(1)\r",
    "it's \"quoted\" \\",
    '"""\nraise SystemExit(1)\n"""',
    "$(exit 1) `exit 1` #{x} {x} %s %(x)s",
    "</script>: ': \u2028\u2029\u0085",
    "<size> # <helpers> <service>",
]
SERVER: dict[str, Any] = {"idle_in_transaction_timeout_ms": 60000}
STATEMENT_TIMEOUT_MS = 1499.5


class Files:
    """Writes files, and imports them."""

    def __init__(self, poolwise: Path, folder: Path) -> None:
        self._poolwise = poolwise
        self._folder = folder
        self.checked = 0

    def text(self, kind: str, scenario: dict[str, Any]) -> str:
        """The file of the one service of a scenario."""
        path = self._folder / "scenario.json"
        path.write_text(json.dumps(scenario))
        command = [self._poolwise, "write", str(path), "--to", kind, "--current"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def imported(self, kind: str, scenario: dict[str, Any]) -> ModuleType:
        """The file as a module."""
        return self.module(kind, self.text(kind, scenario))

    def module(self, kind: str, text: str) -> ModuleType:
        """A text as a module."""
        name = f"written_{kind.replace('-', '_')}"
        path = self._folder / f"{name}.py"
        path.write_text(text)
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def check(self, what: str, found: Any, expected: Any) -> None:
        """Counts what is as it should be."""
        if found != expected:
            raise SystemExit(f"{what}:\n{found}\nis not\n{expected}")
        self.checked += 1


@contextmanager
def environment(variables: dict[str, str]) -> Iterator[None]:
    """Sets variables, and takes away those of the `.env` and of libpq that are not among them."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith(("DB_", "PG", "DATABASE_"))]:
        del os.environ[name]
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def a_service(name: str, pool: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A scenario with one service."""
    service = {"name": name, "statement_timeout_ms": STATEMENT_TIMEOUT_MS, "pool": pool, **more}
    return {"database": SERVER, "services": [service]}
