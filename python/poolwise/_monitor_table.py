"""The table of `python -m poolwise.monitor`: with rich where it is installed and the output is a terminal, else plain."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from typing import Any

from ._monitor_source import PoolStatus

COLUMNS = ("pool", "in use", "idle", "capacity", "used", "waiting", "timeouts", "status")


def rows(pools: list[PoolStatus], threshold: float) -> list[tuple[str, ...]]:
    """The cells."""
    return [
        (
            _printable(pool.name),
            f"{pool.checked_out:g}",
            f"{pool.checked_in:g}",
            "no limit" if pool.capacity is None else f"{pool.capacity:g}",
            "–" if pool.percent is None else f"{pool.percent:.3g} %",
            "–" if pool.waiting is None else f"{pool.waiting:g}",
            f"{pool.timeouts:g}",
            word(pool, threshold),
        )
        for pool in pools
    ]


def word(pool: PoolStatus, threshold: float) -> str:
    """The status, in a word that needs no color."""
    if pool.is_unavailable:
        return "unavailable"
    if pool.percent is not None and pool.percent >= 100:
        return "exhausted"
    return "high" if pool.is_high(threshold) else "fine"


def show(pools: list[PoolStatus], threshold: float, is_live: bool) -> None:
    """Prints the table. A live one in a terminal takes the place of the last."""
    is_terminal = sys.stdout.isatty()
    cells = rows(pools, threshold)
    if is_live and is_terminal and os.environ.get("TERM") != "dumb":
        sys.stdout.write("\x1b[H\x1b[2J")
    table = _rich_table(cells) if is_terminal and not os.environ.get("NO_COLOR") else None
    if table is not None:
        table()
        return
    widths = [max(len(row[at]) for row in [COLUMNS, *cells]) for at in range(len(COLUMNS))]
    for row in [COLUMNS, *cells]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    sys.stdout.flush()


def wrapped(mark: str, text: str) -> str:
    """A sentence behind a mark, in lines that fit the terminal."""
    columns = min(100, shutil.get_terminal_size().columns)
    return textwrap.fill(_printable(text), columns, initial_indent=f"{mark} ", subsequent_indent="  ")


def _rich_table(cells: list[tuple[str, ...]]) -> Any:
    try:
        from rich.console import Console
        from rich.table import Column, Table
        from rich.text import Text
    except ImportError:
        return None
    # A name that is too long goes on in the next line; numbers stay whole.
    columns = [Column(name, overflow="fold", no_wrap=name != "pool") for name in COLUMNS]
    table = Table(*columns, box=None, padding=(0, 2, 0, 0), pad_edge=False)
    styles = {"fine": "green", "high": "yellow", "exhausted": "bold red", "unavailable": "bold red"}
    for row in cells:
        table.add_row(*(Text(cell, styles[row[-1]] if cell is row[-1] else "") for cell in row))
    return lambda: Console().print(table)


def _printable(text: str) -> str:
    """Without characters that steer a terminal: the name comes from the service."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
