"""A connection beside the pool: a look at the server must not take one that a request waits for, nor be measured."""

from __future__ import annotations

import asyncio
import threading
from contextlib import nullcontext
from typing import Any, Callable, TypeVar

from sqlalchemy import util

from .pool_settings import is_async, sync_engine

Answer = TypeVar("Answer")


def beside(engine: Any, work: Callable[[Any], Answer], recorder: Any = None) -> Answer:
    """Calls `work` with an empty pool of the engine's own kind, settings and listeners, and closes what it opened.

    With an asyncio driver it runs in a thread with an event loop of its own, since this function may be called from
    within one; from a coroutine use `asyncio.to_thread`, so that the loop goes on.
    """
    engine = sync_engine(engine)

    def run() -> Answer:
        # The public method that Engine.dispose() uses: the same creator, so tokens and TLS are as in the pool.
        pool = engine.pool.recreate()
        with recorder.probe() if recorder is not None else nullcontext():
            try:
                return work(pool)
            finally:
                pool.dispose()

    if not is_async(engine):
        return run()
    answers: list[Answer] = []
    errors: list[BaseException] = []

    def run_in_loop() -> None:
        try:
            answers.append(asyncio.run(_in_greenlet(run)))
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run_in_loop, name="poolwise-probe", daemon=True)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return answers[0]


async def _in_greenlet(run: Callable[[], Answer]) -> Answer:
    answer: Answer = await util.greenlet_spawn(run)
    return answer


def fetch_one(connection: Any, statement: str) -> Any:
    """The first column of the first row, from a connection of a pool."""
    cursor = connection.cursor()
    try:
        cursor.execute(statement)
        return cursor.fetchall()[0][0]
    finally:
        cursor.close()
