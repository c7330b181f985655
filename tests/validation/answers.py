"""What real servers and a real pool print is understood, and what Poolwise offers to run, runs.

    python answers.py --poolwise target/debug/poolwise --postgres-bin /usr/lib/postgresql/15/bin --pgbouncer pgbouncer

Every answer goes through `poolwise read --format json`, as a user would paste it.
"""

import argparse
import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy

from postgres import DATABASE, Postgres, free_port

FORMATS = {
    "aligned": [],
    "unaligned, values alone": ["-At"],
    "unaligned": ["-A"],
    "expanded": ["-x"],
    "CSV": ["--csv"],
    "tab": ["-A", "-F", "\t"],
    "with borders": ["-P", "border=2"],
    "in Unicode": ["-P", "linestyle=unicode"],
}
"""psql's options by the name of what it prints then."""

TROUBLES = [
    "QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00\n",
    "FATAL:  sorry, too many clients already\n",
    'FATAL:  too many connections for role "app"\n',
    "FATAL:  terminating connection due to idle-in-transaction timeout\n",
    "psycopg.OperationalError: server closed the connection unexpectedly\n",
    "psycopg.OperationalError: query_wait_timeout\n",
    "a = create_engine(url, pool_size=5)\nb = create_engine(other, pool_size=5)\n",
]
"""Texts whose diagnoses together offer every command there is."""

STARTS_WITHIN_S = 10.0


class Asker:
    """Asks the servers, and Poolwise what it makes of the answers."""

    def __init__(self, poolwise: Path, programs: Path, postgres: Postgres) -> None:
        self._poolwise = poolwise
        self._psql = programs / "psql"
        self._postgres = postgres
        self.checked = 0

    def psql(self, query: str, *options: str, port: int | None = None, database: str = DATABASE) -> str:
        command = [self._psql, "-X", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "pool_trust", *options]
        command += ["-p", str(port or self._postgres.port), "-d", database, "-c", query]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or done.stderr.strip():
            raise SystemExit(f"psql refuses:\n{query}\n{done.stderr}")
        return done.stdout

    def run(self, *arguments: str, text: str = "") -> str:
        command = [self._poolwise, *arguments]
        return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout

    def read(self, text: str) -> dict[str, Any]:
        reading: dict[str, Any] = json.loads(self.run("read", "--format", "json", text=text))
        return reading

    def check(self, name: str, text: str, settings: dict[str, Any], observed: dict[str, Any]) -> None:
        """The settings and the observations are among what is read in a text."""
        reading = self.read(text)
        found = {setting["field"]: setting["value"] for setting in reading["settings"]}
        seen = [(one["name"] + (f" of {one['of']}" if "of" in one else ""), one["value"]) for one in reading["observations"]]
        for field, value in settings.items():
            if found.get(field) != value:
                raise SystemExit(f"{name}: {field} is {found.get(field)}, not {value}, in:\n{text}\n{reading}")
        for what, value in observed.items():
            if (what, value) not in seen:
                raise SystemExit(f"{name}: no {what} of {value} in {seen} of:\n{text}")
        self.checked += 1


def main() -> None:
    """Starts the servers, asks them, and holds what is read to what is the case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("poolwise", "postgres-bin", "pgbouncer"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    arguments = parser.parse_args()
    with Postgres(arguments.postgres_bin) as postgres:
        asker = Asker(arguments.poolwise, arguments.postgres_bin, postgres)
        ask_postgres(asker, postgres)
        run_commands(asker, postgres)
        ask_pool(asker, postgres)
        ask_pgbouncer(asker, postgres, arguments.pgbouncer)
    print(f"{asker.checked} answers understood")


def connect(postgres: Postgres, application: str, user: str = "pool_trust") -> psycopg.Connection[Any]:
    """A client that stays."""
    return psycopg.connect(
        host="127.0.0.1", port=postgres.port, user=user, dbname=DATABASE, application_name=application, autocommit=True
    )


def ask_postgres(asker: Asker, postgres: Postgres) -> None:
    """The query of `poolwise query`, and what people ask by themselves, in every format."""
    clients = [connect(postgres, "web") for _ in range(3)]
    clients[0].execute("BEGIN")
    query = asker.run("query")
    limits = {"database.max_connections": 200, "database.superuser_reserved": 3}
    for name, options in FORMATS.items():
        counts = {"idle": 2, "idle_in_transaction": 1, "connections_total": 3, "connections_of of web": 3}
        asker.check(f"poolwise query, {name}", asker.psql(query, *options), limits, counts)
        if "-At" not in options:
            # A value alone does not tell what it is of.
            shown = asker.psql("SHOW max_connections", *options)
            asker.check(f"SHOW, {name}", shown, {"database.max_connections": 200}, {})
            by_state = "SELECT state, count(*) FROM pg_stat_activity WHERE application_name = 'web' GROUP BY state"
            asker.check(f"states, {name}", asker.psql(by_state, *options), {}, {"idle": 2, "idle_in_transaction": 1})
            settings = "SELECT name, setting, unit FROM pg_settings WHERE name ~ 'connections|timeout'"
            disabled = {"idle_in_transaction_session_timeout": "disabled", "statement_timeout": "disabled"}
            asker.check(f"pg_settings, {name}", asker.psql(settings, *options), limits, disabled)
    everything = asker.psql("SELECT json_agg(s) FROM (SELECT name, setting, unit FROM pg_settings) s", "-At")
    asker.check("pg_settings, JSON", everything, limits, {})
    asker.check("SHOW ALL", asker.psql("SHOW ALL"), limits, {})
    for client in clients:
        client.close()


def run_commands(asker: Asker, postgres: Postgres) -> None:
    """Every query that a diagnosis offers is one that PostgreSQL answers, and so is every statement that helps at once."""
    diagnoses = [one for text in TROUBLES for one in asker.read(text)["diagnoses"]]
    queries = {command["run"] for one in diagnoses for command in one["commands"] if command["run_in"] == "psql"}
    reliefs = [one["relief"]["commands"] for one in diagnoses if one["relief"]]
    statements = {command["run"] for commands in reliefs for command in commands} - queries
    if len(queries) < 6 or len(statements) < 2:
        raise SystemExit(f"only {len(queries)} queries and {len(statements)} statements are offered")
    for query in queries:
        asker.psql(query)
        asker.checked += 1
    for statement in statements:
        # There is a role of the name that stands in place of the user's, but no session of the pid.
        quiet = f"SET client_min_messages = error; BEGIN; CREATE ROLE name; {statement} ROLLBACK;"
        asker.psql(quiet, "-h", str(postgres.folder), "-U", "postgres")
        asker.checked += 1


def ask_pool(asker: Asker, postgres: Postgres) -> None:
    """A real pool's own words, and its error."""
    url = f"postgresql+psycopg://{postgres.address('trust')}"
    engine = sqlalchemy.create_engine(url, pool_size=2, max_overflow=1, pool_timeout=0.1)
    held = [engine.connect() for _ in range(3)]
    busy = {"checked_out": 3, "checked_in": 0, "overflow_open": 1}
    asker.check("pool.status()", engine.pool.status(), {"services[0].pool.size": 2}, busy)
    try:
        engine.connect()
    except sqlalchemy.exc.TimeoutError as error:
        of_error = {"services[0].pool.size": 2, "services[0].pool.overflow": 1, "services[0].pool.timeout_s": 0.1}
        asker.check("the pool's error", f"{type(error).__name__}: {error}", of_error, {})
    else:
        raise SystemExit("a pool of 2 + 1 gave a fourth connection")
    for connection in held:
        connection.close()
    engine.dispose()


def ask_pgbouncer(asker: Asker, postgres: Postgres, program: Path) -> None:
    """PgBouncer's console."""
    port = free_port()
    folder = postgres.folder
    (folder / "users").write_text('"pool_trust" ""\n')
    (folder / "pgbouncer.ini").write_text(
        f"[databases]\n{DATABASE} = host=127.0.0.1 port={postgres.port}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = trust\n"
        f"auth_file = {folder}/users\nadmin_users = pool_trust\npool_mode = transaction\n"
        "max_client_conn = 123\ndefault_pool_size = 7\n"
    )
    as_user = postgres.as_user
    with (folder / "pgbouncer.log").open("wb") as log:
        process = subprocess.Popen([program, "-q", folder / "pgbouncer.ini"], stdout=log, stderr=log, **as_user)
    try:
        until = time.monotonic() + STARTS_WITHIN_S
        while True:
            try:
                client = psycopg.connect(host="127.0.0.1", port=port, user="pool_trust", dbname=DATABASE, autocommit=True)
                break
            except psycopg.OperationalError:
                if time.monotonic() > until or process.poll() is not None:
                    raise SystemExit((folder / "pgbouncer.log").read_text()) from None
                time.sleep(0.05)
        client.execute("SELECT 1")
        for name, options in FORMATS.items():
            if "-At" in options:
                continue
            shown = asker.psql("SHOW CONFIG", *options, port=port, database="pgbouncer")
            limits = {"pgbouncer_max_client_conn": 123, "pgbouncer_default_pool_size": 7, "pgbouncer_pool_mode": "transaction"}
            asker.check(f"SHOW CONFIG, {name}", shown, {}, limits)
            pools = asker.psql("SHOW POOLS", *options, port=port, database="pgbouncer")
            of_pair = f" of pool_trust@{DATABASE}"
            asker.check(f"SHOW POOLS, {name}", pools, {}, {f"pgbouncer_clients_waiting{of_pair}": 0})
        asker.check("pgbouncer.ini", (folder / "pgbouncer.ini").read_text(), {}, {"pgbouncer_max_client_conn": 123})
        client.close()
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    os.environ.pop("PGOPTIONS", None)
    main()
