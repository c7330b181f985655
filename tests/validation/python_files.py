"""What `poolwise write` makes for Python, imported and connected to a real server.

    python python_files.py --poolwise target/debug/poolwise --postgres-bin /usr/lib/postgresql/15/bin --pgbouncer pgbouncer

The pool's own attributes are compared with the scenario's, the environment of the `.env` comes before them, no name of a
service becomes code, an application answers 503 from a pool that is in use, and the metrics agree with what a load did.
"""

import argparse
import asyncio
import math
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from postgres import DATABASE, Postgres
from troubles import transaction_pooler
from written import NASTY_NAMES, Files, a_service, environment
from written_apps import answers_503, forks_apart
from written_metrics import metrics_agree
from written_pools import ATTRIBUTES, SHOWN

POOLS: list[dict[str, Any]] = [
    {"size": 2, "overflow": 3, "timeout_s": 1.5, "recycle_s": 1500, "pre_ping": True},
    {"size": 1, "overflow": 0, "timeout_s": 0.25, "recycle_s": -1, "pre_ping": False, "lifo": True},
    {"size": 3, "overflow": 1, "timeout_s": 30, "recycle_s": 0.5, "pre_ping": False},
]
ENVIRONMENT = {
    "DB_POOL_SIZE": "4",
    "DB_MAX_OVERFLOW": "2",
    "DB_POOL_TIMEOUT": "2.5",
    "DB_POOL_RECYCLE": "60",
    "DB_POOL_PRE_PING": "",
    "DB_STATEMENT_TIMEOUT": "7000",
    "DB_CONNECT_TIMEOUT": "2.5",
}


def main() -> None:
    """Starts a server, and asks every pool that was written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("poolwise", "postgres-bin", "pgbouncer"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    arguments = parser.parse_args()
    sys.dont_write_bytecode = True
    with Postgres(arguments.postgres_bin) as postgres, tempfile.TemporaryDirectory() as folder:
        # As SQLAlchemy writes addresses, and as PostgreSQL does.
        addresses = [f"{scheme}://{postgres.address('scram')}" for scheme in ("postgresql+psycopg", "postgres")]
        files = Files(arguments.poolwise.resolve(), Path(folder))
        for kind, attributes in ATTRIBUTES.items():
            for number, pool in enumerate(POOLS):
                with environment({"DATABASE_URL": addresses[number % 2]}):
                    name = NASTY_NAMES[number]
                    text = files.text(kind, a_service(name, pool))
                    meant = expected(kind, pool) | {"application_name": application_of(text)}
                    files.check(f"{kind} of {pool}", attributes(files.module(kind, text)), meant)
            with environment({"DATABASE_URL": addresses[0], **ENVIRONMENT}):
                pool = {"size": 4, "overflow": 2, "timeout_s": 2.5, "recycle_s": 60, "pre_ping": True}
                changed = expected(kind, pool) | {"statement_timeout": "7s"}
                files.check(f"{kind} in an environment", attributes(files.imported(kind, a_service("api", POOLS[0]))), changed)
            # Options in the URL stay beside those of the file.
            with environment({"DATABASE_URL": f"{addresses[0]}?options=-c%20lock_timeout%3D2s", "PGAPPNAME": "own"}):
                if kind != "asyncpg":
                    meant = expected(kind, POOLS[0]) | {"lock_timeout": "2s", "application_name": "own"}
                    found = attributes(files.imported(kind, a_service("api", POOLS[0])))
                    files.check(f"{kind} with options in the URL", found, meant)
            with environment({"DATABASE_URL": addresses[0]}):
                connects_in_time(files, kind)
        with environment({"DATABASE_URL": addresses[1]}):
            for kind in ("sqlalchemy", "flask"):
                with_psycopg2(files, kind)
        asyncio.run(behind_pooler(files, postgres, arguments.pgbouncer))
        with environment({"DATABASE_URL": addresses[0]}):
            for kind in (*ATTRIBUTES, "exporter"):
                names_are_no_code(files, kind)
                what_is_no_pool(files, kind)
            answers_503(files)
            forks_apart(files)
            metrics_agree(files, Path(folder))
    print(f"{files.checked} properties of Python files are as expected")


def expected(kind: str, pool: dict[str, Any]) -> dict[str, Any]:
    """The attributes that a pool must have."""
    shown = {"statement_timeout": "1500ms", "idle_in_transaction_session_timeout": "1min"}
    shown |= {"application_name": "api", "lock_timeout": "0"}
    if kind in ("django", "psycopg-pool", "asyncpg"):
        recycle = pool["recycle_s"]
        never = 0.0 if kind == "asyncpg" else math.inf
        one = {
            "min": pool["size"],
            "max": pool["size"] + pool["overflow"],
            "timeout": pool["timeout_s"],
            "lifetime": never if recycle < 0 else recycle,
        }
        return shown | one | ({} if kind == "asyncpg" else {"pre_ping": pool["pre_ping"]})
    if kind == "flask":
        # Flask-SQLAlchemy takes whole seconds.
        pool = pool | {name: math.ceil(pool[name]) for name in ("timeout_s", "recycle_s")}
    return shown | {"lifo": False} | pool


def connects_in_time(files: Files, kind: str) -> None:
    """The time to open a connection is the scenario's, and the environment comes before it."""
    name, whole = ("timeout", False) if kind in ("sqlalchemy-async", "asyncpg") else ("connect_timeout", True)
    for given, variable, seconds in ((None, None, None), (2.5, None, 2.5), (2.5, "0.5", 0.5)):
        more = {} if given is None else {"connect_timeout_s": given}
        with environment({"DATABASE_URL": os.environ["DATABASE_URL"], **({"DB_CONNECT_TIMEOUT": variable} if variable else {})}):
            options = files.imported(kind, a_service("api", POOLS[0], **more)).connect_options()
        meant = math.ceil(seconds) if seconds and whole else seconds
        files.check(f"{name} of {kind}, {given} s and {variable}", options.get(name), meant)


def with_psycopg2(files: Files, kind: str) -> None:
    """The driver that the scenario names, with the same attributes."""
    module = files.imported(kind, a_service("api", POOLS[0], driver="psycopg2", connect_timeout_s=5))
    files.check(f"the driver of {kind}", module.url.drivername, "postgresql+psycopg2")
    files.check(f"{kind} with psycopg2", ATTRIBUTES[kind](module), expected(kind, POOLS[0]))


def names_are_no_code(files: Files, kind: str) -> None:
    """A name of a service stands in comments, and in the exporter's label, and is never run."""
    plain = code_of(files.text(kind, a_service("api", POOLS[0])))
    for name in NASTY_NAMES:
        text = files.text(kind, a_service(name, POOLS[0]))
        compile(text, kind, "exec")
        if kind == "exporter":
            files.check(f"the label of {name!r}", label_of(text), name)
        else:
            same = code_of(text).replace(f'"{application_of(text)}"', '"api"')
            files.check(f"the code of {kind} for {name!r}", same, plain)


def application_of(text: str) -> str:
    """What a file calls its connections: a plain form of the service's name."""
    name: str = re.findall(r'application_name[^\n]*"([a-z0-9-]+)"', text)[-1]
    return name


def code_of(text: str) -> str:
    """What follows the comments at its beginning."""
    return text[text.index('\n"""') :]


def label_of(text: str) -> Any:
    """The name that the exporter has for its service."""
    line = next(line for line in text.splitlines(keepends=False) if line.startswith("SERVICE = "))
    values: dict[str, Any] = {}
    exec(line, values)
    return values["SERVICE"]


def what_is_no_pool(files: Files, kind: str) -> None:
    """A file without a number where the scenario has none."""
    for pool in ({"class": "NullPool"}, {"size": 0}, {"overflow": -1}):
        text = files.text(kind, a_service("api", pool))
        has_code = any(line and not line.startswith("#") for line in text.splitlines())
        is_sqlalchemy = kind in ("sqlalchemy", "sqlalchemy-async", "flask", "exporter")
        files.check(f"whether {kind} of {pool} has code", has_code, is_sqlalchemy and "class" not in pool)


async def behind_pooler(files: Files, postgres: Postgres, program: Path) -> None:
    """A pooler that refuses timeouts at connect, and loses prepared statements."""
    pooler = {"pool_mode": "transaction", "max_prepared_statements": 0}
    async with transaction_pooler(postgres, program) as port:
        for kind, attributes in ATTRIBUTES.items():
            with environment({"DATABASE_URL": f"postgresql://pool_trust@127.0.0.1:{port}/{DATABASE}"}):
                module = files.imported(kind, a_service("api", POOLS[0]) | {"pooler": pooler})
            # In a thread, since those of asyncio run a loop of their own.
            files.check(f"{kind} behind a pooler", await asyncio.to_thread(attributes, module), expected(kind, POOLS[0]) | {
                name: "0" for name in SHOWN if name != "application_name"
            })


if __name__ == "__main__":
    main()
