"""`python -m poolwise.monitor` against services that answer what services answer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

STATUS = {"service": "api", "checked_out": 12, "checked_in": 1, "capacity": 15, "waiting": 3, "timeouts": 2}
METRICS = """# TYPE db_pool_size gauge
db_pool_size{pool="main",service="api",pid="7"} 5.0
db_pool_max_overflow{pool="main",service="api",pid="7"} 10.0
db_pool_checked_out{pool="main",service="api",pid="7"} 15.0
db_pool_checked_in{pool="main",service="api",pid="7"} 0.0
db_pool_size{pool="main",service="api",pid="8"} 5.0
db_pool_max_overflow{pool="main",service="api",pid="8"} 10.0
db_pool_checked_out{pool="main",service="api",pid="8"} 3.0
db_pool_timeouts_total{pool="main",service="api"} 4.0
process_cpu_seconds_total 3
"""


@contextmanager
def service(answers: dict[str, Any]) -> Iterator[str]:
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers.get("Authorization") or "")
            answer = answers.get(self.path, (404, "nothing"))
            # A list is answered in order.
            code, body = answer.pop(0) if isinstance(answer, list) else answer
            self.send_response(code)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://app:hunter2@127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
    assert all(one == "Basic YXBwOmh1bnRlcjI=" for one in seen)


def monitor(*arguments: str) -> "tuple[int, str, str]":
    command = [sys.executable, "-m", "poolwise.monitor", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "hunter2" not in done.stdout + done.stderr
    return done.returncode, done.stdout, done.stderr


def test_status_is_a_table_and_an_exit_code() -> None:
    status = {**STATUS, "warnings": ["12 of 15 in use"], "recommendations": ["set size 8"]}
    with service({"/debug/pool-status": (200, json.dumps(status))}) as url:
        code, output, _ = monitor(url, "--warn", "75", "--advise")
        assert code == 1
        head, row, *rest = output.splitlines()
        assert head.split() == ["pool", "in", "use", "idle", "capacity", "used", "waiting", "timeouts", "status"]
        assert row.split() == ["api", "12", "1", "15", "80", "%", "3", "2", "high"]
        assert rest == ["! 12 of 15 in use", "> set size 8"]
        code, output, _ = monitor(url, "--warn", "90")
        assert code == 0 and "set size 8" not in output and output.splitlines()[1].endswith("fine")
        assert "\x1b" not in output


def test_metrics_have_a_row_per_process_and_the_engines_advice() -> None:
    with service({"/metrics": (200, METRICS)}) as url:
        code, output, _ = monitor(url, "--advise")
        assert code == 1
        rows = [line.split() for line in output.splitlines()[1:3]]
        assert rows[0] == ["api", "main", "7", "15", "0", "15", "100", "%", "–", "4", "exhausted"]
        assert rows[1][:4] == ["api", "main", "8", "3"] and rows[1][-1] == "fine"
        assert "connections of a pool were checked out" in output
        assert all(len(line) <= 80 for line in output.splitlines())


def test_advice_knows_the_traffic_between_two_readings() -> None:
    def counted(seconds: int) -> str:
        counters = {
            "db_pool_checkout_seconds_count": 100 * seconds,
            "db_pool_hold_seconds_count": 100 * seconds,
            "db_pool_hold_seconds_sum": 20 * seconds,
        }
        series = [f'{name}{{pool="main",service="api"}} {value}\n' for name, value in counters.items()]
        return METRICS + "".join(series)

    with service({"/metrics": (200, METRICS)}) as url:
        assert "Give the requests per second" in monitor(url, "--advise")[1].replace("\n  ", " ")
    with service({"/metrics": [(200, counted(1)), (200, counted(3))]}) as url:
        _, output, _ = monitor(f"{url}/metrics", "--advise")
    # 100 requests per second × 0.2 s are 20 busy connections in two processes.
    output = output.replace("\n  ", " ")
    assert "Give the requests per second" not in output and "needs only 10 of 15 connections" in output, output


def test_an_unavailable_service_is_shown() -> None:
    body = json.dumps({**STATUS, "checked_out": 15, "http_status": 503})
    with service({"/debug/pool-status": (503, body)}) as url:
        code, output, _ = monitor(f"{url}/debug/pool-status")
        assert (code, output.splitlines()[1].split()[-1]) == (1, "unavailable")


@pytest.mark.parametrize("answer", [(200, "hello"), (500, "{}"), (200, "{"), (200, '{"checked_out": "x"}')])
def test_what_cannot_be_read_is_an_error_without_credentials(answer: Any) -> None:
    with service({"/metrics": answer, "/debug/pool-status": answer}) as url:
        code, output, errors = monitor(url)
    assert (code, output) == (2, "") and errors.startswith("error: http://127.0.0.1:")
    code, _, errors = monitor("http://app:hunter2@127.0.0.1:1/metrics?token=hunter2")
    assert code == 2 and "http://127.0.0.1:1/metrics cannot be reached" in errors
    assert monitor("postgresql://app:hunter2@db/app")[0] == 2
    assert monitor("http://127.0.0.1:x/")[0] == 2


def test_continuous_ends_with_an_interrupt() -> None:
    with service({"/metrics": (200, METRICS)}) as url:
        command = [sys.executable, "-m", "poolwise.monitor", url, "--continuous", "--interval", "0.1"]
        # A shell's background jobs ignore interrupts, and what they start inherits that.
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=10)
    assert output.count("capacity") > 1 and (process.returncode, errors) == (1, "")


def test_a_terminal_gets_colors_unless_no_color_is_set() -> None:
    def in_terminal(environment: dict[str, str]) -> str:
        import pty

        with service({"/metrics": (200, METRICS)}) as url:
            main, other = pty.openpty()
            command = [sys.executable, "-m", "poolwise.monitor", url]
            environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120", **environment}
            subprocess.run(command, stdout=other, env=environment, check=False)
            os.close(other)
            text = b""
            while chunk := _read(main):
                text += chunk
            os.close(main)
            return text.decode()

    assert "\x1b[" in in_terminal({}) and "\x1b[" not in in_terminal({"NO_COLOR": "1"})


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:
        return b""
