"""What the endpoints answer, in every framework alike."""

from __future__ import annotations

from typing import Any


def health_answer(monitor: Any) -> tuple[int, dict[str, Any]]:
    """The status code and the body of `/health`: short, without numbers that an attacker could use."""
    health = monitor.health()
    code: int = health["http_status"]
    return code, {"status": "healthy" if code == 200 else "unavailable", "pool": health["status"]}


def status_answer(monitor: Any) -> dict[str, Any]:
    """The body of `/debug/pool-status`."""
    return {"service": monitor.service, "pool": monitor.pool_name, **monitor.health(), "measured": monitor.measured()}
