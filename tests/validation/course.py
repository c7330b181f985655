"""Averages over time, of what lasts from one moment to another. All times are in seconds."""

import math
from collections.abc import Iterable

Interval = tuple[float, float]


def mean_count(intervals: Iterable[Interval], from_s: float, until_s: float) -> float:
    """How many of the intervals there are at a time, on average."""
    total = sum(max(min(end, until_s) - max(start, from_s), 0.0) for start, end in intervals)
    return total / (until_s - from_s)


def count_each_second(intervals: Iterable[Interval], seconds: int) -> list[float]:
    """How many of the intervals there are at a time, on average over each second from the start."""
    counts = [0.0] * seconds
    for start, end in intervals:
        end = min(end, seconds)
        for second in range(int(start), math.ceil(end)):
            counts[second] += max(min(end, second + 1) - max(start, second), 0.0)
    return counts


def mean_level(steps: list[tuple[float, int]], above: int, from_s: float, until_s: float) -> float:
    """By how much a level, which starts at 0 and moves in steps, is above another on average."""
    total, level, since = 0.0, 0, from_s
    for time_s, step in [*sorted(steps), (math.inf, 0)]:
        now = min(max(time_s, from_s), until_s)
        total += max(level - above, 0) * (now - since)
        level, since = level + step, now
    return total / (until_s - from_s)
