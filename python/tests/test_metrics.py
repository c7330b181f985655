"""Metrics for Prometheus and OpenTelemetry, and the settings of the environment."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from poolwise.sqlalchemy import Monitor
from postgres import free_port
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from server import Server
from sqlalchemy.exc import TimeoutError as PoolTimeout

NAMES = {
    "db_pool_size",
    "db_pool_checked_out",
    "db_pool_checked_in",
    "db_pool_overflow",
    "db_pool_max_overflow",
    "db_pool_num_overflow",
    "db_pool_timeouts",
    "db_pool_checkout_seconds",
    "db_pool_hold_seconds",
}


def samples(text: str) -> dict[str, float]:
    """The sum of each sample over its labels."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for one in family.samples:
            bucket = one.labels.get("le")
            name = f"{one.name}{{{bucket}}}" if bucket else one.name
            found[name] = found.get(name, 0) + one.value
    return found


def use(engine: Any) -> None:
    """Six checkouts, one of which times out while two connections are in use."""
    for _ in range(3):
        with engine.connect():
            time.sleep(0.02)
    with engine.connect(), engine.connect():
        with pytest.raises(PoolTimeout):
            engine.connect()


def test_the_collector_has_the_contracts_names_and_numbers(server: Server) -> None:
    engine = server.engine(pool_size=1, max_overflow=1, pool_timeout=0.05)
    monitor = Monitor(engine, service="api")
    registry = CollectorRegistry()
    registry.register(monitor.collector())
    use(engine)
    with engine.connect():
        text = generate_latest(registry).decode()
    assert {family.name for family in text_string_to_metric_families(text)} == NAMES
    found = samples(text)
    assert (found["db_pool_size"], found["db_pool_max_overflow"], found["db_pool_num_overflow"]) == (1, 1, 1)
    assert (found["db_pool_checked_out"], found["db_pool_checked_in"], found["db_pool_overflow"]) == (1, 0, 0)
    assert found["db_pool_timeouts_total"] == 1
    assert (found["db_pool_checkout_seconds_count"], found["db_pool_hold_seconds_count"]) == (7, 5)
    assert 0.06 < found["db_pool_hold_seconds_sum"] < 1
    assert found["db_pool_checkout_seconds_bucket{+Inf}"] == 7
    assert 'db_pool_size{pool="main",service="api"} 1.0' in text
    monitor.close()
    engine.dispose()


def test_opentelemetry_has_its_conventions_names(server: Server) -> None:
    reader = InMemoryMetricReader()
    provider = MeterProvider([reader])
    engine = server.engine(pool_size=1, max_overflow=1, pool_timeout=0.05)
    monitor = Monitor(engine)
    instruments = monitor.instrument(provider.get_meter("test"))
    use(engine)
    instruments.record()
    data = json.loads(reader.get_metrics_data().to_json())  # type: ignore[union-attr]
    metrics = data["resource_metrics"][0]["scope_metrics"][0]["metrics"]
    points = {metric["name"].replace("db.client.connection.", ""): metric["data"]["data_points"] for metric in metrics}
    states = {one["attributes"]["db.client.connection.state"]: one["value"] for one in points["count"]}
    assert states == {"used": 0, "idle": 1}
    assert (points["idle.max"][0]["value"], points["max"][0]["value"], points["timeouts"][0]["value"]) == (1, 2, 1)
    assert points["pending_requests"][0]["value"] == 0
    assert [points[name][0]["count"] for name in ("wait_time", "use_time", "create_time")] == [5, 5, 2]
    assert 0.06 < points["use_time"][0]["sum"] < 1
    monitor.close()
    provider.shutdown()
    engine.dispose()


def test_the_environment_switches_monitoring(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    engine = server.engine(pool_size=2, max_overflow=0)
    assert Monitor.from_env(engine, {"ENABLE_POOL_MONITORING": "false"}) is None
    settings = {"LOG_POOL_STATUS_INTERVAL": "0.2", "MAX_CONNECTION_WARNINGS": "45"}
    with caplog.at_level(logging.INFO, "poolwise"):
        monitor = Monitor.from_env(engine, settings, service="api")
        assert monitor is not None and monitor.warn_pct == 45
        with engine.connect():
            deadline = time.monotonic() + 5
            while "above 45 %" not in caplog.text and time.monotonic() < deadline:
                time.sleep(0.05)
    assert "api: 1 of 2 connections in use, 0 idle, 0 waiting: healthy" in caplog.text
    assert "api: 1 of 2 connections are in use: 50 %, above 45 %" in caplog.text
    monitor.close()
    for name, value in {"MAX_CONNECTION_WARNINGS": "hunter2", "LOG_POOL_STATUS_INTERVAL": "-1"}.items():
        with pytest.raises(ValueError, match=f"{name} must be a number from") as caught:
            Monitor.from_env(engine, {name: value})
        assert "hunter2" not in str(caught.value)
    with pytest.raises(ValueError, match="must be true or false"):
        Monitor.from_env(engine, {"ENABLE_POOL_MONITORING": "hunter2"})
    engine.dispose()


APP = """
from poolwise.sqlalchemy import Monitor
from prometheus_client import CollectorRegistry, generate_latest, multiprocess
from sqlalchemy import create_engine, text
import os

engine = create_engine(os.environ["TEST_URL"], pool_size=2)
monitor = Monitor(engine, service="api", workers=3)
registry = CollectorRegistry()
multiprocess.MultiProcessCollector(registry)
registry.register(monitor.collector())

def app(environ, start_response):
    if environ["PATH_INFO"] == "/metrics":
        body = generate_latest(registry)
    else:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_sleep(0.02)"))
        body = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [body]
"""


@pytest.mark.parametrize("preload", [False, True])
def test_several_gunicorn_workers_answer_as_one(server: Server, tmp_path: Path, preload: bool) -> None:
    (tmp_path / "service.py").write_text(APP)
    port = free_port()
    folder = tmp_path / "metrics"
    folder.mkdir()
    environment = {**os.environ, "TEST_URL": server.url(), "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    command = [sys.executable, "-m", "gunicorn", "service:app", "--workers", "3", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, *(["--preload"] if preload else [])], cwd=tmp_path, env=environment, stderr=subprocess.PIPE
    )

    def get(path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return str(answer.read().decode())

    try:
        deadline = time.monotonic() + 20
        while True:
            try:
                get("/")
                break
            except OSError:
                assert time.monotonic() < deadline and process.poll() is None
                time.sleep(0.1)
        pids = {get("/") for _ in range(60)}
        assert len(pids) > 1
        time.sleep(2.5)
        text = get("/metrics")
        found = samples(text)
        assert found["db_pool_hold_seconds_count"] == 61 == found["db_pool_checkout_seconds_count"]
        assert all(f'pid="{pid}"' in text for pid in pids)
        assert found["db_pool_checked_out"] == 0 and found["db_pool_checked_in"] == len(pids)
    finally:
        process.terminate()
        _, errors = process.communicate(timeout=20)
    assert b"Traceback" not in errors, errors.decode()
