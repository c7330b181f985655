"""Durations as the engine sums them up."""

from __future__ import annotations

from typing import NamedTuple


class Durations(NamedTuple):
    """How many, their mean, their coefficient of variation and percentiles; times in seconds."""

    samples: int
    mean: float
    cv: float
    p50: float
    p95: float
    p99: float

    def as_ms(self, with_cv: bool = False) -> dict[str, float | None]:
        """Mean and percentiles in milliseconds; None of nothing."""
        values: dict[str, float | None] = {"mean": self.mean * 1e3}
        if with_cv:
            values["cv"] = self.cv
        values.update(p50=self.p50 * 1e3, p95=self.p95 * 1e3, p99=self.p99 * 1e3)
        return values if self.samples else dict.fromkeys(values)
