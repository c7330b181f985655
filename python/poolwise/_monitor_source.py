"""What a service says of its pools: JSON of `/debug/pool-status`, or Prometheus metrics."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

TIMEOUT_S = 10.0
MAX_BYTES = 16 << 20
PATHS = ("/debug/pool-status", "/metrics")

_SERIES = re.compile(r"^(db_pool_[a-z_]+)(?:\{([^}]*)\})?\s+([-+0-9.eE]+|NaN)(?:\s|$)")
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


class Unreadable(Exception):
    """Nothing to show; the message has no credentials of the URL."""


@dataclass
class PoolStatus:
    """A pool, or the fullest process of several."""

    name: str
    checked_out: float = 0
    checked_in: float = 0
    capacity: float | None = None
    waiting: float | None = None
    timeouts: float = 0
    is_unavailable: bool = False
    is_metrics: bool = False
    warnings: list[str] = field(default_factory=list)
    recommendations: list[str] = field(default_factory=list)

    @property
    def percent(self) -> float | None:
        """The share of the capacity that is in use."""
        return 100.0 * self.checked_out / self.capacity if self.capacity else None

    def is_high(self, threshold: float) -> bool:
        """Whether a script should stop."""
        return self.is_unavailable or (self.percent is not None and self.percent >= threshold)


def fetch(url: str) -> tuple[str, list[PoolStatus]]:
    """The text of the answer, and its pools. An address without a path is tried with both paths."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    try:
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        # The port is no number.
        is_address = False
    if not is_address:
        raise Unreadable("the URL must begin with http:// or https:// and name a host")
    paths = PATHS if parts.path in ("", "/") else (parts.path,)
    problem = Unreadable("nothing was read")
    for path in paths:
        try:
            text = _get(parts, path)
            pools = from_json(text) if text.lstrip().startswith("{") else from_metrics(text)
            if pools:
                return text, pools
            problem = Unreadable(f"{_shown(parts, path)} has no pools: neither db_pool_checked_out nor checked_out")
        except Unreadable as error:
            problem = error
    raise problem


def _get(parts: Any, path: str) -> str:
    host = parts.netloc.rpartition("@")[2]
    request = urllib.request.Request(urlunsplit((parts.scheme, host, path, parts.query, "")))
    if parts.username is not None:
        import base64

        credentials = f"{parts.username}:{parts.password or ''}".encode()
        request.add_header("Authorization", "Basic " + base64.b64encode(credentials).decode())
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            data: bytes = answer.read(MAX_BYTES)
    except urllib.error.HTTPError as error:
        if error.code != 503:
            raise Unreadable(f"{_shown(parts, path)} answers {error.code}") from None
        # A service that is unavailable says so.
        data = error.read(MAX_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise Unreadable(f"{_shown(parts, path)} cannot be reached: {type(reason).__name__}") from None
    return data.decode("utf-8", "replace")


def _shown(parts: Any, path: str) -> str:
    """Without credentials and query, where tokens are."""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}{path}"


def from_json(text: str) -> list[PoolStatus]:
    """The answer of `/debug/pool-status`."""
    try:
        value = json.loads(text)
    except ValueError:
        return []
    if not isinstance(value, dict) or not isinstance(value.get("checked_out"), (int, float)):
        return []
    pool = PoolStatus(str(value.get("service", "pool")))
    pool.checked_out, pool.checked_in = float(value["checked_out"]), float(value.get("checked_in") or 0)
    pool.capacity, pool.waiting = value.get("capacity"), value.get("waiting")
    pool.timeouts = float(value.get("timeouts") or 0)
    pool.is_unavailable = value.get("http_status") == 503
    pool.warnings = [str(one) for one in value.get("warnings", [])]
    pool.recommendations = [str(one) for one in value.get("recommendations", [])]
    return [pool]


def from_metrics(text: str) -> list[PoolStatus]:
    """Metrics by the contract's names. Processes of one pool differ in `pid`; each is a row."""
    found: dict[tuple[str, ...], dict[str, float]] = {}
    for line in text.splitlines():
        match = _SERIES.match(line)
        if match:
            labels = dict(_LABEL.findall(match[2] or ""))
            key = tuple(labels.get(name, "") for name in ("service", "pool", "pid"))
            found.setdefault(key, {})[match[1]] = float(match[3])
    pools = []
    for (service, name, pid), values in sorted(found.items()):
        if "db_pool_checked_out" not in values:
            continue
        pool = PoolStatus(" ".join(part for part in (service, name, pid) if part) or "pool", is_metrics=True)
        pool.checked_out, pool.checked_in = values["db_pool_checked_out"], values.get("db_pool_checked_in", 0)
        size, overflow = values.get("db_pool_size", 0), values.get("db_pool_max_overflow", -1)
        pool.capacity = size + overflow if size > 0 and overflow >= 0 else None
        timeouts = found.get((service, name, ""), {}).get("db_pool_timeouts_total", 0)
        pool.timeouts = values.get("db_pool_timeouts_total", timeouts)
        pools.append(pool)
    return pools


def between(before: str, after: str, seconds: float) -> dict[str, Any] | None:
    """The scenario of a service whose metrics were read twice: its traffic in between. None where nothing was returned."""
    first, last = (_totals(text) for text in (before, after))
    checkouts = last["db_pool_checkout_seconds_count"] - first["db_pool_checkout_seconds_count"]
    holds = last["db_pool_hold_seconds_count"] - first["db_pool_hold_seconds_count"]
    held_s = last["db_pool_hold_seconds_sum"] - first["db_pool_hold_seconds_sum"]
    if checkouts <= 0 or holds <= 0 or held_s <= 0:
        return None
    traffic = {"rate_per_s": checkouts / seconds, "hold_ms": {"mean": 1e3 * held_s / holds}}
    return {"services": [{"workers": max(1, len(from_metrics(after))), "traffic": [traffic]}]}


def _totals(text: str) -> dict[str, float]:
    """Sums of counters over all of a service's pools and processes."""
    totals: dict[str, float] = defaultdict(float)
    for line in text.splitlines():
        if match := _SERIES.match(line):
            totals[match[1]] += float(match[3])
    return totals
