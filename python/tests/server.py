"""The PostgreSQL server of the tests, and engines for it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import postgres
import sqlalchemy
from sqlalchemy import create_engine

VERSION = tuple(int(part) for part in sqlalchemy.__version__.split(".")[:2])
SYNC_DRIVERS = ["psycopg2"] if VERSION < (2, 0) else ["psycopg2", "psycopg"]
ASYNC_DRIVERS = ["asyncpg"] if VERSION < (2, 0) else ["asyncpg", "psycopg"]


postgres.SETTINGS["log_connections"] = "on"


def programs() -> Path:
    return Path(os.environ["POOLWISE_POSTGRES_BIN"])


class Server(postgres.Postgres):
    """The server, with what the tests ask of it."""

    def sessions(self) -> int:
        """Sessions that it has begun so far, by its own log."""
        return (self.folder / "log").read_text(errors="replace").count("connection authorized: ")

    def url(self, driver: str = "psycopg2", auth: str = "scram") -> str:
        return f"postgresql+{driver}://{self.address(auth)}"

    def engine(self, driver: str = "psycopg2", **arguments: Any) -> Any:
        return create_engine(self.url(driver), **arguments)

    def async_engine(self, driver: str = "asyncpg", **arguments: Any) -> Any:
        from sqlalchemy.ext.asyncio import create_async_engine

        return create_async_engine(self.url(driver), **arguments)
