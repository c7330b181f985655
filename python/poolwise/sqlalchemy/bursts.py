"""Waits that the mean rate does not explain."""

from __future__ import annotations

from typing import Any, NamedTuple

MIN_CHECKOUTS = 100
TARGET_MS = 50.0
TIMES_PREDICTED = 3.0


class Burst(NamedTuple):
    """What was measured against what is predicted, and what helps."""

    message: str
    help: str


def find(monitor: Any, plan: dict[str, Any]) -> Burst | None:
    """None where the waits are within the default target or explained, or where too few requests were measured.

    The plan takes requests to come at the mean rate, independently of each other.
    """
    measured, capacity = monitor.measured(), monitor.status()["capacity"]
    if monitor.kind == "job" or measured["checkouts"] < MIN_CHECKOUTS or capacity is None:
        return None
    waited_ms, at_once = measured["wait_ms"]["p95"], measured["at_once"]
    current = plan["services"][0]["current"]["prediction"]
    predicted_ms = current["wait_ms"]["p95"]
    is_explained = waited_ms <= max(TARGET_MS, TIMES_PREDICTED * predicted_ms)
    if is_explained or at_once <= capacity or current["state"] == "saturated":
        return None
    return Burst(
        f"the p95 wait for a connection is {waited_ms:.3g} ms, and would be {predicted_ms:.2g} ms if requests came "
        f"independently: up to {at_once} at once wanted one of {capacity} connections, as in a burst, or while a lock or a "
        "slow server held up all of them",
        "spread bursts, such as parallel queries of one request and jobs that start together, and look for locks. If it was "
        f"a burst, a size + overflow of {at_once} would have let none of it wait, if the server has room for it in every pool",
    )


def verdict(burst: Burst, of_plan: dict[str, Any]) -> dict[str, Any]:
    """A verdict that begins with what was measured. It is no better than that of the plan."""
    status = "tight" if of_plan["status"] == "fits" else of_plan["status"]
    message = burst.message[0].upper() + burst.message[1:]
    detail = f"{message}. {burst.help[0].upper()}{burst.help[1:]}. By the mean rate alone: {of_plan['headline']}."
    return {**of_plan, "status": status, "headline": "Requests wait longer than the plan predicts", "detail": detail}
