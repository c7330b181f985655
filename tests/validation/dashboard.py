"""Grafana's dashboard: each query gives series from a Prometheus that scrapes a pool under load and its PostgreSQL."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from postgres import Postgres, free_port

SIZE, OVERFLOW, MAX_CONNECTIONS = 2, 1, 200
STARTS_WITHIN_S = 30.0
ANSWERS_WITHIN_S = 60.0
RATES_OVER = "10s"
"""What stands for `$__rate_interval`: ten scrapes."""

LOAD = """
import sys, threading, time
sys.path.insert(0, sys.argv[1])
import prometheus_client, sqlalchemy
import load_sqlalchemy as database
import load_exporter as exporter

exporter.watch(database.engine)
prometheus_client.start_http_server(int(sys.argv[2]), "127.0.0.1")

def work(seconds):
    while True:
        try:
            with database.session() as session:
                session.execute(sqlalchemy.text("SELECT pg_sleep(:s)"), {"s": seconds})
                time.sleep(seconds)
        except sqlalchemy.exc.TimeoutError:
            time.sleep(0.01)

for seconds in (0.02, 0.02, 0.1, 0.4, 0.8):
    threading.Thread(target=work, args=(seconds,), daemon=True).start()
sys.stdin.read()
"""


class Programs:
    """Where Prometheus and postgres_exporter are."""

    def __init__(self, prometheus: Path, postgres_exporter: Path) -> None:
        self.prometheus = prometheus
        self.postgres_exporter = postgres_exporter


def check(files: Any, service: str, postgres: Postgres, programs: Programs) -> None:
    """Every query of every panel, for all services and for one whose name needs escapes."""
    folder = postgres.folder / "dashboard"
    folder.mkdir()
    scenario = {
        "database": {"max_connections": MAX_CONNECTIONS},
        "services": [{"name": service, "pool": {"size": SIZE, "overflow": OVERFLOW, "timeout_s": 0.3}}],
    }
    files.write(folder, scenario, "--current")
    dashboard = json.loads((folder / "poolwise-grafana.json").read_text())
    panels = [panel for panel in dashboard["panels"] if panel["type"] != "row"]
    files.check(len({panel["id"] for panel in dashboard["panels"]}), len(dashboard["panels"]), "ids of panels")
    files.check([key for key in ("id", "uid", "version") if key in dashboard], [], "names of one Grafana in the dashboard")
    for kind in ("sqlalchemy", "exporter"):
        (path,) = folder.glob(f"*-{kind}.py")
        path.rename(folder / f"load_{kind}.py")
    with ExitStack() as stack:
        port = stack.enter_context(scraped(folder, postgres, programs))
        variables = {one["name"]: values_of(port, one) for one in dashboard["templating"]["list"] if one["type"] == "query"}
        files.check(variables["service"], [service], "services to choose from")
        files.check((len(variables["instance"]), len(variables["database"])), (1, 1), "instances to choose from")
        found = {}
        for panel in panels:
            for target in panel["targets"]:
                for chosen in ({name: ".*" for name in variables}, {name: escaped(each[0]) for name, each in variables.items()}):
                    query = interpolated(target["expr"], chosen)
                    values = answer(port, query)
                    files.check(bool(values), True, f"{panel['title']}: {query} gives a number")
                    found[panel["title"], target["refId"]] = values
    measured(files, found)


def measured(files: Any, found: dict[tuple[str, str], list[float]]) -> None:
    """Numbers of the panels that the load brings about."""
    files.check(max(found["Fullest pool", "A"]), 1.0, "the fullest pool")
    files.check(set(found["Connections in use and idle", "C"]), {float(SIZE + OVERFLOW)}, "the most that a pool opens")
    files.check(max(found["Exhausted pools", "A"]), 1.0, "exhausted pools")
    files.check(max(found["Overflow", "A"]), float(OVERFLOW), "overflow")
    files.check(max(found["Timeouts per second", "A"]) > 0, True, "timeouts")
    files.check(0.05 < max(found["Wait for a connection", "B"]) < 1, True, "p95 of the wait")
    files.check(set(found["Connections at the database", "B"]), {float(MAX_CONNECTIONS - 3)}, "what the server admits")
    (least, most) = min(found["Headroom at the database", "A"]), max(found["Headroom at the database", "A"])
    files.check(MAX_CONNECTIONS - 20 < least <= most < MAX_CONNECTIONS - 3, True, f"headroom from {least} to {most}")


@contextmanager
def scraped(folder: Path, postgres: Postgres, programs: Programs) -> Iterator[int]:
    """The port of a Prometheus that scrapes a pool under load, and an exporter of its server."""
    pool, server, port = free_port(), free_port(), free_port()
    address = f"postgresql://{postgres.address('trust')}"
    jobs = [
        {"job_name": name, "static_configs": [{"targets": [f"127.0.0.1:{at}"]}]}
        for name, at in (("pool", pool), ("postgres", server))
    ]
    (folder / "prometheus.yml").write_text(json.dumps({"global": {"scrape_interval": "1s"}, "scrape_configs": jobs}))
    commands: list[tuple[list[str | Path], dict[str, str]]] = [
        ([sys.executable, "-c", LOAD, folder, str(pool)], {"DATABASE_URL": address}),
        (
            [programs.postgres_exporter, f"--web.listen-address=127.0.0.1:{server}"],
            {"DATA_SOURCE_NAME": f"{address}?sslmode=disable"},
        ),
        (
            [
                programs.prometheus, f"--config.file={folder / 'prometheus.yml'}", f"--storage.tsdb.path={folder / 'series'}",
                f"--web.listen-address=127.0.0.1:{port}",
            ],
            {},
        ),
    ]  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DB_", "PG", "DATA"))}
    started: list[subprocess.Popen[bytes]] = []
    try:
        with (folder / "log").open("wb") as log:
            for command, more in commands:
                started.append(
                    subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log, env={**kept, **more})
                )
        until = time.monotonic() + STARTS_WITHIN_S
        while not ready(port):
            if time.monotonic() > until or any(process.poll() is not None for process in started):
                raise SystemExit(f"Prometheus and what it scrapes do not start:\n{(folder / 'log').read_text()}")
            time.sleep(0.2)
        yield port
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


def ready(port: int) -> bool:
    """Whether both have been scraped."""
    try:
        return len(answer_of(port, "query", query="up == 1")["result"]) == 2
    except OSError:
        return False


def answer_of(port: int, path: str, **parameters: str) -> Any:
    """What Prometheus' API answers."""
    address = f"http://127.0.0.1:{port}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
    try:
        with urllib.request.urlopen(address, timeout=10) as response:
            return json.load(response)["data"]
    except urllib.error.HTTPError as error:
        raise SystemExit(f"{parameters}: {error.read().decode()}") from None


def answer(port: int, query: str) -> list[float]:
    """The numbers of a query over the last minute, as soon as there are any."""
    until = time.monotonic() + ANSWERS_WITHIN_S
    while True:
        now = time.time()
        series = answer_of(port, "query_range", query=query, start=str(now - 60), end=str(now), step="1")["result"]
        values = [float(value) for one in series for _, value in one["values"] if value not in ("NaN", "+Inf", "-Inf")]
        if values or time.monotonic() > until:
            return values
        time.sleep(0.5)


def values_of(port: int, variable: dict[str, Any]) -> list[str]:
    """What a variable offers to choose from: `label_values(series, label)`."""
    query = interpolated(variable["query"]["query"], {"service": ".*"})
    series, label = re.fullmatch(r"label_values\((.*), (\w+)\)", query).groups()  # type: ignore[union-attr]
    return sorted({one[label] for one in answer_of(port, "series", **{"match[]": series})})


def interpolated(query: str, chosen: dict[str, str]) -> str:
    """A query as Grafana sends it."""
    for name, value in {**chosen, "__rate_interval": RATES_OVER}.items():
        query = query.replace(f"${name}", value)
    return query


def escaped(value: str) -> str:
    """A value in a regular expression in quotes, as Grafana's data source for Prometheus writes it."""
    return re.sub(r"[$^*{}\[\]'+?.()|]", r"\\\\\g<0>", value.replace("\\", "\\\\\\\\"))
