"""The settings of a pool.

SQLAlchemy has public methods for the size, the timeout and the current numbers, and none for max_overflow, recycle,
pre-ping and LIFO. Those are read, never written, from the attributes that its own `recreate()` copies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.pool import QueuePool


@dataclass(frozen=True)
class PoolSettings:
    """The settings of a QueuePool or of its asyncio twin; `size` is None for every other class, which has no limit of
    its own."""

    size: int | None
    max_overflow: int | None
    timeout_s: float
    recycle_s: float
    pre_ping: bool
    lifo: bool

    @classmethod
    def from_pool(cls, pool: Any) -> PoolSettings:
        """Reads them."""
        recycle_s, pre_ping = float(getattr(pool, "_recycle", -1)), bool(getattr(pool, "_pre_ping", False))
        if not isinstance(pool, QueuePool):
            return cls(None, None, 0.0, recycle_s, pre_ping, False)
        return cls(
            size=pool.size(),
            max_overflow=int(pool._max_overflow),
            timeout_s=float(pool.timeout()),
            recycle_s=recycle_s,
            pre_ping=pre_ping,
            lifo=bool(getattr(pool._pool, "use_lifo", False)),
        )

    @property
    def capacity(self) -> int | None:
        """size + max overflow; None where either is unlimited."""
        if not self.size or self.max_overflow is None or self.max_overflow < 0:
            return None
        return self.size + self.max_overflow

    def as_scenario(self) -> dict[str, Any]:
        """The `pool` of a service in a scenario."""
        if self.size is None:
            return {"class": "NullPool"}
        return {
            "size": self.size,
            "overflow": self.max_overflow,
            "timeout_s": self.timeout_s,
            "recycle_s": self.recycle_s,
            "pre_ping": self.pre_ping,
            "lifo": self.lifo,
        }


def sync_engine(engine: Any) -> Any:
    """The Engine of an AsyncEngine, or the engine itself."""
    return getattr(engine, "sync_engine", engine)


def is_async(engine: Any) -> bool:
    """Whether the driver needs an event loop."""
    return bool(getattr(sync_engine(engine).dialect, "is_async", False))
