"""M/M/c in simpy: prints the requests served, the seconds it took, and the mean wait in seconds."""

import random
import sys
import time
from collections.abc import Iterator

import simpy

SERVERS, RATE_PER_S, HOLD_S, REQUESTS, SEED = (float(argument) for argument in sys.argv[1:])

environment = simpy.Environment()
pool = simpy.Resource(environment, capacity=int(SERVERS))
waits: list[float] = []


def request() -> Iterator[simpy.Event]:
    """Waits for a connection, holds it, and gives it back."""
    arrived = environment.now
    with pool.request() as connection:
        yield connection
        waits.append(environment.now - arrived)
        yield environment.timeout(random.expovariate(1 / HOLD_S))


def arrivals() -> Iterator[simpy.Event]:
    """Lets requests come."""
    for _ in range(int(REQUESTS)):
        yield environment.timeout(random.expovariate(RATE_PER_S))
        environment.process(request())


random.seed(int(SEED))
start = time.perf_counter()
environment.process(arrivals())
environment.run()
took_s = time.perf_counter() - start

# The first fifth is the way from an empty queue.
counted = waits[len(waits) // 5 :]
print(len(waits), took_s, sum(counted) / len(counted))
