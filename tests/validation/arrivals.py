"""Requests drawn from a seed: when each arrives, what its statement takes, whether it leaks its connection."""

import math
from collections.abc import Iterator
from random import Random

from record import Request
from scenarios import Scenario, Statement


def draw(scenario: Scenario, pool: int) -> list[Request]:
    """The requests of one pool in the order of their arrival."""
    requests: list[Request] = []
    for index, statement in enumerate(scenario.traffic):
        random = Random(f"{scenario.seed}/{pool}/{index}")
        for due_s in arrival_times(scenario, statement.rate_per_s / scenario.pools, random):
            leaks = random.random() < scenario.leak_probability
            requests.append(Request(index, due_s, drawn_s(statement, random), leaks))
    requests.sort(key=lambda request: request.due_s)
    return requests


def arrival_times(scenario: Scenario, rate_per_s: float, random: Random) -> Iterator[float]:
    """A Poisson process in seconds from the start: drawn at the highest rate, and thinned out between bursts."""
    factor = max(scenario.burst.factor, 1.0) if scenario.burst else 1.0
    time_s = random.expovariate(rate_per_s * factor)
    while time_s < scenario.duration_s:
        here = scenario.burst.factor if scenario.burst and scenario.burst.at(time_s) else 1.0
        if random.random() * factor < here:
            yield time_s
        time_s += random.expovariate(rate_per_s * factor)


def drawn_s(statement: Statement, random: Random) -> float:
    """How long one statement is to take, in seconds."""
    mean_s = statement.mean_ms / 1000
    if statement.cv == 0:
        return mean_s
    if statement.cv == 1:
        return random.expovariate(1 / mean_s)
    variance = math.log1p(statement.cv**2)
    return random.lognormvariate(math.log(mean_s) - variance / 2, math.sqrt(variance))
