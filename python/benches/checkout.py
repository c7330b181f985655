"""What the monitor adds to a checkout: `python benches/checkout.py`.

A pool of fake connections, so that nothing but SQLAlchemy and the monitor takes time. Engines with and without a monitor
take turns, and the fastest of many rounds is compared: other programs only ever make a round slower.
"""

from __future__ import annotations

import time
from typing import Any

from poolwise.sqlalchemy import Monitor
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

ROUNDS = 60
CHECKOUTS = 4_000


def round_us(engine: Any) -> float:
    """Microseconds per checkout and return."""
    connect = engine.raw_connection
    start = time.perf_counter()
    for _ in range(CHECKOUTS):
        connect().close()
    return (time.perf_counter() - start) / CHECKOUTS * 1e6


def main() -> None:
    """Prints a row per setting."""
    engines = {name: create_engine("sqlite://", poolclass=QueuePool) for name in ("bare", "monitor", "1 %", "100 %")}
    shares = {"monitor": 0.0, "1 %": 0.01, "100 %": 1.0}
    monitors = [Monitor(engines[name], track_leaks=share) for name, share in shares.items()]
    best = dict.fromkeys(engines, float("inf"))
    for _ in range(ROUNDS):
        for name, engine in engines.items():
            best[name] = min(best[name], round_us(engine))
    names = {"bare": "bare engine", "monitor": "with a monitor", "1 %": "track_leaks=0.01", "100 %": "track_leaks=True"}
    for name, microseconds in best.items():
        print(f"{names[name]:<18} {microseconds:6.2f} µs per checkout, {microseconds - best['bare']:+6.2f} µs")
    for monitor in monitors:
        monitor.close()


if __name__ == "__main__":
    main()
