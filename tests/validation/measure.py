"""Measures real SQLAlchemy pools in front of a real PostgreSQL, one scenario after the other.

    python measure.py --scenarios scenarios.toml --out measured.json --postgres-bin /usr/lib/postgresql/15/bin

The output has one object a scenario: the scenario as given, and what was measured of it. Times are in ms where a name
says so, else in seconds. summary.py says what each measurement is.

Requests that come much later than they should tell that something else had the processor. Scenarios of which that is so
are measured again after the others, and the run with the least of it counts.
"""

import argparse
import json
import math
import multiprocessing
import signal
import sys
import time
from pathlib import Path
from typing import Any

import awake
import cpu
import pool_process
from postgres import Postgres
from record import PoolRun
from scenarios import Scenario, load
from summary import summarize

LEAD_S = 0.2
"""Between the last process that is ready and the start of the run."""
ATTEMPTS = 3
LATE_MS = 1.2
"""The mean lateness of a run that was disturbed. An undisturbed one has 0.5, which the timers of asyncio round up to 1."""
LINE_WIDTH = 110
DIGITS = 6


def main() -> None:
    """Runs the scenarios that the command line asks for."""
    arguments = parse_arguments()
    for number in (signal.SIGINT, signal.SIGTERM):
        # An exception, so that what was started is stopped.
        signal.signal(number, lambda *_: sys.exit("interrupted"))
    everything = load(arguments.scenarios, arguments.short, [])
    scenarios = load(arguments.scenarios, arguments.short, arguments.only)
    print(f"{len(scenarios)} scenarios, {sum(scenario.duration_s for scenario in scenarios) / 60:.1f} min")
    print(f"{'scenario':<36} {'used':>6} {'mean wait':>11} {'timeouts':>8}  connects/s", flush=True)
    best: dict[str, dict[str, Any]] = {}
    if arguments.only and arguments.out.exists():
        before = json.loads(arguments.out.read_text(encoding="utf-8"))["scenarios"]
        best = {row["id"]: row["measured"] for row in before if row["id"] not in arguments.only}
    with awake.cores(), Postgres(arguments.postgres_bin) as postgres:
        for _ in range(arguments.attempts):
            for scenario in [scenario for scenario in scenarios if late_ms(best.get(scenario.id)) > LATE_MS]:
                measured = measure(scenario, postgres)
                if late_ms(measured) < late_ms(best.get(scenario.id)):
                    best[scenario.id] = measured
                # After each, so that a run that is interrupted has not been for nothing.
                rows = [one.given | {"measured": best[one.id]} for one in everything if one.id in best]
                arguments.out.write_text(pretty({"scenarios": rows}) + "\n", encoding="utf-8")
                print(line(scenario, measured), flush=True)


def parse_arguments() -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="Measures real pools in front of a real PostgreSQL.")
    parser.add_argument("--scenarios", type=Path, required=True, metavar="FILE", help="what to measure")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the measurements go, as JSON")
    parser.add_argument("--short", action="store_true", help="only those that have a short form, in that form")
    parser.add_argument("--attempts", type=int, default=ATTEMPTS, metavar="N", help="at a disturbed run, default 3")
    parser.add_argument("--only", nargs="+", default=[], metavar="ID", help="only these, in place of what --out has of them")
    parser.add_argument("--postgres-bin", type=Path, required=True, metavar="DIR", help="where postgres and initdb are")
    return parser.parse_args()


def measure(scenario: Scenario, postgres: Postgres) -> dict[str, Any]:
    """Runs one scenario."""
    server_s, machine_s = postgres.cpu_s(), cpu.of_machine()
    runs = run_pools(scenario, postgres.address(scenario.auth))
    lasted_s = max(run.end_s for run in runs)
    generator_s = sum(run.cpu_s for run in runs)
    server_s, machine_s = since(server_s, postgres.cpu_s()), since(machine_s, cpu.of_machine())
    cores = {"generator": generator_s / lasted_s}
    if server_s is not None and machine_s is not None:
        # What else ran on this machine includes the start of the processes.
        cores |= {"server": server_s / lasted_s, "others": (machine_s - server_s - generator_s) / lasted_s}
    versions = runs[0].versions | {"postgresql": postgres.version}
    return summarize(scenario, runs) | {"cpu_cores": cores, "versions": versions}


def late_ms(measured: dict[str, Any] | None) -> float:
    """By how much the requests of a run came too late on average; of no run, for ever."""
    late: float = measured["lateness_ms"]["mean"] if measured else math.inf
    return late


def since(before: float | None, now: float | None) -> float | None:
    """The difference of two times, where they are known."""
    return None if before is None or now is None else now - before


def run_pools(scenario: Scenario, address: str) -> list[PoolRun]:
    """Starts a process for each pool, all at the same moment once they are ready, and waits for what they saw."""
    context = multiprocessing.get_context("spawn")
    pipes, processes = [], []
    try:
        for pool in range(scenario.pools):
            ours, theirs = context.Pipe()
            process = context.Process(target=pool_process.main, args=(scenario, pool, address, theirs), daemon=True)
            process.start()
            # Only the process itself keeps its end, so that reading from ours ends with the process.
            theirs.close()
            pipes.append(ours)
            processes.append(process)
        for pipe in pipes:
            pipe.recv()
        start = time.perf_counter() + LEAD_S
        for pipe in pipes:
            pipe.send(start)
        runs: list[PoolRun] = [pipe.recv() for pipe in pipes]
    except EOFError:
        raise SystemExit(f"{scenario.id}: a pool's process failed, see above") from None
    finally:
        for process in processes:
            process.join(1.0)
            process.terminate()
            process.join()
    return runs


def line(scenario: Scenario, measured: dict[str, Any]) -> str:
    """The most important of one scenario, within 80 columns."""
    disturbed = f"\n  disturbed: requests came {late_ms(measured):.1f} ms late" if late_ms(measured) > LATE_MS else ""
    return (
        f"{scenario.id:<36} {measured['utilization']:>6.3f} {measured['wait_all_ms']['mean']:>8.2f} ms"
        f" {100 * measured['timeout_probability']:>6.2f} %  {measured['connects_per_s']:>10.2f}{disturbed}"
    )


def pretty(value: Any, indent: str = "") -> str:
    """JSON with as much on a line as is easily read, and numbers as precise as they are meaningful."""
    if isinstance(value, float):
        return json.dumps(float(f"{value:.{DIGITS}g}"), allow_nan=False)
    if not isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    deeper = indent + "  "
    if isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {pretty(part, deeper)}" for key, part in value.items()]
        start, end = "{}"
    else:
        parts = [pretty(part, deeper) for part in value]
        start, end = "[]"
    flat = start + ", ".join(parts) + end
    if "\n" not in flat and len(indent) + len(flat) <= LINE_WIDTH:
        return flat
    return start + "\n" + ",\n".join(deeper + part for part in parts) + "\n" + indent + end


if __name__ == "__main__":
    main()
