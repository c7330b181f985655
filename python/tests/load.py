"""Load on a pool, by threads or by tasks, and what each request saw of it."""

from __future__ import annotations

import asyncio
import random
import statistics
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeout


@dataclass
class Seen:
    """What the requests measured themselves, in seconds."""

    waits: list[float] = field(default_factory=list)
    holds: list[float] = field(default_factory=list)
    timeouts: int = 0

    @property
    def wait_ms(self) -> float:
        return statistics.mean(self.waits) * 1e3

    @property
    def hold_ms(self) -> float:
        return statistics.mean(self.holds) * 1e3


def arrivals(rate_per_s: float, for_s: float, hold_s: float, seed: int = 1) -> list[tuple[float, float]]:
    """When each request comes, and how long it works with its connection: Poisson, exponential."""
    chance = random.Random(seed)
    found, at = [], 0.0
    while (at := at + chance.expovariate(rate_per_s)) < for_s:
        found.append((at, chance.expovariate(1 / hold_s)))
    return found


def by_threads(engine: Any, requests: list[tuple[float, float]]) -> Seen:
    """A thread per request, as a threaded server has it."""
    seen = Seen()
    start = time.perf_counter()

    def request(hold_s: float) -> None:
        began = time.perf_counter()
        try:
            connection = engine.connect()
        except PoolTimeout:
            seen.timeouts += 1
            seen.waits.append(time.perf_counter() - began)
            return
        got = time.perf_counter()
        connection.execute(text("SELECT 1"))
        time.sleep(hold_s)
        connection.close()
        seen.holds.append(time.perf_counter() - got)
        seen.waits.append(got - began)

    threads = []
    for at, hold_s in requests:
        time.sleep(max(0.0, start + at - time.perf_counter()))
        threads.append(threading.Thread(target=request, args=(hold_s,)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return seen


async def by_tasks(engine: Any, requests: list[tuple[float, float]]) -> Seen:
    """A task per request."""
    seen = Seen()
    start = time.perf_counter()

    async def request(hold_s: float) -> None:
        began = time.perf_counter()
        try:
            connection = await engine.connect()
        except PoolTimeout:
            seen.timeouts += 1
            seen.waits.append(time.perf_counter() - began)
            return
        got = time.perf_counter()
        await connection.execute(text("SELECT 1"))
        await asyncio.sleep(hold_s)
        await connection.close()
        seen.holds.append(time.perf_counter() - got)
        seen.waits.append(got - began)

    tasks = []
    for at, hold_s in requests:
        await asyncio.sleep(max(0.0, start + at - time.perf_counter()))
        tasks.append(asyncio.ensure_future(request(hold_s)))
    await asyncio.gather(*tasks)
    return seen
