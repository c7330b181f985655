"""Keeps the processor's cores from falling asleep between requests.

A core that sleeps takes time to wake, a virtual one up to milliseconds, since its host has to find room for it. It would
be added to every hold of a pool that is measured, and belongs to the machine. Linux only; elsewhere nothing is done.
"""

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager

TURNS = 1_000_000
"""Between two looks at whether the parent is still there."""
LEAST_PRIORITY = 19


@contextmanager
def cores() -> Iterator[None]:
    """While this lasts, every core has something to do that gives way to whatever else there is."""
    context = multiprocessing.get_context("spawn")
    count = os.cpu_count() or 1
    spinners = [context.Process(target=_spin, args=(os.getpid(),), daemon=True) for _ in range(count)]
    if not hasattr(os, "SCHED_IDLE"):
        spinners.clear()
    try:
        for spinner in spinners:
            spinner.start()
        yield
    finally:
        for spinner in spinners:
            if spinner.pid is not None:
                spinner.kill()
                spinner.join()


def _spin(parent: int) -> None:
    # Being nice keeps its time apart in what the kernel counts, being idle has it never stand in the way.
    os.nice(LEAST_PRIORITY)
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    while os.getppid() == parent:
        for _ in range(TURNS):
            pass
