"""Warnings and recommendations. Where the engine has a rule, the sentence is the engine's."""

from __future__ import annotations

import json
from time import perf_counter
from typing import Any

import poolwise
from poolwise import _engine
from poolwise._scenario import as_text

from . import bursts, stack

LEVELS_PCT = (95.0, 90.0, 80.0, 70.0)
ADVICE_LASTS_S = 5.0
TIMEOUT_LASTS_S = 10.0
MAX_LEAKS = 20
NO_LOAD = (
    "do not enlarge it yet: no connection was returned so far. Once some were, the load is known, and with it whether a "
    "larger pool helps"
)
"""Where the engine would ask for the traffic, which a monitor measures."""


def quick_plan(scenario: dict[str, Any]) -> dict[str, Any]:
    """The plan by closed forms, in a few milliseconds."""
    plan: dict[str, Any] = json.loads(_engine.plan(*as_text(scenario), True))
    return plan


def report(monitor: Any) -> dict[str, Any]:
    """The health of a monitor's pool."""
    status = monitor.status()
    counts = monitor._recorder.counts
    held = counts.held()
    leaks = [
        {"age_s": age_s, "traceback": stack.shown(taken_by) if taken_by else None}
        for age_s, taken_by in held
        if age_s > monitor.leak_after_s
    ]
    measured = monitor.measured()
    timeouts = measured["timeouts"]
    _, _, _, longest_wait_s, last_timeout_s = counts.now()
    warnings = _of_the_moment(status, monitor.warn_pct, timeouts, measured["window_s"], leaks, monitor.leak_after_s)
    advice = _advice(monitor, status, timeouts, leaks)
    out_of_service = status["status"] == "exhausted" and (
        (last_timeout_s is not None and last_timeout_s < TIMEOUT_LASTS_S)
        or longest_wait_s > monitor._recorder.settings.timeout_s / 2
    )
    return {
        **status,
        "warnings": warnings + [text for text in advice[0] if text not in warnings],
        "recommendations": advice[1],
        "oldest_checkout_s": held[0][0] if held else None,
        "longest_wait_s": longest_wait_s,
        "timeouts": timeouts,
        "suspected_leaks": leaks[:MAX_LEAKS],
        "http_status": 503 if out_of_service else 200,
    }


def _of_the_moment(
    status: dict[str, Any],
    warn_pct: float,
    timeouts: int,
    window_s: float,
    leaks: list[dict[str, Any]],
    leak_after_s: float,
) -> list[str]:
    warnings = []
    used, capacity, percent = status["checked_out"], status["capacity"], status["utilization_pct"]
    if percent is not None and percent >= min(warn_pct, *LEVELS_PCT):
        level = next((level for level in LEVELS_PCT if percent >= level), warn_pct)
        passed = warn_pct if warn_pct not in LEVELS_PCT and percent >= warn_pct > level else level
        if status["status"] == "exhausted":
            warnings.append(_exhausted(capacity, status["waiting"]))
        else:
            warnings.append(f"{used} of {capacity} connections are in use: {percent:.3g} %, above {passed:g} %")
    if timeouts:
        checkouts = "a checkout" if timeouts == 1 else f"{timeouts} checkouts"
        warnings.append(f"{checkouts} timed out in the last {max(1.0, window_s):.0f} s")
    if leaks:
        oldest = leaks[0]
        place = (oldest["traceback"] or "").partition("\n")[0]
        where = f", taken at {place}" if place else "; track_leaks=True tells where it was taken"
        count = f"{len(leaks)} connections are" if len(leaks) > 1 else "a connection is"
        warnings.append(f"{count} in use for more than {leak_after_s:g} s, up to {oldest['age_s']:.0f} s{where}")
    return warnings


def _exhausted(capacity: int, waiting: int) -> str:
    used = "the one connection is in use" if capacity == 1 else f"all {capacity} connections are in use"
    if not waiting:
        return used
    return f"{used}, and {'a request waits' if waiting == 1 else f'{waiting} requests wait'}"


def _advice(
    monitor: Any, status: dict[str, Any], timeouts: int, leaks: list[dict[str, Any]]
) -> tuple[list[str], list[str]]:
    """The engine's warnings and recommendations, computed anew after a few seconds."""
    now = perf_counter()
    key = (status["status"], bool(timeouts), bool(leaks), monitor._database is not None)
    kept = monitor.__dict__.get("_advice")
    if kept and kept[0] == key and now - kept[1] < ADVICE_LASTS_S:
        advice: tuple[list[str], list[str]] = kept[2]
        return advice
    scenario = monitor.scenario(refresh=False)
    plan = quick_plan(scenario)
    warnings, recommendations = [], []
    if burst := bursts.find(monitor, plan):
        warnings.append(burst.message)
        recommendations.append(burst.help)
    for finding in plan["findings"]:
        if finding["severity"] != "info":
            warnings.append(finding["message"])
            # A help is written to stand beside its finding.
            field = str(finding["field"] or "").replace("services[0].", "")
            recommendations.append(f"{field}: {finding['help']}" if field and finding["help"] else finding["help"])
    if timeouts or status["status"] == "exhausted":
        for diagnosis in poolwise.read(as_metrics(status, timeouts, monitor), scenario=scenario)["diagnoses"]:
            warnings.append(diagnosis["message"])
            recommendations.append(NO_LOAD if diagnosis["name"] == "unknown-load" else diagnosis["help"])
    advice = (warnings, list(dict.fromkeys(text for text in recommendations if text)))
    monitor._advice = (key, now, advice)
    return advice


def as_metrics(status: dict[str, Any], timeouts: int, monitor: Any) -> str:
    """The moment as the engine's readers know it: the metrics of the pool, and the error of its timeouts."""
    size, overflow = status["pool_size"], status["max_overflow"]
    values = {
        "db_pool_size": size,
        "db_pool_max_overflow": overflow,
        "db_pool_checked_out": status["checked_out"],
        "db_pool_checked_in": status["checked_in"],
        "db_pool_overflow": status["overflow"],
        "db_pool_timeouts_total": timeouts,
    }
    lines = [f"# TYPE {name} gauge\n{name} {value}\n" for name, value in values.items() if value is not None]
    if timeouts and size is not None:
        timeout_s = monitor._recorder.settings.timeout_s
        error = (
            f"QueuePool limit of size {size} overflow {overflow} reached, connection timed out, timeout {timeout_s:.2f}"
        )
        lines.append(f"sqlalchemy.exc.TimeoutError: {error}\n")
    return "".join(lines)
