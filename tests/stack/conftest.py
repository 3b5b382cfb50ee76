"""Runs the stack as people do, from outside, and looks for what it leaves behind."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil
import pytest

from stack.running import answers
from tests.free_ports import free_port
from tests.prepared import first_start

CHECKOUT = Path(__file__).resolve().parents[2]
START_SECONDS = 90


def processes_of(var: Path) -> list[psutil.Process]:
    """Find every process that works in `var`, names it or was started for it."""
    return [process for process in psutil.process_iter() if _belongs(process, str(var))]


def _belongs(process: psutil.Process, var: str) -> bool:
    if process.pid == os.getpid():
        return False
    try:
        with process.oneshot():
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            traces = [*process.cmdline(), process.cwd(), process.environ().get("VAR_FOLDER", "")]
    except psutil.Error:
        return False
    return any(trace == var or f"{var}/" in trace for trace in traces)


def nothing_left(var: Path, seconds: float = 15) -> bool:
    until = time.monotonic() + seconds
    while processes_of(var) and time.monotonic() < until:
        time.sleep(0.1)
    return not processes_of(var)


@dataclass
class Run:
    """One `python -m stack run` or `make run`, seen from outside."""

    process: "subprocess.Popen[bytes]"
    var: Path
    port: int
    written: IO[bytes]

    @property
    def said(self) -> str:
        self.written.seek(0)
        return self.written.read().decode()

    def await_start(self) -> "Run":
        until = time.monotonic() + START_SECONDS
        while "News Book runs at" not in self.said:
            if self.process.poll() is not None or time.monotonic() > until:
                pytest.fail(f"it does not start: {self.said}")
            time.sleep(0.05)
        return self

    def ends(self, seconds: float = 30) -> int:
        return self.process.wait(seconds)

    def asks_to_stop(self, word: signal.Signals) -> int:
        self.process.send_signal(word)
        return self.ends()

    @property
    def is_healthy(self) -> bool:
        return all(answers(self.port, host) for host in ("localhost", "acme.localhost"))

    def part(self, mark: str) -> psutil.Process:
        """Return the oldest process of the stack whose command line holds `mark`."""
        found = [p for p in processes_of(self.var) if mark in " ".join(p.cmdline())]
        if mark != "keeper.py":
            found = [p for p in found if "keeper.py" not in " ".join(p.cmdline())]
        return min(found, key=lambda process: (process.create_time(), process.pid))


class Starter:
    """Starts the stack in one of the ways that people do."""

    def __init__(self) -> None:
        self.runs: list[Run] = []

    def __call__(
        self, var: Path, port: int | None = None, before: tuple[str, ...] = (), **more: str
    ) -> Run:
        port = port or free_port()
        command = [sys.executable, "-m", "stack", "run", "--no-demo", "--port", str(port)]
        return self.command([*before, *command], CHECKOUT, var, port, VAR_FOLDER=str(var), **more)

    def make(self, checkout: Path, port: int, **more: str) -> Run:
        command = ["make", "run", f"PORT={port}"]
        return self.command(command, checkout, checkout / "var", port, **more)

    def command(self, command: list[str], cwd: Path, var: Path, port: int, **more: str) -> Run:
        written = tempfile.TemporaryFile()  # noqa: SIM115  # closed in clear_away
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**clean_environment(), **more},
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.runs.append(Run(process, var, port, written))
        return self.runs[-1]

    def clear_away(self) -> None:
        for run in self.runs:
            for process in processes_of(run.var):
                with suppress(psutil.NoSuchProcess):  # ended meanwhile
                    process.kill()
            run.process.kill()
            run.process.wait()
            run.written.close()


@pytest.fixture
def start() -> Iterator[Starter]:
    """Start the stack; what a test leaves running is killed after it."""
    starter = Starter()
    yield starter
    starter.clear_away()


def clean_environment() -> dict[str, str]:
    """Return the environment without what this test run has set for itself."""
    ours = {"VAR_FOLDER", "PUBLIC_URL", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY"}
    return {name: value for name, value in os.environ.items() if name not in ours}


@pytest.fixture(scope="session")
def prepared_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A var folder that has seen its first start; each test starts it again."""
    var = tmp_path_factory.mktemp("stack") / "a var with spaces"
    first_start(var)
    return var


def copy_checkout(target: Path) -> None:
    """Copy what belongs to the project, as it lies here now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        check=False,
        capture_output=True,
        text=True,
    )
    left_out = shutil.ignore_patterns("var", ".venv", ".git", "__pycache__", ".*_cache")
    if listed.returncode:
        shutil.copytree(CHECKOUT, target, ignore=left_out, dirs_exist_ok=True)
        return
    for name in filter(None, listed.stdout.split("\0")):
        if (CHECKOUT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, target / name)
