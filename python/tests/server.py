"""The PostgreSQL server of the tests, and engines for it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlalchemy
from postgres import Postgres
from sqlalchemy import create_engine

VERSION = tuple(int(part) for part in sqlalchemy.__version__.split(".")[:2])
SYNC_DRIVERS = ["psycopg2"] if VERSION < (2, 0) else ["psycopg2", "psycopg"]
ASYNC_DRIVERS = ["asyncpg"] if VERSION < (2, 0) else ["asyncpg", "psycopg"]


def programs() -> Path:
    return Path(os.environ["POOLWISE_POSTGRES_BIN"])


class Server(Postgres):
    """A server that has a database for every test."""

    def url(self, driver: str = "psycopg2", auth: str = "scram") -> str:
        return f"postgresql+{driver}://{self.address(auth)}"

    def engine(self, driver: str = "psycopg2", **arguments: Any) -> Any:
        return create_engine(self.url(driver), **arguments)

    def async_engine(self, driver: str = "asyncpg", **arguments: Any) -> Any:
        from sqlalchemy.ext.asyncio import create_async_engine

        return create_async_engine(self.url(driver), **arguments)
