"""What each pool that a written file makes has for attributes, after a connection."""

import asyncio
from collections.abc import Callable
from types import ModuleType
from typing import Any

import sqlalchemy

SHOWN = ["statement_timeout", "idle_in_transaction_session_timeout", "application_name", "lock_timeout"]


def of_engine(engine: sqlalchemy.Engine) -> dict[str, Any]:
    """What SQLAlchemy's pool has."""
    pool: Any = engine.pool
    return {
        "size": pool.size(),
        "overflow": pool._max_overflow,
        "timeout_s": pool.timeout(),
        "recycle_s": pool._recycle,
        "pre_ping": pool._pre_ping,
        "lifo": pool._pool.use_lifo,
    }


def of_sqlalchemy(module: ModuleType) -> dict[str, Any]:
    """After a session."""
    with module.session() as session:
        shown = {name: session.execute(sqlalchemy.text(f"SHOW {name}")).scalar_one() for name in SHOWN}
    found = of_engine(module.engine) | shown
    assert module.engine.pool.checkedout() == 0
    module.engine.dispose()
    return found


def of_sqlalchemy_async(module: ModuleType) -> dict[str, Any]:
    """After an async session."""

    async def ask() -> dict[str, Any]:
        async with module.session() as session:
            shown = {name: (await session.execute(sqlalchemy.text(f"SHOW {name}"))).scalar_one() for name in SHOWN}
        assert module.engine.pool.checkedout() == 0
        await module.engine.dispose()
        return shown

    return of_engine(module.engine.sync_engine) | asyncio.run(ask())


def of_flask(module: ModuleType) -> dict[str, Any]:
    """After a session in an application."""
    import flask

    app = flask.Flask("written")
    module.init_app(app)
    with app.app_context():
        with module.session() as session:
            shown = {name: session.execute(sqlalchemy.text(f"SHOW {name}")).scalar_one() for name in SHOWN}
        assert module.db.engine.pool.checkedout() == 0
        found = of_engine(module.db.engine) | shown
        module.db.engine.dispose()
    return found


def of_psycopg(pool: Any) -> dict[str, Any]:
    """What psycopg_pool's pool has."""
    found = {"min": pool.min_size, "max": pool.max_size, "timeout": pool.timeout, "lifetime": pool.max_lifetime}
    return found | {"pre_ping": pool._check is not None}


def of_django(module: ModuleType) -> dict[str, Any]:
    """After a query of a connection handler."""
    import django
    from django.conf import settings
    from django.db.utils import ConnectionHandler

    if not settings.configured:
        settings.configure()
        django.setup()
    connection: Any = ConnectionHandler(module.DATABASES)["default"]
    shown = {}
    with connection.cursor() as cursor:
        for name in SHOWN:
            cursor.execute(f"SHOW {name}")
            shown[name] = cursor.fetchone()[0]
    found = of_psycopg(connection.pool) | shown
    connection.close()
    connection.close_pool()
    return found


def of_psycopg_pool(module: ModuleType) -> dict[str, Any]:
    """After a query."""
    module.pool.open(wait=True, timeout=10)
    with module.connection() as connection:
        shown = {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in SHOWN}
    module.pool.close()
    return of_psycopg(module.pool) | shown


def of_asyncpg(module: ModuleType) -> dict[str, Any]:
    """After a query."""

    async def ask() -> dict[str, Any]:
        pool = await module.open_pool()
        async with module.connection(pool) as connection:
            shown = {name: await connection.fetchval(f"SHOW {name}") for name in SHOWN}
        found = {
            "min": pool.get_min_size(),
            "max": pool.get_max_size(),
            "timeout": module.ACQUIRE_TIMEOUT_S,
            "lifetime": pool._max_inactive_connection_lifetime,
        }
        await pool.close()
        return shown | found

    return asyncio.run(ask())


ATTRIBUTES: dict[str, Callable[[ModuleType], dict[str, Any]]] = {
    "sqlalchemy": of_sqlalchemy,
    "sqlalchemy-async": of_sqlalchemy_async,
    "flask": of_flask,
    "django": of_django,
    "psycopg-pool": of_psycopg_pool,
    "asyncpg": of_asyncpg,
}
