"""Processor time in seconds, as the kernel counts it. Linux only; elsewhere None."""

import os
from pathlib import Path


def of_tree(pid: int) -> float | None:
    """Of a process and its children, those that ended too."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return None
    # User and system time, and for the parent also those of the children that ended.
    return _seconds(sum(_stat(str(pid))[11:15]) + sum(sum(_stat(child)[11:13]) for child in children))


def of_machine() -> float | None:
    """Of everything that runs on this machine, but for what is nice to the rest."""
    try:
        total = Path("/proc/stat").read_text().split("\n", 1)[0].split()
    except FileNotFoundError:
        return None
    user, _nice, system, _idle, _io_wait, irq, soft_irq = map(int, total[1:8])
    return _seconds(user + system + irq + soft_irq)


def _stat(pid: str) -> list[int]:
    """The numbers of a process's state, in the order of proc(5) from its state on; none if it has just ended."""
    try:
        # The name before them may itself have spaces and brackets.
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [0, *map(int, fields[1:])]


def _seconds(ticks: int) -> float:
    return ticks / os.sysconf("SC_CLK_TCK")
