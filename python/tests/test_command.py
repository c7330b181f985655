"""The command of the wheel behaves as the program does."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import GOLDEN

WHEEL = str(Path(sys.executable).with_name("poolwise"))
STABLE = next(path for path in GOLDEN if path.stem == "kubernetes-rolling")


def run(program: str, *arguments: str, **more: Any) -> "tuple[int, bytes, bytes]":
    done = subprocess.run([program, *arguments], capture_output=True, check=False, **more)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        ["plan", "--help"],
        ["plan", str(STABLE)],
        ["plan", str(STABLE), "--color", "always"],
        ["check", str(STABLE)],
        ["check", str(STABLE), "--format", "sarif"],
        ["write", "--list"],
        ["queue", "--servers", "12", "--load", "10", "--hold-ms", "50"],
        ["plan", "no-such-file.toml"],
        ["plan", "--pasword=hunter2"],
        ["plan", "postgresql://app:hunter2@db/app"],
        ["no-such-command"],
        [],
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_same_output_and_exit_code(arguments: "list[str]", poolwise_bin: str) -> None:
    expected = run(poolwise_bin, *arguments, stdin=subprocess.DEVNULL)
    assert run(WHEEL, *arguments, stdin=subprocess.DEVNULL) == expected
    assert b"hunter2" not in expected[1] + expected[2]
    if "--version" in arguments:
        module = run(sys.executable, "-m", "poolwise", *arguments, stdin=subprocess.DEVNULL)
        assert module == expected


def test_standard_input_is_read(poolwise_bin: str) -> None:
    text = STABLE.read_bytes()
    assert run(WHEEL, "plan", "--format", "json", input=text) == run(
        poolwise_bin, "plan", "--format", "json", input=text
    )


def test_a_reader_that_has_had_enough_is_no_failure() -> None:
    shell = f"{WHEEL} catalog | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "0" and done.stderr == ""


def test_an_interrupt_ends_it_at_once() -> None:
    arguments = [WHEEL, "simulate", str(STABLE), "--horizon", "20000", "--replications", "500"]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=5)
    assert (process.returncode, errors) == (-signal.SIGINT, b"")


def test_an_argument_that_is_no_text(poolwise_bin: str) -> None:
    odd = os.fsdecode(b"no-such-\xff.toml")
    assert run(WHEEL, "plan", odd) == run(poolwise_bin, "plan", odd)
