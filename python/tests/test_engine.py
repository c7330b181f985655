"""The functions of the package answer as the command does, byte for byte."""

import json
import threading
import time
from pathlib import Path
from typing import Any

import poolwise
import pytest
from conftest import GOLDEN, command
from poolwise import _engine

SCENARIO: Any = {"services": [{"name": "api", "instances": 4, "workers": 2, "pool": {"size": 5, "overflow": 10}}]}
SCENARIO["services"][0]["traffic"] = [{"rate_per_s": 120, "hold_ms": {"mean": 50}}]
LOG = "QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00\npassword=hunter2\n"


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_answers_are_the_commands_bytes(path: Path) -> None:
    text = path.read_text()
    plan = command("plan", str(path), "--format", "json").stdout
    assert _engine.plan(text, "toml", False) == plan
    assert poolwise.plan(text) == json.loads(plan)
    check = command("check", str(path), "--format", "json").stdout
    assert _engine.check(text, "toml") == check
    assert poolwise.check(text) == json.loads(check)["findings"]
    assert poolwise.write(text, "postgresql") == command("write", str(path), "--to", "postgresql").stdout


# Runs and readings take no other way for one scenario than for another.
@pytest.mark.parametrize("path", GOLDEN[::6], ids=lambda path: path.stem)
def test_runs_and_readings_are_the_commands_bytes(path: Path) -> None:
    text = path.read_text()
    simulated = command("simulate", str(path), "--format", "json", "--horizon", "1", "--replications", "1").stdout
    assert _engine.simulate(text, "toml", 1, 1, 1) == simulated
    reading = command("read", "--format", "json", "--scenario", str(path), input=LOG).stdout
    assert poolwise.read(LOG, scenario=text) == json.loads(reading)


def test_a_dict_gives_the_bytes_of_its_json(tmp_path: Path) -> None:
    (tmp_path / "scenario.json").write_text(json.dumps(SCENARIO))
    path = str(tmp_path / "scenario.json")
    assert poolwise.plan(SCENARIO) == json.loads(command("plan", path, "--format", "json").stdout)
    simulated = command("simulate", path, "--format", "json", "--horizon", "5", "--replications", "3").stdout
    assert _engine.simulate(json.dumps(SCENARIO), "dict", 5, 3, 1) == simulated
    assert poolwise.simulate(SCENARIO, 5, 3) == json.loads(simulated)
    for current in (False, True):
        flags = ["--current"] if current else []
        for kind in ("env", "sqlalchemy", "runbook", "prometheus-rules"):
            written = command("write", path, "--to", kind, *flags).stdout
            assert poolwise.write(SCENARIO, kind, current=current) == written, kind


def test_a_merge_edits_what_the_command_edits(tmp_path: Path) -> None:
    (tmp_path / "scenario.json").write_text(json.dumps(SCENARIO))
    env = "# ours\nDB_POOL_SIZE=20\nDB_PASSWORD=hunter2\n"
    (tmp_path / ".env").write_text(env)
    merged = command("write", str(tmp_path / "scenario.json"), "--to", "env", "--merge", str(tmp_path / ".env")).stdout
    assert poolwise.write(SCENARIO, merge=env) == merged
    assert "DB_PASSWORD=hunter2" in merged
    with pytest.raises(poolwise.ScenarioError, match=r"only a \.env is edited"):
        poolwise.write(SCENARIO, "compose", merge=env)


def test_a_reading_is_the_commands_and_has_no_secret(tmp_path: Path) -> None:
    (tmp_path / "scenario.json").write_text(json.dumps(SCENARIO))
    printed = command("read", "--format", "json", "--scenario", str(tmp_path / "scenario.json"), input=LOG).stdout
    reading = poolwise.read(LOG, scenario=SCENARIO)
    assert reading == json.loads(printed)
    assert reading["diagnoses"][0]["name"] == "stable-queue"
    assert "hunter2" not in str(reading)
    with pytest.raises(ValueError, match="kind must be one of: env, "):
        poolwise.read(LOG, kind="prose")


def error_of(scenario: Any) -> poolwise.ScenarioError:
    with pytest.raises(poolwise.ScenarioError) as caught:
        poolwise.plan(scenario)
    return caught.value


def test_an_error_names_its_place() -> None:
    error = error_of("[[services]]\ninstnces = 4\n")
    assert (error.path, error.line, error.column) == ("services[0].instnces", 2, 1)
    assert error.hint is not None and error.hint.startswith("did you mean `instances`?")
    error = error_of({"services": [{"pool": {"size": -3}}]})
    assert (error.path, error.line, error.column) == ("services[0].pool.size", None, None)
    assert str(error).startswith("services[0].pool.size: ")
    assert isinstance(error, ValueError)
    error = error_of({"services": [{"kind": "hunter2"}]})
    assert "hunter2" not in str(error) and str(error.hint).startswith("must be one of: web, job")


def test_values_that_json_does_not_have() -> None:
    assert "not NaN" in str(error_of({"services": [{"connect_ms": float("nan")}]}))
    assert error_of({"services": [{"name": object()}]}).path == "services[0].name"
    buckets = {"buckets": [[10, 20], [40, 98], [float("inf"), 100]]}
    plan = poolwise.plan({"services": [{"traffic": [{"rate_per_s": 5, "hold_ms": buckets}]}]})
    assert plan["services"][0]["current"]["prediction"]["state"] == "stable"
    with pytest.raises(TypeError):
        poolwise.plan(42)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [{"horizon_s": 0}, {"horizon_s": float("nan")}, {"replications": 0}])
def test_runs_out_of_range_are_refused(bad: Any) -> None:
    with pytest.raises(ValueError, match=next(iter(bad))):
        poolwise.simulate(SCENARIO, **bad)


def test_a_run_that_never_ends_is_refused() -> None:
    with pytest.raises(poolwise.ScenarioError, match="too much to simulate"):
        poolwise.simulate(SCENARIO, 604_800, 10_000)


def test_other_threads_go_on_while_it_computes() -> None:
    longest = 0.0
    done = threading.Event()

    def beat() -> None:
        nonlocal longest
        last = time.monotonic()
        while not done.is_set():
            time.sleep(0.001)
            now = time.monotonic()
            longest, last = max(longest, now - last), now

    thread = threading.Thread(target=beat)
    thread.start()
    start = time.monotonic()
    poolwise.simulate(SCENARIO, 2_000, 200)
    took = time.monotonic() - start
    done.set()
    thread.join()
    # With the lock held, the pause would be as long as the call.
    assert longest < took / 2, (longest, took)
