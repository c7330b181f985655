"""The files about a whole fleet, each read or run by what it is written for.

    python fleet_files.py --poolwise target/debug/poolwise --postgres-bin /usr/lib/postgresql/15/bin --pgbouncer pgbouncer
        --promtool promtool --prometheus prometheus --postgres-exporter prometheus-postgres-exporter

- compose and Kubernetes: PyYAML, and the types that docker compose and the Kubernetes API ask for
- PgBouncer: started with the file included, its SHOW CONFIG compared, a client through it
- Prometheus' alerts: promtool checks them, and runs them on series that must and must not make them fire
- Grafana's dashboard: each query on a Prometheus that scrapes a pool under load and postgres_exporter
- the runbook: every query is run
- PostgreSQL: run by psql, pg_settings and pg_roles compared after the reload, max_connections after a restart

The services have names that would break out of a comment, a quoted value or a shell.
"""

import argparse
import json
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
import yaml

import alerts
import dashboard
from postgres import DATABASE, Postgres, free_port

NASTY = ["api\n$(id)", "jobs: #{x} `id`", "\" '; DROP ROLE postgres; --", "%include /etc/passwd", "- {a: [b", "</script>\u2028x"]
STARTS_WITHIN_S = 10.0
SCENARIO: dict[str, Any] = {
    "database": {"max_connections": 200, "idle_in_transaction_timeout_ms": 0, "statement_timeout_ms": 0},
    "services": [
        {
            "name": name,
            "instances": 2,
            "surge": "25%",
            "pool": {"size": 3 + index, "overflow": 2, "timeout_s": 1.5},
            "deploy": {"unavailable": "25%", "start_s": 5, "drain_s": 20},
            "traffic": [{"rate_per_s": 20, "hold_ms": {"mean": 30}}],
        }
        for index, name in enumerate(NASTY)
    ],
}

# Its traffic needs more connections than the server has.
SHORT: dict[str, Any] = {
    "database": {"max_connections": 40},
    "targets": {"may_change": ["max_connections"]},
    "services": [
        {
            "name": "short",
            "instances": 10,
            "surge": 1,
            "workers": 4,
            "pool": {"size": 2, "overflow": 0},
            "traffic": [{"rate_per_s": 400, "hold_ms": {"mean": 100}}],
        }
    ],
}


class Files:
    """Writes files and counts what was found as it should be."""

    def __init__(self, poolwise: Path) -> None:
        self._poolwise = poolwise
        self.checked = 0

    def write(self, folder: Path, scenario: dict[str, Any], *options: str) -> list[dict[str, Any]]:
        """All kinds of files, in a folder, and their index."""
        command = [self._poolwise, "write", "-", "--to", "all", "--dir", folder, *options]
        done = subprocess.run(command, input=json.dumps(scenario), capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"not written: {done.stderr}")
        index: list[dict[str, Any]] = json.loads((folder / "index.json").read_text())
        return index

    def check(self, found: object, expected: object, what: str) -> None:
        if found != expected:
            raise SystemExit(f"{what}: {found!r} instead of {expected!r}")
        self.checked += 1


def main() -> None:
    """Writes the files, and has each of them read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("poolwise", "postgres-bin", "pgbouncer", "promtool", "prometheus", "postgres-exporter"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    arguments = parser.parse_args()
    files = Files(arguments.poolwise)
    with tempfile.TemporaryDirectory(prefix="poolwise-") as name, Postgres(arguments.postgres_bin) as postgres:
        folder = Path(name)
        index = files.write(folder, SCENARIO, "--current")
        kinds = {row["kind"] for row in index}
        files.check({row["service"] for row in index if row["kind"] == "env"}, set(NASTY), "services of .env files")
        files.check(all((folder / row["file"]).is_file() for row in index), True, "every file of the index is there")
        files.check({"compose", "kubernetes", "pgbouncer", "postgresql"} <= kinds, True, "kinds")
        compose(files, folder)
        kubernetes(files, folder, index)
        for script in folder.glob("*.env"):
            files.check(subprocess.run(["sh", "-n", script], check=False).returncode, 0, f"{script.name} in a shell")
        pgbouncer(files, folder, postgres, arguments.pgbouncer)
        advised = folder / "advised"
        files.write(advised, SCENARIO)
        postgresql(files, advised, postgres, arguments.postgres_bin)
        runbook(files, advised, postgres, arguments.postgres_bin)
        alerts.check(files, folder, NASTY[1], arguments.promtool)
        programs = dashboard.Programs(arguments.prometheus, arguments.postgres_exporter)
        dashboard.check(files, NASTY[1], postgres, programs)
        more_connections(files, folder / "short", postgres, arguments.postgres_bin)
    print(f"{files.checked} facts of files are as they should be")


def sizes() -> list[str]:
    return [str(service["pool"]["size"]) for service in SCENARIO["services"]]


def compose(files: Files, folder: Path) -> None:
    """Names as docker compose takes them, values as text, replicas as numbers."""
    document = yaml.safe_load((folder / "poolwise-compose.override.yaml").read_text())
    files.check(set(document), {"services"}, "keys of the compose file")
    services = document["services"]
    plain = all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for name in services)
    files.check((plain, len(services)), (True, len(NASTY)), "names of compose services")
    environments = [service["environment"] for service in services.values()]
    files.check([one["DB_POOL_SIZE"] for one in environments], sizes(), "sizes in the compose file")
    files.check({type(value) for one in environments for value in one.values()}, {str}, "types in the compose file")
    files.check([service["deploy"]["replicas"] for service in services.values()], [2] * len(NASTY), "replicas")


def kubernetes(files: Files, folder: Path, index: list[dict[str, Any]]) -> None:
    """A ConfigMap of texts, and a Deployment's patch that uses it."""
    found = []
    for row in index:
        if row["kind"] != "kubernetes":
            continue
        configuration, patch = yaml.safe_load_all((folder / row["file"]).read_text())
        files.check((configuration["apiVersion"], configuration["kind"]), ("v1", "ConfigMap"), row["file"])
        files.check((patch["apiVersion"], patch["kind"]), ("apps/v1", "Deployment"), row["file"])
        files.check({type(value) for value in configuration["data"].values()}, {str}, f"types in {row['file']}")
        found.append(configuration["data"]["DB_POOL_SIZE"])
        spec = patch["spec"]
        rollout = spec["strategy"]["rollingUpdate"]
        files.check((rollout["maxSurge"], rollout["maxUnavailable"]), ("25%", "25%"), "rollout")
        pod = spec["template"]["spec"]
        files.check(pod["terminationGracePeriodSeconds"], 20, "grace period")
        used = pod["containers"][0]["envFrom"][0]["configMapRef"]["name"]
        files.check(used, configuration["metadata"]["name"], "the ConfigMap that is used")
    files.check(found, sizes(), "sizes in ConfigMaps")


def pgbouncer(files: Files, folder: Path, postgres: Postgres, program: Path) -> None:
    """PgBouncer starts with the file, has its settings, and serves a client."""
    port = free_port()
    (postgres.folder / "users").write_text('"pool_trust" ""\n')
    included = postgres.folder / "included.ini"
    included.write_text((folder / "poolwise-pgbouncer.ini").read_text())
    (postgres.folder / "files.ini").write_text(
        f"[databases]\n{DATABASE} = host=127.0.0.1 port={postgres.port}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = trust\n"
        f"auth_file = {postgres.folder}/users\nadmin_users = pool_trust\n%include {included}\n"
    )
    written = dict(
        line.split(" = ") for line in included.read_text().splitlines() if line and not line.startswith((";", "["))
    )
    with (postgres.folder / "files.log").open("wb") as log:
        process = subprocess.Popen([program, "-q", postgres.folder / "files.ini"], stdout=log, stderr=log, **postgres.as_user)
    try:
        until = time.monotonic() + STARTS_WITHIN_S
        while True:
            try:
                client = psycopg.connect(host="127.0.0.1", port=port, user="pool_trust", dbname=DATABASE, autocommit=True)
                break
            except psycopg.OperationalError as error:
                if time.monotonic() > until or process.poll() is not None:
                    raise SystemExit(f"{error}\n{(postgres.folder / 'files.log').read_text()}") from None
                time.sleep(0.05)
        with client:
            one = client.execute("SELECT 1").fetchone()
        files.check(one, (1,), "a query through PgBouncer")
        console = psycopg.connect(
            host="127.0.0.1", port=port, user="pool_trust", dbname="pgbouncer", autocommit=True,
            cursor_factory=psycopg.ClientCursor,
        )  # fmt: skip
        shown = {row[0]: row[1] for row in console.execute("SHOW CONFIG").fetchall()}
        console.close()
        files.check({name: shown.get(name) for name in written}, written, "SHOW CONFIG")
        files.check(len(written) >= 6, True, "settings of PgBouncer")
    finally:
        process.terminate()
        process.wait()


def postgresql(files: Files, folder: Path, postgres: Postgres, programs: Path) -> None:
    """psql runs the file, and the server has its settings."""
    script = folder / "poolwise-postgresql.sql"
    roles = [line.split("'")[1] for line in script.read_text().splitlines() if line.startswith("\\set ")]
    files.check(len(set(roles)), len(NASTY), "a role per service")
    with psycopg.connect(
        host=str(postgres.folder), port=postgres.port, user="postgres", dbname=DATABASE, autocommit=True
    ) as connection:
        for role in roles:
            connection.execute(f'CREATE ROLE "{role}" LOGIN'.encode())
        command = [programs / "psql", "-X", "-v", "ON_ERROR_STOP=1", "-h", str(postgres.folder), "-p", str(postgres.port)]
        done = subprocess.run(
            [*command, "-U", "postgres", "-d", DATABASE, "-f", script], capture_output=True, text=True, check=False
        )
        files.check((done.returncode, done.stderr), (0, ""), "psql")
        settings = dict(re.findall(r"^ALTER SYSTEM SET (\w+) = (\d+);", script.read_text(), re.MULTILINE))
        files.check("idle_in_transaction_session_timeout" in settings, True, "a setting of the server")
        until = time.monotonic() + STARTS_WITHIN_S
        while of_server(connection, settings) != settings and time.monotonic() < until:
            time.sleep(0.05)
        files.check(of_server(connection, settings), settings, "the server's settings after the reload")
        rows = connection.execute(
            "SELECT rolname, rolconnlimit, rolconfig FROM pg_roles WHERE rolname = ANY(%s)", [roles]
        ).fetchall()
        found = {name: (limit, config) for name, limit, config in rows}
        limits = [int(limit) for limit in re.findall(r"CONNECTION LIMIT (\d+);", script.read_text())]
        timeouts = re.findall(r"SET (statement_timeout) = (\d+);\n", script.read_text().partition("-- A role")[2])
        expected = {
            role: (limit, [f"{name}={ms}"]) for role, limit, (name, ms) in zip(roles, limits, timeouts, strict=True)
        }
        files.check(found, expected, "limits and timeouts of roles")


def of_server(connection: psycopg.Connection[Any], settings: dict[str, str]) -> dict[str, str]:
    rows = connection.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(settings)])
    return dict(rows.fetchall())


def more_connections(files: Files, folder: Path, postgres: Postgres, programs: Path) -> None:
    """The server takes more connections after the restart that the file asks for, and not before."""
    files.write(folder, SHORT)
    script = folder / "poolwise-postgresql.sql"
    settings = dict(re.findall(r"^ALTER SYSTEM SET (\w+) = (\d+);", script.read_text(), re.MULTILINE))
    files.check(list(settings), ["max_connections"], "what the advice sets")
    files.check("apply after a restart" in script.read_text(), True, "the file names the restart")
    postgres.restart()

    def connect() -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(postgres.folder), port=postgres.port, user="postgres", dbname=DATABASE, autocommit=True
        )

    with connect() as connection:
        connection.execute('CREATE ROLE "short" LOGIN')
        before = of_server(connection, settings)
        command = [programs / "psql", "-X", "-v", "ON_ERROR_STOP=1", "-h", str(postgres.folder), "-p", str(postgres.port)]
        subprocess.run([*command, "-U", "postgres", "-d", DATABASE, "-f", script], capture_output=True, check=True)
        files.check(of_server(connection, settings), before, "max_connections before the restart")
        files.check(before != settings, True, "another max_connections")
    postgres.restart()
    with connect() as connection:
        files.check(of_server(connection, settings), settings, "max_connections after the restart")


def runbook(files: Files, folder: Path, postgres: Postgres, programs: Path) -> None:
    """psql runs every query of the runbook, and no name breaks its table."""
    text = (folder / "poolwise-runbook.md").read_text()
    queries = [block.split("\n```")[0] for block in text.split("```sql\n")[1:]]
    files.check(len(queries) >= 6, True, "queries of the runbook")
    command = [programs / "psql", "-X", "-v", "ON_ERROR_STOP=1", "-h", str(postgres.folder), "-p", str(postgres.port)]
    for query in queries:
        done = subprocess.run(
            [*command, "-U", "postgres", "-d", DATABASE, "-f", "-"], input=query, capture_output=True, text=True, check=False
        )
        files.check((done.returncode, done.stderr), (0, ""), f"psql runs {query}")
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    files.check([row.count("|") for row in rows], [5] * len(NASTY), "rows of the runbook's table")


if __name__ == "__main__":
    os.environ.pop("PGOPTIONS", None)
    main()
