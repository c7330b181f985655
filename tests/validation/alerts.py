"""Prometheus' alerts: promtool takes them, and they fire on the series that they are for and on no others."""

import json
import subprocess
from pathlib import Path
from typing import Any

import yaml

SEVERITIES = {
    "PoolNearlyUsedUp": "warning",
    "PoolLivesOnOverflow": "warning",
    "PoolTimeouts": "critical",
    "PoolWaitsLong": "warning",
    "DatabaseConnectionsNearlyUsedUp": "critical",
    "DatabaseIdleInTransaction": "warning",
    "DatabaseStatementsRunLong": "warning",
}


def check(files: Any, folder: Path, service: str, promtool: Path) -> None:
    """The rules of a folder of files, for one of their services: a pool of 4 + 2 connections that may wait 50 ms."""
    rules = folder / "poolwise-prometheus-rules.yaml"
    done = subprocess.run([promtool, "check", "rules", rules], capture_output=True, text=True, check=False)
    files.check((done.returncode, done.stderr), (0, ""), "promtool check rules")
    tests = folder / "rules-test.yaml"
    cases = [case(rules, service, *one) for one in SERIES]
    tests.write_text(json.dumps({"rule_files": [str(rules)], "evaluation_interval": "1m", "tests": cases}))
    done = subprocess.run([promtool, "test", "rules", tests], capture_output=True, text=True, check=False)
    files.check(done.stdout + done.stderr if done.returncode else "", "", "promtool test rules")
    files.checked += len(cases)


def waits(quick: int) -> dict[str, str]:
    """Of a thousand waits per minute so many below 50 ms, and all below a second."""
    counts = {"0.05": quick, "1": 1000, "+Inf": 1000}
    return {f'db_pool_checkout_seconds_bucket{{le="{bound}"}}': f"0+{count}x60" for bound, count in counts.items()}


def transaction(state: str, age_s: int) -> dict[str, str]:
    """How old the oldest transaction in a state is."""
    return {f'pg_stat_activity_max_tx_duration{{state="{state}"}}': f"{age_s}x20"}


POOL = {"db_pool_size": "4x120", "db_pool_max_overflow": "2x120"}
SERIES: list[tuple[str, bool, str, dict[str, str]]] = [
    ("PoolNearlyUsedUp", True, "10m", POOL | {"db_pool_checked_out": "6x60"}),
    # All of the size and one of the overflow is no pool that is used up.
    ("PoolNearlyUsedUp", False, "10m", POOL | {"db_pool_checked_out": "5x60"}),
    # Nor is a pool without a limit.
    ("PoolNearlyUsedUp", False, "10m", POOL | {"db_pool_max_overflow": "-1x120", "db_pool_checked_out": "6x60"}),
    ("PoolNearlyUsedUp", False, "10m", POOL | {"db_pool_size": "0x120", "db_pool_checked_out": "6x60"}),
    ("PoolLivesOnOverflow", True, "90m", POOL | {"db_pool_checked_out": "5x120"}),
    ("PoolLivesOnOverflow", False, "90m", POOL | {"db_pool_checked_out": "4x120"}),
    ("PoolTimeouts", True, "6m", {"db_pool_timeouts_total": "0x4 1x10"}),
    ("PoolTimeouts", False, "10m", {"db_pool_timeouts_total": "7x20"}),
    ("PoolWaitsLong", True, "30m", waits(900)),
    ("PoolWaitsLong", False, "30m", waits(1000)),
    ("DatabaseConnectionsNearlyUsedUp", True, "10m", {"pg_stat_activity_count": "190x20"}),
    ("DatabaseConnectionsNearlyUsedUp", False, "10m", {"pg_stat_activity_count": "90x20"}),
    ("DatabaseIdleInTransaction", True, "5m", transaction("idle in transaction", 90)),
    ("DatabaseIdleInTransaction", False, "5m", transaction("idle", 90)),
    ("DatabaseStatementsRunLong", True, "5m", transaction("active", 90)),
    ("DatabaseStatementsRunLong", False, "5m", transaction("active", 9)),
]
"""Alert, whether it fires, when, and on which series."""


def case(rules: Path, service: str, alert: str, fires: bool, at: str, series: dict[str, str]) -> dict[str, Any]:
    """A test of promtool."""
    labels = {"instance": "a"} if alert.startswith("Database") else {"instance": "a", "service": service}
    expected = {
        "exp_labels": labels | {"severity": SEVERITIES[alert]},
        "exp_annotations": annotations(rules, alert, service),
    }
    inputs = [{"series": labelled(name, service), "values": values} for name, values in series.items()]
    test = {"eval_time": at, "alertname": alert, "exp_alerts": [expected] if fires else []}
    return {"interval": "1m", "input_series": inputs, "alert_rule_test": [test]}


def labelled(series: str, service: str) -> str:
    """A series with the labels of an instance, and of the service where it is a pool's."""
    name, _, more = series.partition("{")
    labels = [label for label in [more.rstrip("}"), 'instance="a"'] if label]
    if name.startswith("db_pool"):
        labels.append(f"service={json.dumps(service)}")
    return f"{name}{{{','.join(labels)}}}"


def annotations(rules: Path, alert: str, service: str) -> dict[str, str]:
    """Those of the alert of this service, or of the database."""
    groups = yaml.safe_load(rules.read_text())["groups"]
    found = [rule for group in groups for rule in group["rules"] if rule["alert"] == alert]
    of_service = [rule for rule in found if json.dumps(service) in rule["expr"]] or found
    texts: dict[str, str] = of_service[0]["annotations"]
    return texts
