"""The connection pool of this service for Flask-SQLAlchemy: call init_app(app) once.

The environment sets the options, by the names of the .env; the values here hold where it does not.
A module's name has no dashes: save this as database.py.
"""

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import make_url
from sqlalchemy.exc import TimeoutError as PoolTimeout


# <helpers>


# <engine_options>
# Flask-SQLAlchemy cuts fractions off, and a timeout of 0 would fail at once.
for name in ("pool_timeout", "pool_recycle"):
    ENGINE_OPTIONS[name] = math.ceil(ENGINE_OPTIONS[name])
# <timeouts>


# <libpq>


url = make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+<driver>")
SQLALCHEMY_DATABASE_URI = url.render_as_string(hide_password=False)
SQLALCHEMY_ENGINE_OPTIONS = ENGINE_OPTIONS | {"connect_args": connect_options(str(url.query.get("options", "")))}

db = SQLAlchemy()


def init_app(app: Flask) -> None:
    """Gives an application the pool, and lets it answer 503 where no connection came free in time."""
    app.config["SQLALCHEMY_DATABASE_URI"] = SQLALCHEMY_DATABASE_URI
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = SQLALCHEMY_ENGINE_OPTIONS
    db.init_app(app)

    @app.errorhandler(PoolTimeout)
    def busy(error: PoolTimeout) -> tuple[dict[str, str], int, dict[str, str]]:
        return {"detail": "no database connection came free in time"}, 503, {"Retry-After": "1"}

    def forget_connections() -> None:
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose(close=False)

    # A forked process must not write to its parent's sockets.
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=forget_connections)


@contextmanager
def session() -> Iterator[Any]:
    """Commits at the end, rolls back on an error, and returns the connection to the pool in both cases."""
    try:
        yield db.session
        db.session.commit()
    finally:
        db.session.remove()
