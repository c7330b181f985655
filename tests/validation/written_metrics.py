"""What a load does to a pool, and what the written exporter makes of it."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import sqlalchemy

from postgres import free_port
from written import NASTY_NAMES, Files, a_service

LOAD = '''
import threading, time, sys, os
sys.path.insert(0, {folder!r})
import sqlalchemy
import written_sqlalchemy as database
import written_exporter as exporter

exporter.watch(database.engine)

def work(count, seconds):
    for _ in range(count):
        with database.session() as session:
            session.execute(sqlalchemy.text(f"SELECT pg_sleep({{seconds}})"))

threads = [threading.Thread(target=work, args=(10, 0.02)) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
held = [database.engine.connect() for _ in range(3)]
try:
    database.engine.connect()
    raise SystemExit("a fourth connection")
except sqlalchemy.exc.TimeoutError:
    pass
held.pop().close()
held[-1].invalidate()
print(exporter.metrics().decode(), flush=True)
input()
'''


def metrics_agree(files: Files, folder: Path) -> None:
    """The metrics of one process, and of gunicorn's workers, are what their load did."""
    name = NASTY_NAMES[3]
    scenario = a_service(name, {"size": 2, "overflow": 1, "timeout_s": 0.5})
    for kind in ("sqlalchemy", "exporter"):
        (folder / f"written_{kind}.py").write_text(files.text(kind, scenario))
    one = started(folder)
    checked = {
        "db_pool_size": 2,
        "db_pool_max_overflow": 1,
        "db_pool_num_overflow": 1,
        # Of three in use one was returned, and one was lost.
        "db_pool_checked_out": 1,
        "db_pool_checked_in": 1,
        "db_pool_overflow": 0,
        "db_pool_timeouts_total": 1,
        "db_pool_checkout_seconds_count": 44,
        "db_pool_hold_seconds_count": 42,
    }
    found = samples(one[1], name)
    files.check("metrics of a process", {key: sum(found[key]) for key in checked}, checked)
    held = sum(found["db_pool_hold_seconds_sum"])
    files.check(f"40 holds of 20 ms in {held} s", 0.8 <= held <= 4, True)
    there = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'load'"
    engine = sqlalchemy.create_engine(os.environ["DATABASE_URL"])
    with engine.connect() as connection:
        files.check("connections that the server has", connection.scalar(sqlalchemy.text(there)), 2)
    engine.dispose()
    ended(one[0])
    workers_agree(files, folder, name)


APPLICATION = """
import os
import written_exporter as exporter
import written_sqlalchemy as database

exporter.watch(database.engine)

def app(environ, start_response):
    if environ["PATH_INFO"] == "/metrics":
        body = exporter.metrics()
    else:
        with database.session() as session:
            session.connection()
        body = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [body]
"""
STARTS_WITHIN_S = 20.0


def workers_agree(files: Files, folder: Path, name: str) -> None:
    """Any of gunicorn's workers answers for all; one that ended takes its gauges along, and leaves its counters."""
    (folder / "application.py").write_text(APPLICATION)
    (folder / "gunicorn.conf.py").write_text("from written_exporter import child_exit\nworkers = 2\n")
    shared, port = folder / "shared", free_port()
    shared.mkdir()
    gunicorn = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--log-level", "error", "--bind", f"127.0.0.1:{port}", "application:app"],
        cwd=folder, env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(shared)},
    )  # fmt: skip
    try:
        asked, workers = 0, set()
        until = time.monotonic() + STARTS_WITHIN_S
        while len(workers) < 2 and time.monotonic() < until:
            try:
                workers.add(int(answer(port, "/")))
                asked += 1
            except OSError:
                time.sleep(0.05)
        found = samples(answer(port, "/metrics"), name)
        files.check("gauges of two workers", found["db_pool_size"], [2, 2])
        files.check("counters of two workers", found["db_pool_hold_seconds_count"], [asked])
        ending = min(workers)
        os.kill(ending, signal.SIGTERM)
        while (shared / f"gauge_liveall_{ending}.db").exists() and time.monotonic() < until:
            time.sleep(0.05)
        text = answer(port, "/metrics")
        files.check("gauges of a worker that ended", f'pid="{ending}"' in text, False)
        files.check("its counters", samples(text, name)["db_pool_hold_seconds_count"], [asked])
    finally:
        gunicorn.terminate()
        gunicorn.wait()


def answer(port: int, path: str) -> str:
    """What a server on this machine answers."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
        text: str = response.read().decode()
        return text


def started(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """A process under load that has come to its end, and its metrics."""
    address = f"{os.environ['DATABASE_URL']}?application_name=load"
    process = subprocess.Popen(
        [sys.executable, "-c", LOAD.format(folder=str(folder))],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "DATABASE_URL": address},
    )  # fmt: skip
    assert process.stdout
    lines = []
    for line in process.stdout:
        if not line.strip():
            break
        lines.append(line)
    return process, "".join(lines)


def ended(process: subprocess.Popen[str]) -> None:
    """Lets a process end."""
    process.communicate("\n", timeout=30)


def samples(text: str, service: str) -> dict[str, list[float]]:
    """The values of each metric, one for each series of a service."""
    from prometheus_client.parser import text_string_to_metric_families

    values: dict[str, list[float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.labels.get("service") == service:
                values.setdefault(sample.name, []).append(sample.value)
    return values
