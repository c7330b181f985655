"""Flask: `/health` and `/debug/pool-status`.

monitor = Monitor(db.engine, service="api", instances=4, workers=2)
install(app, monitor)
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, jsonify

from ..sqlalchemy import Monitor
from .answers import health_answer, status_answer


def install(app: Flask, monitor: Monitor, health: str = "/health", status: str | None = "/debug/pool-status") -> None:
    """Adds the routes. `status` shows numbers and, with `track_leaks`, places in the code: keep it from the public."""

    def get_health() -> tuple[Response, int]:
        code, answer = health_answer(monitor)
        return jsonify(answer), code

    def get_status() -> Any:
        return jsonify(status_answer(monitor))

    app.add_url_rule(health, "poolwise_health", get_health)
    if status is not None:
        app.add_url_rule(status, "poolwise_status", get_status)
