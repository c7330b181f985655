"""SQLAlchemy's plugin, by its entry point."""

from __future__ import annotations

import asyncio

import pytest
from poolwise.sqlalchemy import monitor_of
from server import VERSION, Server
from sqlalchemy import create_engine, text


def test_the_plugin_attaches_a_monitor(server: Server) -> None:
    engine = create_engine(server.url(), plugins=["poolwise"], poolwise={"service": "api", "instances": 4}, pool_size=2)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
        assert monitor_of(engine).status()["checked_out"] == 1
    assert monitor_of(engine).scenario(refresh=False)["services"][0]["instances"] == 4
    engine.dispose()
    url = f"{server.url()}?plugin=poolwise&poolwise_service=jobs&poolwise_workers=3&poolwise_track_leaks=true"
    engine = create_engine(url)
    with engine.connect():
        assert monitor_of(engine).status()["checked_out"] == 1
    service = monitor_of(engine).scenario(refresh=False)["services"][0]
    assert (service["name"], service["workers"]) == ("jobs", 3)
    engine.dispose()
    with pytest.raises(ValueError, match="poolwise_workers in the URL must be a number"):
        create_engine(f"{server.url()}?plugin=poolwise&poolwise_workers=hunter2")
    with pytest.raises(LookupError):
        monitor_of(server.engine())


@pytest.mark.skipif(VERSION < (2, 0), reason="SQLAlchemy 1.4 gives plugins to synchronous engines only")
def test_the_plugin_of_an_async_engine(server: Server) -> None:
    async def run() -> None:
        engine = server.async_engine(plugins=["poolwise"])
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
        assert monitor_of(engine).measured()["checkouts"] == 1
        await engine.dispose()

    asyncio.run(run())
