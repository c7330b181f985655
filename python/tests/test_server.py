"""What is asked of a real server: limits, clients, costs; and what a start-up check makes of them."""

from __future__ import annotations

import logging
import time
from typing import Any

import poolwise
import pytest
from poolwise.sqlalchemy import Monitor, calibrate, database
from server import SYNC_DRIVERS, Server
from sqlalchemy import create_engine, text


@pytest.mark.parametrize("driver", SYNC_DRIVERS)
def test_the_database_says_its_limits_and_clients(server: Server, driver: str) -> None:
    name = {"options": "-c application_name=somebody"}
    other = server.engine(driver, connect_args=name)
    engine = server.engine(driver)
    with other.connect() as held, engine.connect() as connection:
        held.execute(text("SELECT 1"))
        known = database(connection)
    assert (known["max_connections"], known["superuser_reserved"], known["reserved"]) == (200, 3, 0)
    assert known["by_application"]["somebody"] == 1
    assert known["settings"]["database.max_connections"] == 200
    assert "validation" not in str(known)
    other.dispose()
    engine.dispose()


@pytest.mark.parametrize("driver", SYNC_DRIVERS)
def test_calibration_measures_and_leaves_nothing(server: Server, driver: str) -> None:
    engine = server.engine(driver, pool_size=2)
    monitor = Monitor(engine)
    with engine.connect() as connection:
        before = database(connection)["connections_total"]
        start = time.monotonic()
        costs = monitor.calibrate()
        assert time.monotonic() - start < 5
    # On loopback with scram-sha-256, loose enough for a machine that does other things.
    assert 0.5 < costs["connect_ms"] < 200 and 0.01 < costs["ping_ms"] < 50
    assert costs["connect_ms"] > costs["ping_ms"] and costs["statement_overhead_ms"] > 0
    # Beside the pool: it is not measured, and the pool did not change.
    assert monitor.measured()["checkouts"] == 1 and monitor.status()["total_connections"] == 1
    assert monitor.scenario()["services"][0]["connect_ms"] == costs["connect_ms"]
    assert set(calibrate(engine)) == set(costs)
    with engine.connect() as connection:
        deadline = time.monotonic() + 5
        while database(connection)["connections_total"] > before and time.monotonic() < deadline:
            time.sleep(0.05)
        assert database(connection)["connections_total"] <= before
    monitor.close()
    engine.dispose()


def test_other_clients_are_those_of_other_applications(server: Server) -> None:
    other = server.engine(connect_args={"application_name": "reports"})
    engine = server.engine(connect_args={"application_name": "api"}, pool_size=3)
    monitor = Monitor(engine, service="api", instances=2)
    held = [engine.connect(), engine.connect()]
    # Pools of other tests may still be open.
    before = monitor.scenario()["database"].get("other_clients", 0)
    held += [other.connect(), other.connect()]
    known = monitor.scenario()["database"]
    with engine.connect() as connection:
        assert database(connection)["application_name"] == "api"
    assert known["other_clients"] - before == 2, (before, known)
    for connection in held:
        connection.close()
    monitor.close()
    other.dispose()
    engine.dispose()


def test_the_scenario_has_what_was_measured_and_what_the_server_says(server: Server) -> None:
    engine = server.engine(pool_size=2, max_overflow=3, pool_timeout=7, pool_recycle=600, pool_pre_ping=True)
    monitor = Monitor(engine, service="api", instances=4, workers=2, scenario={"surge": "25%"})
    assert "traffic" not in monitor.scenario()["services"][0]
    for _ in range(20):
        with engine.connect():
            time.sleep(0.002)
    scenario = monitor.scenario()
    service: Any = scenario["services"][0]
    assert (service["name"], service["instances"], service["workers"], service["surge"]) == ("api", 4, 2, "25%")
    expected = {"size": 2, "overflow": 3, "timeout_s": 7, "recycle_s": 600, "pre_ping": True, "lifo": False}
    assert service["pool"] == expected
    measured = monitor.measured()
    (traffic,) = service["traffic"]
    assert traffic["rate_per_s"] == pytest.approx(8 * measured["rate_per_s"], rel=0.2)
    assert traffic["hold_ms"] == {"mean": measured["hold_ms"]["mean"], "cv": measured["hold_ms"]["cv"]}
    assert service["connect_ms"] == measured["connect_ms"] > 0
    assert scenario["database"]["max_connections"] == 200
    assert "other_clients" not in scenario["database"]
    plan = monitor.advise()
    assert plan["budget"]["usable"] == 197
    assert plan["services"][0]["current"]["pool"]["size"] == 2
    monitor.close()
    engine.dispose()


def test_a_check_finds_pools_that_do_not_fit(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    engine = server.engine(pool_size=20, max_overflow=30)
    monitor = Monitor(engine, service="api", instances=4, workers=2)
    with caplog.at_level(logging.WARNING, "poolwise"):
        findings = monitor.check()
    assert "PW001" in [finding["code"] for finding in findings]
    assert "400 connections" in caplog.text and "197 usable" in caplog.text and "[PW001]" in caplog.text
    with pytest.raises(poolwise.BudgetError, match="197 usable") as caught:
        monitor.check(on_error="raise")
    assert caught.value.findings == findings
    with engine.connect() as connection:
        took = []
        for _ in range(5):
            start = time.perf_counter()
            assert monitor.check(connection) == findings
            took.append(time.perf_counter() - start)
    assert min(took) < 0.05, took
    with pytest.raises(ValueError, match="on_error"):
        monitor.check(on_error="ignore")
    monitor.close()
    engine.dispose()


def test_a_check_that_fits_says_nothing_and_one_that_cannot_ask_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    engine = create_engine("postgresql+psycopg2://app:hunter2@127.0.0.1:1/app", pool_size=1)
    monitor = Monitor(engine, service="api")
    with caplog.at_level(logging.WARNING, "poolwise"):
        assert monitor.check() == []
    assert "the pools of api were not checked: OperationalError" in caplog.text and "hunter2" not in caplog.text
    with pytest.raises(Exception, match="refused|failed"):
        monitor.check(on_error="raise")
    monitor.close()


def test_health_advises_in_the_engines_words_without_the_database(server: Server) -> None:
    engine = server.engine(pool_size=5, max_overflow=10)
    monitor = Monitor(engine, service="api", instances=4, workers=2)
    for _ in range(12):
        with engine.connect():
            time.sleep(0.001)
    taken = [engine.connect() for _ in range(11)]
    checkouts = monitor.measured()["checkouts"]
    health = monitor.health()
    assert health["warnings"][0] == "11 of 15 connections are in use: 73.3 %, above 70 %"
    assert (health["http_status"], health["status"]) == (200, "busy")
    taken += [engine.connect() for _ in range(4)]
    health = monitor.health()
    assert health["warnings"][0] == "all 15 connections are in use"
    diagnoses = [one["message"] for one in poolwise.read("", scenario=monitor.scenario(False))["diagnoses"]]
    assert not set(diagnoses) - set(health["warnings"])
    # It asked nobody.
    assert monitor.measured()["checkouts"] == checkouts + 4
    for connection in taken:
        connection.close()
    start = time.perf_counter()
    for _ in range(20):
        monitor.health()
    assert (time.perf_counter() - start) / 20 < 0.02
    assert "validation" not in str(health)
    monitor.close()
    engine.dispose()
