"""A PostgreSQL server of its own, in a temporary folder, for as long as it is needed."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg

import cpu

DATABASE = "postgres"
PASSWORD = "validation"  # Of a server that lives for one run and listens on the loopback only.
HBA = """\
local all all trust
host all pool_trust 127.0.0.1/32 trust
host all pool_scram 127.0.0.1/32 scram-sha-256
"""
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "16MB",
    "fsync": "off",
    "autovacuum": "off",
    "password_encryption": "scram-sha-256",
}
STARTS_WITHIN_S = 30.0
STOPS_WITHIN_S = 10.0


class Postgres:
    """The server, from `with` to its end. `programs` is the folder of initdb and postgres."""

    def __init__(self, programs: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="poolwise-"))
        self._programs = programs
        self._process: subprocess.Popen[bytes] | None = None
        self.as_user: dict[str, Any] = {}
        self.port = 0
        self.version = ""

    def __enter__(self) -> "Postgres":
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop()

    def address(self, auth: str) -> str:
        """What follows the scheme in an engine's URL."""
        return f"pool_{auth}:{PASSWORD}@127.0.0.1:{self.port}/{DATABASE}"

    def cpu_s(self) -> float | None:
        """The processor time of the server and of all its backends."""
        return cpu.of_tree(self._process.pid) if self._process else None

    def restart(self) -> None:
        """Stops the server and starts it with the settings that ALTER SYSTEM gave it, and those of no command line."""
        assert self._process
        self._process.send_signal(signal.SIGINT)
        self._process.wait(STOPS_WITHIN_S)
        self._run({})
        self._connect().close()

    def _start(self) -> None:
        if os.getuid() == 0:
            # PostgreSQL refuses to run as root.
            user = _unprivileged_user()
            self.as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        data = self.folder / "data"
        self._initdb("-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        (data / "pg_hba.conf").write_text(HBA)
        self.port = free_port()
        self._run(SETTINGS)
        with self._connect() as connection:
            for auth in ("trust", "scram"):
                connection.execute(f"CREATE ROLE pool_{auth} LOGIN PASSWORD '{PASSWORD}'".encode())
            self.version = connection.info.parameter_status("server_version") or ""

    def _run(self, settings: dict[str, str]) -> None:
        settings = settings | {"port": str(self.port), "unix_socket_directories": str(self.folder)}
        options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            # A group of its own: an interrupt from the keyboard must not stop it before the run is over.
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self.folder / "data", *options],
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                **self.as_user,
            )  # fmt: skip

    def _initdb(self, *arguments: str) -> None:
        command: list[str | Path] = [self._programs / "initdb", *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, **self.as_user)
        if done.returncode:
            raise RuntimeError(f"initdb failed: {done.stderr.strip()}")

    def _connect(self) -> psycopg.Connection[Any]:
        """Connects as superuser, as soon as the server takes connections."""
        assert self._process
        deadline = time.monotonic() + STARTS_WITHIN_S
        while True:
            try:
                return psycopg.connect(host=str(self.folder), port=self.port, user="postgres", dbname=DATABASE)
            except psycopg.OperationalError as error:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    log = (self.folder / "log").read_text(errors="replace")
                    raise RuntimeError(f"PostgreSQL does not start:\n{log}") from error
                time.sleep(0.05)

    def _stop(self) -> None:
        if self._process and self._process.poll() is None:
            # Fast shutdown: it disconnects who is left.
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(STOPS_WITHIN_S)
            except subprocess.TimeoutExpired:
                # Immediate shutdown, which ends the backends too, as a kill would not.
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _unprivileged_user() -> pwd.struct_passwd:
    names = {user.pw_name: user for user in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
