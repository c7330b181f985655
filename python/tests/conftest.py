"""What the tests share: the golden scenarios, the command, and a PostgreSQL server for as long as they run."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests/validation"))
GOLDEN = sorted((ROOT / "tests/data/golden").glob("*.toml"))

from server import Server, programs  # noqa: E402


def command(*arguments: str, **more: object) -> "subprocess.CompletedProcess[str]":
    """The command that is built from the sources, not the one of the wheel."""
    program = os.environ["POOLWISE_BIN"]
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False, **more)  # type: ignore


@pytest.fixture(scope="session")
def poolwise_bin() -> str:
    return os.environ["POOLWISE_BIN"]


@pytest.fixture(scope="session")
def server() -> "Iterator[Server]":
    with Server(programs()) as running:
        yield running
