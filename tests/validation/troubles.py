"""Today's troubles on real servers: each is brought about, its error is diagnosed, and its cure is tried.

    python troubles.py --poolwise target/debug/poolwise --postgres-bin /usr/lib/postgresql/15/bin --pgbouncer pgbouncer

- a demoted primary: writes fail while pre-ping finds nothing wrong
- idle connections that a network drops without a word
- asyncpg's prepared statements behind a transaction pooler
- streams that keep their sessions
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import sqlalchemy
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from postgres import DATABASE, Postgres, free_port

STARTS_WITHIN_S = 10.0
IDLE_CUT_S = 0.5
PATIENCE_S = 2
"""How long a client waits for an answer of a server that is gone."""


class Diagnoser:
    """Asks Poolwise for the cause of an error."""

    def __init__(self, poolwise: Path) -> None:
        self._poolwise = poolwise
        self.checked = 0

    def check(self, error: BaseException, cause: str) -> None:
        """The cause is among the diagnoses of the error, as a log has it."""
        text = f"{type(error).__module__}.{type(error).__name__}: {error}"
        command = [self._poolwise, "read", "--format", "json"]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
        names = [diagnosis["name"] for diagnosis in json.loads(done.stdout)["diagnoses"]]
        if cause not in names:
            raise SystemExit(f"{cause} is not among {names} of:\n{text}")
        self.checked += 1

    def holds(self, is_so: bool, what: str) -> None:
        """Counts what was found as it should be."""
        if not is_so:
            raise SystemExit(f"not so: {what}")
        self.checked += 1


def main() -> None:
    """Starts the servers, and brings the troubles about."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("poolwise", "postgres-bin", "pgbouncer"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    arguments = parser.parse_args()
    diagnoser = Diagnoser(arguments.poolwise)
    with Postgres(arguments.postgres_bin) as postgres:
        demoted_primary(diagnoser, postgres)
        idle_cut(diagnoser, postgres)
        asyncio.run(prepared_statements(diagnoser, postgres, arguments.pgbouncer))
        asyncio.run(streams(diagnoser, postgres))
    print(f"{diagnoser.checked} troubles and cures are as documented")


def as_superuser(postgres: Postgres, *statements: str) -> None:
    """Runs statements, each by itself."""
    with psycopg.connect(
        host=str(postgres.folder), port=postgres.port, user="postgres", dbname=DATABASE, autocommit=True
    ) as connection:
        for statement in statements:
            connection.execute(statement.encode())


# A demoted primary


def demoted_primary(diagnoser: Diagnoser, postgres: Postgres) -> None:
    """A live pool's server takes no writes any more, as after a failover."""
    as_superuser(postgres, "CREATE TABLE writes (at timestamptz)", "GRANT ALL ON writes TO pool_trust")
    url = f"postgresql+psycopg://{postgres.address('trust')}"
    plain = sqlalchemy.create_engine(url, pool_size=1, max_overflow=0, pool_pre_ping=True)
    cured = sqlalchemy.create_engine(url, pool_size=1, max_overflow=0, pool_pre_ping=True)

    @sqlalchemy.event.listens_for(cured, "handle_error")
    def read_only_is_a_disconnect(context: Any) -> None:
        if getattr(context.original_exception, "sqlstate", None) == "25006":
            context.is_disconnect = True

    opened = {engine: backend(engine) for engine in (plain, cured)}
    as_superuser(postgres, "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
    until = time.monotonic() + STARTS_WITHIN_S
    while write(plain) is None and time.monotonic() < until:
        time.sleep(0.05)
    error = write(plain)
    diagnoser.holds(error is not None, "writes fail on a server that takes none")
    assert error is not None
    diagnoser.check(error, "failed-over")
    diagnoser.holds(backend(plain) == opened[plain], "pre-ping keeps the connection to the former primary")
    diagnoser.holds(write(cured) is not None, "writes fail there with the listener too")
    diagnoser.holds(backend(cured) != opened[cured], "with the listener the connection is given up")
    as_superuser(postgres, "ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()")
    for engine in (plain, cured):
        engine.dispose()


def backend(engine: sqlalchemy.Engine) -> int:
    """The process that serves the pool's connection."""
    with engine.connect() as connection:
        number: int = connection.scalar(sqlalchemy.text("SELECT pg_backend_pid()"))
        return number


def write(engine: sqlalchemy.Engine) -> Exception | None:
    """Why a write fails; nothing where it does not."""
    try:
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text("INSERT INTO writes VALUES (now())"))
    except sqlalchemy.exc.DBAPIError as error:
        return error
    return None


# Idle connections that a network drops


def idle_cut(diagnoser: Diagnoser, postgres: Postgres) -> None:
    """A connection stands idle for longer than what is between lets it."""
    with dropping_proxy(postgres.port) as port:
        url = f"postgresql+psycopg://pool_trust@127.0.0.1:{port}/{DATABASE}"
        options = {"tcp_user_timeout": PATIENCE_S * 1000}
        plain = sqlalchemy.create_engine(url, pool_size=1, max_overflow=0, connect_args=options)
        recycled = sqlalchemy.create_engine(url, pool_size=1, max_overflow=0, pool_recycle=0, connect_args=options)
        for engine in (plain, recycled):
            backend(engine)
        time.sleep(3 * IDLE_CUT_S)
        backend(recycled)
        diagnoser.holds(True, "a connection that is replaced by its age is never dead")
        try:
            backend(plain)
        except sqlalchemy.exc.OperationalError as error:
            diagnoser.check(error, "stale-connections")
        else:
            raise SystemExit("a connection that the network dropped still works")
        for engine in (plain, recycled):
            engine.dispose(close=False)


@contextmanager
def dropping_proxy(to: int) -> Iterator[int]:
    """Passes bytes on, and resets what stood idle for too long at its next byte, as a load balancer does."""
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_accept, args=(listener, to), daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()


def _accept(listener: socket.socket, to: int) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        server = socket.create_connection(("127.0.0.1", to))
        last = [time.monotonic()]
        for pair in ((client, server), (server, client)):
            threading.Thread(target=_pass_on, args=(*pair, last), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket, last: list[float]) -> None:
    try:
        while data := source.recv(65536):
            if time.monotonic() - last[0] > IDLE_CUT_S:
                break
            last[0] = time.monotonic()
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            # Without lingering a close is a reset.
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            end.close()
        except OSError:
            pass


# Prepared statements behind a transaction pooler


async def prepared_statements(diagnoser: Diagnoser, postgres: Postgres, program: Path) -> None:
    """asyncpg prepares each statement, and a transaction pooler changes the server behind it."""
    async with transaction_pooler(postgres, program) as port:
        url = f"postgresql+asyncpg://pool_trust@127.0.0.1:{port}/{DATABASE}"
        plain = create_async_engine(url, poolclass=NullPool)
        error = await crowd(plain)
        diagnoser.holds(error is not None, "prepared statements of two clients meet on one server")
        assert error is not None
        diagnoser.check(error, "prepared-statements-behind-pooler")
        cured = create_async_engine(
            url,
            poolclass=NullPool,
            connect_args={
                "statement_cache_size": 0,
                "prepared_statement_cache_size": 0,
                "prepared_statement_name_func": lambda: f"__asyncpg_{uuid4()}__",
            },
        )
        diagnoser.holds(await crowd(cured) is None, "with NullPool, neither cache and unique names they do not")
        await plain.dispose()
        await cured.dispose()


async def crowd(engine: AsyncEngine) -> Exception | None:
    """Why one of many requests fails; nothing where all succeed."""

    async def request() -> None:
        async with engine.connect() as connection:
            for number in range(5):
                await connection.execute(sqlalchemy.text("SELECT :number + 1"), {"number": number})
                await connection.rollback()

    for _ in range(20):
        outcomes = await asyncio.gather(*(request() for _ in range(8)), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, sqlalchemy.exc.DBAPIError):
                return outcome
            if isinstance(outcome, BaseException):
                raise outcome
    return None


@asynccontextmanager
async def transaction_pooler(postgres: Postgres, program: Path) -> AsyncIterator[int]:
    """PgBouncer with two connections to the server."""
    port, folder = free_port(), postgres.folder
    (folder / "users").write_text('"pool_trust" ""\n')
    (folder / "troubles.ini").write_text(
        f"[databases]\n{DATABASE} = host=127.0.0.1 port={postgres.port}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = trust\n"
        f"auth_file = {folder}/users\npool_mode = transaction\nmax_client_conn = 100\ndefault_pool_size = 2\n"
    )
    with (folder / "troubles.log").open("wb") as log:
        process = subprocess.Popen(
            [program, "-q", folder / "troubles.ini"], stdout=log, stderr=log, **postgres.as_user
        )
    try:
        until = time.monotonic() + STARTS_WITHIN_S
        while True:
            try:
                psycopg.connect(host="127.0.0.1", port=port, user="pool_trust", dbname=DATABASE).close()
                break
            except psycopg.OperationalError:
                if time.monotonic() > until or process.poll() is not None:
                    raise SystemExit((folder / "troubles.log").read_text()) from None
                await asyncio.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


# Streams that keep their sessions

SIZE, OVERFLOW = 3, 2


async def streams(diagnoser: Diagnoser, postgres: Postgres) -> None:
    """As many streams as a pool has connections are open, and each keeps its session or closes it."""
    url = f"postgresql+asyncpg://{postgres.address('trust')}"
    engine = create_async_engine(url, pool_size=SIZE, max_overflow=OVERFLOW, pool_timeout=0.3)
    held = await open_streams(engine, SIZE + OVERFLOW, closes=False)
    error = await a_request(engine)
    diagnoser.holds(error is not None, f"{SIZE + OVERFLOW} streams that keep their sessions stop every other request")
    assert error is not None
    for stream in held:
        await stream.aclose()
    diagnoser.check(error, "unknown-load")
    more = await open_streams(engine, 5 * (SIZE + OVERFLOW), closes=True)
    diagnoser.holds(await a_request(engine) is None, "streams that close theirs stop none")
    for stream in more:
        await stream.aclose()
    await engine.dispose()


async def open_streams(engine: AsyncEngine, count: int, *, closes: bool) -> list[Any]:
    """Streams that have sent their first token and have not ended."""

    async def stream() -> AsyncIterator[int]:
        async with engine.connect() as session:
            first = (await session.execute(sqlalchemy.text("SELECT 1"))).scalar_one()
            if closes:
                await session.close()
            for token in range(first, 1_000_000):
                yield token

    opened = [stream() for _ in range(count)]
    for one in opened:
        await anext(one)
    return opened


async def a_request(engine: AsyncEngine) -> Exception | None:
    """Why it fails; nothing where it does not."""
    try:
        async with engine.connect() as connection:
            await connection.execute(sqlalchemy.text("SELECT 1"))
    except sqlalchemy.exc.TimeoutError as error:
        return error
    return None


if __name__ == "__main__":
    os.environ.pop("PGOPTIONS", None)
    main()
