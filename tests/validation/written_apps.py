"""What applications do with written files: they answer 503, and fork."""

import asyncio
import os
from types import ModuleType
from typing import Any

import sqlalchemy

from written import Files, a_service


def answers_503(files: Files) -> None:
    """An application whose pool is in use says so."""
    import fastapi
    import flask

    scenario = a_service("api", {"size": 1, "overflow": 0, "timeout_s": 0.2})
    module = files.imported("sqlalchemy", scenario)
    app = fastapi.FastAPI()
    module.answer_503(app)

    @app.get("/")
    def answer() -> int:
        with module.session() as session:
            return int(session.execute(sqlalchemy.text("SELECT 1")).scalar_one())

    files.check("FastAPI with a free connection", asyncio.run(got(app, "/")), (200, None))
    with module.engine.connect():
        files.check("FastAPI without one", asyncio.run(got(app, "/")), (503, "1"))

    later = files.imported("sqlalchemy-async", scenario)
    async_app = fastapi.FastAPI()
    later.answer_503(async_app)

    @async_app.get("/")
    async def async_answer() -> int:
        async with later.session() as session:
            return int((await session.execute(sqlalchemy.text("SELECT 1"))).scalar_one())

    @async_app.get("/full")
    async def full() -> int:
        async with later.session() as session:
            await session.execute(sqlalchemy.text("SELECT 1"))
            return await async_answer()

    async def both() -> None:
        files.check("async FastAPI with a free connection", await got(async_app, "/"), (200, None))
        files.check("async FastAPI without one", await got(async_app, "/full"), (503, "1"))
        await later.engine.dispose()

    asyncio.run(both())

    third = files.imported("flask", scenario)
    flask_app = flask.Flask("written")
    third.init_app(flask_app)

    @flask_app.get("/")
    def flask_answer() -> str:
        with third.session() as session:
            return str(session.execute(sqlalchemy.text("SELECT 1")).scalar_one())

    with flask_app.app_context():
        files.check("Flask with a free connection", flask_app.test_client().get("/").status_code, 200)
        with third.db.engine.connect():
            reply = flask_app.test_client().get("/")
            files.check("Flask without one", (reply.status_code, reply.headers.get("retry-after")), (503, "1"))


def forks_apart(files: Files) -> None:
    """A forked process opens connections of its own, and leaves its parent's alone."""
    module = files.imported("sqlalchemy", a_service("api", {"size": 1, "overflow": 0}))
    opened = backend(module)
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        try:
            os.write(writer, str(backend(module)).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        forked = answer.read()
    files.check("a forked process has a connection of its own", forked.isdigit() and int(forked) != opened, True)
    files.check("its parent keeps its own", backend(module), opened)
    module.engine.dispose()


def backend(module: ModuleType) -> int:
    """The process of the server behind the module's connection."""
    with module.session() as session:
        return int(session.execute(sqlalchemy.text("SELECT pg_backend_pid()")).scalar_one())


async def got(app: Any, path: str) -> tuple[int, str | None]:
    """The status that an ASGI application answers, and its Retry-After."""
    answers: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)

    asked = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http"}
    where = {"path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": []}
    await app(asked | where, receive, send)
    headers = {name.decode().lower(): value.decode() for name, value in answers[0]["headers"]}
    return answers[0]["status"], headers.get("retry-after")
