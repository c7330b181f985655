"""The scenarios as they are written down in a TOML file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DRIVERS = ("asyncpg", "psycopg", "threads")
AUTHENTICATIONS = ("trust", "scram")


@dataclass(frozen=True)
class Statement:
    """How long the statements of one class of traffic take, in ms: exponential for a cv of 1, lognormal for others."""

    name: str
    rate_per_s: float
    mean_ms: float
    cv: float


@dataclass(frozen=True)
class Burst:
    """The rate is multiplied by `factor` for the first `for_s` seconds of every `every_s` seconds."""

    factor: float
    every_s: float
    for_s: float

    def at(self, time_s: float) -> bool:
        """Whether there is a burst, so many seconds after the start."""
        return time_s % self.every_s < self.for_s


@dataclass(frozen=True)
class PoolSettings:
    """The settings of one SQLAlchemy pool, with its defaults."""

    size: int = 5
    overflow: int = 10
    timeout_s: float = 30.0
    recycle_s: float = -1
    pre_ping: bool = False
    lifo: bool = False

    @property
    def capacity(self) -> int:
        """The most connections it has open."""
        return self.size + self.overflow


@dataclass(frozen=True)
class Scenario:
    """One run: a service, how it talks to the database, and for how long it is watched."""

    id: str
    driver: str
    auth: str
    duration_s: float
    """From the start to the last arrival; the warm-up is part of it."""
    warmup_s: float
    seed: int
    pool: PoolSettings
    pools: int
    """Each has a process of its own."""
    traffic: tuple[Statement, ...]
    """The whole service's; each pool has an equal share."""
    concurrency: int | None
    """The tasks of a worker, where it has a limit; further requests stand in front of it."""
    burst: Burst | None
    leak_probability: float
    given: dict[str, Any]
    """What the file says, as it is, but with the duration of this run."""

    @classmethod
    def parse(cls, table: dict[str, Any], short: bool) -> "Scenario":
        """Reads one table of the file; `short` takes its `short_duration_s` for its duration."""
        given = table | {"duration_s": table["short_duration_s"] if short else table["duration_s"]}
        service = given["service"]
        if given["driver"] not in DRIVERS or given["auth"] not in AUTHENTICATIONS:
            raise ValueError(f"{given['id']}: the driver is one of {DRIVERS}, auth one of {AUTHENTICATIONS}")
        if given["warmup_s"] >= given["duration_s"]:
            raise ValueError(f"{given['id']}: the warm-up has to end before the run does")
        return cls(
            **{key: given[key] for key in ("id", "driver", "auth", "duration_s", "warmup_s", "seed")},
            pool=PoolSettings(**service.get("pool", {})),
            pools=service.get("instances", 1) * service.get("workers", 1) * service.get("engines", 1),
            traffic=tuple(
                Statement(row["name"], row["rate_per_s"], row["statement_ms"]["mean"], row["statement_ms"].get("cv", 1))
                for row in service["traffic"]
            ),
            concurrency=service.get("concurrency"),
            burst=Burst(**service["burst"]) if "burst" in service else None,
            leak_probability=service.get("leak_probability", 0.0),
            given=given,
        )


def load(file: Path, short: bool, only: list[str]) -> list[Scenario]:
    """The scenarios of a file: all, those marked as short, or those of the given ids."""
    tables = tomllib.loads(file.read_text(encoding="utf-8"))["scenario"]
    ids = [table["id"] for table in tables]
    if len(set(ids)) < len(ids):
        raise ValueError(f"{file.name}: two scenarios have one id")
    if unknown := set(only) - set(ids):
        raise ValueError(f"{file.name} has no scenario {', '.join(sorted(unknown))}")
    wanted = [table for table in tables if (not only or table["id"] in only) and (not short or table.get("short"))]
    if not wanted:
        raise ValueError("none of these scenarios has a short form")
    return [Scenario.parse(table, short) for table in wanted]
