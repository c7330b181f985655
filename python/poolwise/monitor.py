"""`python -m poolwise.monitor URL`: the pools of a running service, from its `/metrics` or `/debug/pool-status`.

Exits with 0, with 1 where a pool is used above the threshold or a service answers that it is unavailable, and with 2 where
there is nothing to read.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

import poolwise

from ._monitor_source import PoolStatus, Unreadable, between, fetch
from ._monitor_table import show, wrapped

FINE, HIGH, UNREADABLE = 0, 1, 2

SAMPLE_S = 2.0
"""Metrics count since the start of a service: two of them, so long apart, show its rate."""


def main(arguments: list[str] | None = None) -> int:
    """Shows the table once, or again and again; returns the exit code."""
    options = _parser().parse_args(arguments)
    code = UNREADABLE
    try:
        while True:
            code = _look(options)
            if not options.continuous:
                break
            time.sleep(options.interval)
    except KeyboardInterrupt:
        # How a continuous run ends.
        pass
    return code


def _look(options: Any) -> int:
    try:
        text, pools = fetch(options.url)
    except Unreadable as error:
        print(f"error: {error}", file=sys.stderr)
        return UNREADABLE
    show(pools, options.warn, is_live=options.continuous)
    _advise(text, pools, options)
    return HIGH if any(pool.is_high(options.warn) for pool in pools) else FINE


def _advise(text: str, pools: list[PoolStatus], options: Any) -> None:
    """Warnings and recommendations of the service's own monitor, or what the engine reads in its metrics."""
    warnings = [text for pool in pools for text in pool.warnings]
    recommendations = [text for pool in pools for text in pool.recommendations] if options.advise else []
    if options.advise and pools[0].is_metrics:
        time.sleep(SAMPLE_S)
        try:
            scenario = between(text, fetch(options.url)[0], SAMPLE_S)
        except Unreadable:
            scenario = None
        for diagnosis in poolwise.read(text, kind="metrics", scenario=scenario)["diagnoses"]:
            warnings.append(diagnosis["message"])
            recommendations.append(diagnosis["help"])
    for mark, lines in (("!", warnings), (">", recommendations)):
        for line in dict.fromkeys(lines):
            print(wrapped(mark, line))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m poolwise.monitor",
        description="Show the connection pools of a running service.",
        epilog="Exit codes: 0 below the threshold, 1 at or above it, 2 nothing to read.",
    )
    parser.add_argument("url", metavar="URL", help="the service, its /metrics or its /debug/pool-status")
    parser.add_argument("--continuous", action="store_true", help="show it again until Ctrl+C")
    parser.add_argument("--interval", type=_seconds, default=5.0, metavar="S", help="seconds between; default 5")
    parser.add_argument("--warn", type=_percent, default=80.0, metavar="PERCENT", help="threshold; default 80")
    parser.add_argument("--advise", action="store_true", help="say what to change")
    return parser


def _seconds(text: str) -> float:
    return _number(text, 0.1, 86_400)


def _percent(text: str) -> float:
    return _number(text, 1, 100)


def _number(text: str, least: float, most: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise argparse.ArgumentTypeError(f"must be a number from {least:g} to {most:g}")
    return number


if __name__ == "__main__":
    sys.exit(main())
