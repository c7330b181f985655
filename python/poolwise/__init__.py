"""Poolwise: what connection pools in front of PostgreSQL will do, and what to set.

    import poolwise

    service = {"name": "api", "instances": 4, "workers": 2, "pool": {"size": 5, "overflow": 10}}
    service["traffic"] = [{"rate_per_s": 120, "hold_ms": {"mean": 50}}]
    print(poolwise.plan({"services": [service]})["verdict"]["headline"])

`poolwise.sqlalchemy` measures a running service. The answers are the same as the command's, byte for byte.
"""

import json
from typing import Any, Optional

from . import _engine
from ._errors import BudgetError, ScenarioError
from ._scenario import Scenario, as_text

__all__ = ["BudgetError", "Scenario", "ScenarioError", "check", "plan", "read", "simulate", "write"]


def plan(scenario: Scenario) -> "dict[str, Any]":
    """Whether the pools fit, what will happen, what is wrong and what to change: the JSON of `poolwise plan`.

    Raises `ScenarioError` where the scenario cannot be used.
    """
    text, form = as_text(scenario)
    answer: dict[str, Any] = json.loads(_engine.plan(text, form, False))
    return answer


def check(scenario: Scenario) -> "list[dict[str, Any]]":
    """What is wrong, the worst first: the findings of `poolwise check`.

    Raises `ScenarioError` where the scenario cannot be used.
    """
    findings: list[dict[str, Any]] = json.loads(_engine.check(*as_text(scenario)))["findings"]
    return findings


def read(text: str, kind: Optional[str] = None, scenario: Optional[Scenario] = None) -> "dict[str, Any]":
    """What a pasted text says, and causes that fit it: the JSON of `poolwise read`.

    `kind` overrides the guess of what the text is, and `scenario` gives the traffic to diagnose with. Secrets in the text
    are in no answer. Raises `ValueError` for an unknown kind, and `ScenarioError`.
    """
    answer: dict[str, Any] = json.loads(_engine.read(text, kind, *as_text({} if scenario is None else scenario)))
    return answer


def write(
    scenario: Scenario,
    to: str = "env",
    service: Optional[str] = None,
    merge: Optional[str] = None,
    current: bool = False,
    monitoring: bool = False,
) -> str:
    """The text of a file with the advised settings, or with the `current` ones, as `poolwise write --to KIND` prints it.

    `service` names one of several, and `merge` is the text of a `.env` to edit: the values that differ change, what is
    missing is appended, and every other byte stays. `monitoring` adds the variables that `Monitor.from_env` reads. Raises `ValueError` for an unknown kind or service, and
    `ScenarioError`.
    """
    return _engine.write(*as_text(scenario), to, service, merge, current, monitoring)


def simulate(scenario: Scenario, horizon_s: float = 90, replications: int = 100, seed: int = 1) -> "dict[str, Any]":
    """Each service's pool from a cold start, second by second: the JSON of `poolwise simulate`.

    `horizon_s` is the length of a run in seconds, up to a week; there are 1 to 10 000 `replications`. Raises
    `ValueError` for numbers outside of these, and `ScenarioError`.
    """
    text, form = as_text(scenario)
    answer: dict[str, Any] = json.loads(_engine.simulate(text, form, horizon_s, replications, seed))
    return answer
