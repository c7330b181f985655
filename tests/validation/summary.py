"""From what every process saw to what is compared with predictions.

hold_ms             from the grant of a connection, open and pinged, to its return: statement, rollback and wake-ups
statement_ms        what the statement took as the server says, which is what a user would look up
overhead_ms         by how much a hold was longer than that; also apart for requests that reused a connection and those
                    that opened a new one
oversleep_ms        by how much the statement was longer than it was asked to be
connect_ms, ping_ms what opening a connection took, and asking a reused one whether it is alive
close_ms            from the end of the hold until a closed connection has left its place in the pool
return_ms           the whole call that returns a connection, with its rollback, where the pool keeps it
wait_all_ms         queueing alone, without opening and pinging; with those that gave up and the time until they did
utilization         places taken over size + overflow; a place is taken from before the connection is opened or pinged
                    until it is returned, or closed
overflow_open_mean  connections open beyond the size, in use or not
first_timeout_s     when the first request of the whole run gave up, from its start
lateness_ms         by how much later than they were to the requests arrived
series              a row for each second from the start

Rates are those of the whole service, but for connects_per_s. That one, waiting_mean, open_mean, overflow_open_mean and
series are means over the pools.
"""

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from course import Interval, count_each_second, mean_count, mean_level
from record import PoolRun, Request
from scenarios import Scenario

WAITED_S = 0.002
"""A request has waited if it took longer: getting an idle connection takes some tenths of a millisecond by itself."""


def summarize(scenario: Scenario, runs: list[PoolRun]) -> dict[str, Any]:
    """What was measured: of the requests that asked in the measured window, and of the time of that window."""
    window = (scenario.warmup_s, scenario.duration_s)
    window_s = window[1] - window[0]
    everything = [request for run in runs for request in run.requests]
    seen = [request for request in everything if window[0] <= request.asked_s < window[1]]
    came = [request for request in everything if window[0] <= request.arrived_s < window[1]]
    served = [request for request in seen if request.granted_s is not None]
    returned = [request for request in served if request.returned_s is not None]
    timeouts = [request for request in seen if request.gave_up_s is not None]
    reused, fresh = parted(returned, lambda request: request.opened)
    kept, closed = parted(returned, lambda request: request.closed)
    give_ups = [request.gave_up_s for request in everything if request.gave_up_s is not None]
    waits = sorted(_time(request.wait_s) for request in seen)
    count = len(runs)

    def opened_over(level: int) -> float:
        return sum(mean_level(run.open_steps, level, *window) for run in runs) / count

    return {
        "counts": {
            "arrivals": len(seen),
            "ok": len(returned),
            "timeout": len(timeouts),
            "leaked": len(served) - len(returned),
        },
        "rate_per_s": len(came) / window_s,
        "traffic": [
            class_summary(
                statement.name,
                sum(request.traffic == index for request in came) / window_s,
                [request for request in seen if request.traffic == index],
            )
            for index, statement in enumerate(scenario.traffic)
        ],
        "hold_ms": moments(map(hold_s, returned)) | percentiles(sorted(map(hold_s, returned))),
        "overhead_ms": mean_ms(map(overhead_s, returned)),
        "oversleep_ms": mean_ms(_time(request.statement_s) - request.drawn_s for request in returned),
        "overhead_reused_ms": mean_ms(map(overhead_s, reused)),
        "overhead_new_ms": mean_ms(map(overhead_s, fresh)),
        "connect_ms": mean_ms(request.connect_s for request in served if request.opened),
        "ping_ms": mean_ms(request.ping_s for request in served if request.ping_s > 0),
        "close_ms": mean_ms(_time(request.left_s) - _time(request.returned_s) for request in closed),
        "return_ms": mean_ms(_time(request.left_s) - _time(request.executed_s) for request in kept),
        "utilization": mean_count(busy(everything), *window) / (scenario.pool.capacity * count),
        "waiting_mean": mean_count(waiting(everything), *window) / count,
        "wait_all_ms": {"mean": mean_ms(waits)} | percentiles(waits),
        "wait_probability": sum(wait > WAITED_S for wait in waits) / len(seen),
        "timeout_probability": len(timeouts) / len(seen),
        "connects_per_s": sum(request.opened for request in served) / window_s / count,
        "overflow_open_mean": opened_over(scenario.pool.size),
        "open_mean": opened_over(0),
        "first_timeout_s": min(give_ups, default=None),
        "lateness_ms": lateness(seen),
        "series": series(everything, give_ups, math.ceil(scenario.duration_s), count),
    }


def class_summary(name: str, rate_per_s: float, seen: list[Request]) -> dict[str, Any]:
    """One class of traffic: its rate, its holds, and the statements of those holds."""
    returned = [request for request in seen if request.returned_s is not None]
    return {
        "name": name,
        "rate_per_s": rate_per_s,
        "hold_ms": moments(map(hold_s, returned)),
        "statement_ms": moments(_time(request.statement_s) for request in returned),
    }


def series(requests: list[Request], give_ups: list[float], seconds: int, pools: int) -> list[dict[str, float]]:
    """Each second of the run: the mean of busy and waiting, and how many gave up, of one pool."""
    busy_each = count_each_second(busy(requests), seconds)
    waiting_each = count_each_second(waiting(requests), seconds)
    timed_out = [0] * seconds
    for time_s in give_ups:
        if time_s < seconds:
            timed_out[int(time_s)] += 1
    return [
        {"busy": busy_each[second] / pools, "waiting": waiting_each[second] / pools, "timed_out": gone / pools}
        for second, gone in enumerate(timed_out)
    ]


def busy(requests: Iterable[Request]) -> list[Interval]:
    """When slots of the pool were taken; for ever, where they leaked."""
    slots = ((request.slot_from_s, request.slot_until_s) for request in requests)
    return [(start, math.inf if end is None else end) for start, end in slots if start is not None]


def waiting(requests: Iterable[Request]) -> list[Interval]:
    """When requests waited for a slot."""
    return [(request.asked_s, request.asked_s + _time(request.wait_s)) for request in requests]


def lateness(seen: list[Request]) -> dict[str, float | None]:
    """How much later than they were to the requests arrived."""
    late = sorted(request.arrived_s - request.due_s for request in seen)
    return {"mean": mean_ms(late), "p99": percentiles(late)["p99"]}


def hold_s(request: Request) -> float:
    """From the grant to the return, of a request whose connection was returned."""
    return _time(request.returned_s) - _time(request.granted_s)


def overhead_s(request: Request) -> float:
    """By how much the hold was longer than its statement."""
    return hold_s(request) - _time(request.statement_s)


def mean_ms(times_s: Iterable[float]) -> float | None:
    """The mean of times; of none, None."""
    times = list(times_s)
    return 1000 * statistics.fmean(times) if times else None


def moments(times_s: Iterable[float]) -> dict[str, float | None]:
    """Mean in ms and coefficient of variation; of no times, None."""
    times = list(times_s)
    if not times:
        return {"mean": None, "cv": None}
    mean = statistics.fmean(times)
    return {"mean": 1000 * mean, "cv": statistics.pstdev(times, mean) / mean}


def percentiles(ordered_s: Sequence[float]) -> dict[str, float | None]:
    """The median and two percentiles in ms, of times in their order."""
    return {f"p{percent}": percentile_ms(ordered_s, percent / 100) for percent in (50, 95, 99)}


def percentile_ms(ordered_s: Sequence[float], share: float) -> float | None:
    """The time that so large a share is below, between its two neighbours by proportion."""
    if not ordered_s:
        return None
    position = share * (len(ordered_s) - 1)
    below = int(position)
    above = min(below + 1, len(ordered_s) - 1)
    return 1000 * (ordered_s[below] + (position - below) * (ordered_s[above] - ordered_s[below]))


def parted(requests: Iterable[Request], by: Callable[[Request], bool]) -> tuple[list[Request], list[Request]]:
    """Those for which something is not the case, and those for which it is."""
    parts: tuple[list[Request], list[Request]] = ([], [])
    for request in requests:
        parts[by(request)].append(request)
    return parts


def _time(time_s: float | None) -> float:
    """A time that is known to be there."""
    assert time_s is not None
    return time_s
