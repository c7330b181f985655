"""Each integration in its framework."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from poolwise.sqlalchemy import Monitor
from server import Server
from sqlalchemy.exc import TimeoutError as PoolTimeout


def exhaust(engine: Any) -> Any:
    """Takes the only connection, and lets a request time out."""
    connection = engine.connect()
    with pytest.raises(PoolTimeout):
        engine.connect()
    return connection


def check_endpoints(engine: Any, get: Any) -> None:
    """`get` returns the status code and the JSON of a path."""
    assert get("/health") == (200, {"status": "healthy", "pool": "healthy"})
    connection = exhaust(engine)
    assert get("/health") == (503, {"status": "unavailable", "pool": "exhausted"})
    code, status = get("/debug/pool-status")
    assert (code, status["service"], status["checked_out"], status["timeouts"]) == (200, "api", 1, 1)
    assert status["measured"]["checkouts"] == 2 and status["recommendations"]
    assert "validation" not in json.dumps(status)
    connection.close()
    assert get("/health") == (200, {"status": "healthy", "pool": "healthy"})


@pytest.mark.parametrize("framework", ["fastapi", "starlette"])
def test_starlette_and_fastapi(server: Server, framework: str) -> None:
    from fastapi import FastAPI
    from poolwise.integrations.starlette import install, lifespan
    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    engine = server.engine(pool_size=1, max_overflow=0, pool_timeout=0.05)
    monitor = Monitor(engine, service="api")
    checked = []
    monitor.check = lambda connection=None, on_error="log": checked.append(on_error) or []  # type: ignore
    app = (FastAPI if framework == "fastapi" else Starlette)(lifespan=lifespan(monitor, on_error="raise"))
    install(app, monitor)
    with TestClient(app) as client:
        assert checked == ["raise"]

        def get(path: str) -> Any:
            answer = client.get(path)
            return answer.status_code, answer.json()

        check_endpoints(engine, get)
    assert not monitor._recorder.is_open
    engine.dispose()


def test_flask(server: Server) -> None:
    from flask import Flask
    from poolwise.integrations.flask import install

    engine = server.engine(pool_size=1, max_overflow=0, pool_timeout=0.05)
    monitor = Monitor(engine, service="api")
    app = Flask("service")
    install(app, monitor)
    client = app.test_client()

    def get(path: str) -> Any:
        answer = client.get(path)
        return answer.status_code, answer.get_json()

    check_endpoints(engine, get)
    monitor.close()
    engine.dispose()


DJANGO = """
import json, os, sys, threading, time
import django
from django.conf import settings

pool = {"min_size": 1, "max_size": 1, "timeout": 5}
database = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {"pool": pool}, **json.loads(os.environ["TEST_DB"])}
settings.configure(DATABASES={"default": database}, ROOT_URLCONF=__name__, ALLOWED_HOSTS=["testserver"], SECRET_KEY="x")
django.setup()
from poolwise.integrations import django as integration

urlpatterns = integration.urlpatterns()
from django.db import connection
from django.test import Client

def hold(seconds):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])
    connection.close()

client = Client()
for _ in range(5):
    hold(0.05)
calm = client.get("/health")
threads = [threading.Thread(target=hold, args=(0.6,)) for _ in range(2)]
for thread in threads:
    thread.start()
time.sleep(0.3)
crowded = client.get("/health")
status = client.get("/debug/pool-status").json()
for thread in threads:
    thread.join()
plan = integration.advise(40, hold_ms=50, instances=3)
measured = integration.measured()
traffic = integration.scenario(instances=3)["services"][0]["traffic"][0]
connection.close_pool()
print(json.dumps([calm.status_code, crowded.status_code, status, plan["services"][0]["current"], measured, traffic]))
"""


def test_django_with_psycopgs_pool(server: Server, tmp_path: Path) -> None:
    (tmp_path / "service.py").write_text(DJANGO)
    role, _, place = server.address("scram").partition("@")
    name, _, password = role.partition(":")
    database = {"NAME": "postgres", "USER": name, "PASSWORD": password, "HOST": "127.0.0.1", "PORT": server.port}
    done = subprocess.run(
        [sys.executable, "service.py"],
        cwd=tmp_path,
        env={**os.environ, "TEST_DB": json.dumps(database)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    calm, crowded, status, current, measured, traffic = json.loads(done.stdout)
    assert (calm, crowded) == (200, 503)
    assert (status["checked_out"], status["waiting"], status["status"]) == (1, 1, "exhausted")
    assert status["measured"]["checkouts"] >= 5 and status["measured"]["connect_ms"] > 0
    # Five of 50 ms and two of 600 ms, of which the second waited for the first.
    assert measured["hold_ms"]["mean"] == pytest.approx((5 * 50 + 2 * 600) / 7, rel=0.1)
    assert measured["wait_ms"]["p99"] == pytest.approx(600, rel=0.15) and measured["timeouts"] == 0
    assert traffic["rate_per_s"] == pytest.approx(3 * 7 / measured["window_s"], rel=0.2)
    assert traffic["hold_ms"]["mean"] == pytest.approx(measured["hold_ms"]["mean"])
    assert (current["pool"]["size"], current["pool"]["overflow"], current["pool"]["timeout_s"]) == (1, 0, 5)
    assert current["prediction"]["offered_load"] == pytest.approx(40 / 3 * 0.05, rel=0.05)


CELERY = """
import os
from celery import Celery
from poolwise.integrations.celery import install
from sqlalchemy import create_engine, text

engine = create_engine(os.environ["TEST_URL"], pool_size=1)
with engine.connect() as connection:
    parent = connection.execute(text("SELECT pg_backend_pid()")).scalar()
monitors = install(engine, service="worker", workers=2)
app = Celery("service", broker="filesystem://", backend="file://" + os.environ["TEST_DIR"] + "/results")
folders = {"data_folder_in": os.environ["TEST_DIR"], "data_folder_out": os.environ["TEST_DIR"]}
app.conf.update(broker_transport_options={**folders, "control_folder": os.environ["TEST_DIR"] + "/control"})

@app.task
def work():
    with engine.connect() as connection:
        backend = connection.execute(text("SELECT pg_backend_pid()")).scalar()
        inside = monitors.current.status()["checked_out"]
    return [backend != parent, inside, monitors.current.measured()["checkouts"], monitors.current.status()["checked_in"]]
"""


def test_celery_prefork(server: Server, tmp_path: Path) -> None:
    (tmp_path / "service.py").write_text(CELERY)
    for name in ("queue", "queue/results", "queue/control"):
        (tmp_path / name).mkdir()
    environment = {
        **os.environ,
        "TEST_URL": server.url(),
        "TEST_DIR": str(tmp_path / "queue"),
        "PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]),
    }
    worker = [sys.executable, "-m", "celery", "-A", "service", "worker", "--concurrency", "1", "--pool", "prefork"]
    process = subprocess.Popen(
        [*worker, "--without-gossip", "--without-mingle"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    call = "import service; print(service.work.delay().get(timeout=30), service.work.delay().get(timeout=30))"
    try:
        done = subprocess.run(
            [sys.executable, "-c", call], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
    finally:
        process.terminate()
        output, _ = process.communicate(timeout=30)
    assert done.stdout.strip() == "[True, 1, 1, 1] [True, 1, 2, 1]", (done.stderr, output.decode())
