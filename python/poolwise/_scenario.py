"""Scenarios on their way to the engine."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Union

from ._errors import ScenarioError

Scenario = Union[Mapping[str, Any], str]
"""A scenario as a dict, or the text of a `poolwise.toml` or of its JSON form."""


def as_text(scenario: Scenario) -> "tuple[str, str]":
    """The scenario as text, and its form: "json" or "toml"."""
    if isinstance(scenario, str):
        # No TOML begins with a brace.
        return scenario, "json" if scenario.lstrip().startswith("{") else "toml"
    if not isinstance(scenario, Mapping):
        raise TypeError(f"a scenario is a dict or a text, not {type(scenario).__name__}")
    return json.dumps(_plain(scenario, "")), "dict"


def _plain(value: Any, path: str) -> Any:
    """`value` as JSON has it. Numbers of NumPy, Decimal and Fraction become plain ones."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item, f"{path}.{key}" if path else str(key)) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [_plain(item, f"{path}[{index}]") for index, item in enumerate(value)]
    if hasattr(value, "__index__"):
        return value.__index__()
    if hasattr(value, "__float__"):
        return _number(float(value), path)
    raise ScenarioError(f"{path}: {type(value).__name__} is no value of a scenario", path)


def _number(value: float, path: str) -> Union[float, str]:
    if math.isnan(value):
        raise ScenarioError(f"{path}: must be a number, not NaN", path, hint="must be a number")
    # JSON has no infinity; the last bound of a histogram may be infinite, and is written so.
    return value if math.isfinite(value) else ("inf" if value > 0 else "-inf")
