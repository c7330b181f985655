"""M/M/c in ciw: prints the requests served, the seconds it took, and the mean wait in seconds."""

import sys
import time

import ciw

SERVERS, RATE_PER_S, HOLD_S, REQUESTS, SEED = (float(argument) for argument in sys.argv[1:])

network = ciw.create_network(
    arrival_distributions=[ciw.dists.Exponential(rate=RATE_PER_S)],
    service_distributions=[ciw.dists.Exponential(rate=1 / HOLD_S)],
    number_of_servers=[int(SERVERS)],
)
ciw.seed(int(SEED))
start = time.perf_counter()
simulation = ciw.Simulation(network)
simulation.simulate_until_max_customers(int(REQUESTS), method="Finish")
took_s = time.perf_counter() - start

# The first fifth is the way from an empty queue.
records = sorted(simulation.get_all_records(), key=lambda record: record.arrival_date)
waits = [record.waiting_time for record in records][len(records) // 5 :]
print(len(records), took_s, sum(waits) / len(waits))
