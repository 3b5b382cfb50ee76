"""Memory of the whole embedded stack at rest, and how long it takes to start."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from bench.result import Result
from stack.running import CHECKOUT

REST_SECONDS, PATIENCE_SECONDS = 6, 90
PAGES = (("localhost", "/es/"), ("localhost", "/sign-up/"), ("demo.localhost", "/sign-in/"))
PARTS = {  # by what the command line holds, the first that fits
    "supervisor": "-m stack run",
    "keeper of PostgreSQL": "keeper.py",
    "PostgreSQL": "postgres",
    "main website": "wsgi_main_website",
    "workspaces": "wsgi_tenants",
    "nginx": "nginx",
}


def run(_: Sequence[str] = ()) -> Result:
    """Start `make run`'s stack twice, ask both sites, rest, and add up every process."""
    with tempfile.TemporaryDirectory(prefix="newsbook-idle-") as scratch:
        var = Path(scratch) / "var"
        with running(var) as (supervisor, first_seconds):
            pass
        with running(var) as (supervisor, second_seconds):
            time.sleep(REST_SECONDS)
            used = dict.fromkeys(PARTS, (0, 0.0))
            for pid in family(supervisor):
                count, megabytes = used[part_of(pid)]
                used[part_of(pid)] = count + 1, megabytes + proportional_megabytes(pid)
    total = sum(megabytes for _, megabytes in used.values())
    rows = [("part", "processes", "MB"), *(_row(name, *found) for name, found in used.items())]
    rows.append(_row("all", sum(count for count, _ in used.values()), total))
    figures = {
        "idle_megabytes": total,
        "first_start_seconds": first_seconds,
        "second_start_seconds": second_seconds,
    }
    return Result("idle", figures=figures, table=rows)


def _row(name: str, count: int, megabytes: float) -> tuple[str, str, str]:
    return name, str(count), f"{megabytes:.1f}"


@contextmanager
def running(var: Path) -> Iterator[tuple[int, float]]:
    """Run the stack; yield its supervisor's number and the seconds until both sites answered."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "stack", "run", "--port", str(port)],
        cwd=CHECKOUT,
        env={**os.environ, "VAR_FOLDER": str(var)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        for line in process.stdout or []:
            if line.startswith("News Book runs at"):
                break
        seconds = time.monotonic() - began
        for page in PAGES * 4:
            ask(port, *page)
        yield process.pid, seconds
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE_SECONDS)


def ask(port: int, host: str, path: str) -> None:
    """Read a page as a visitor does, so that what a site loads late is loaded."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path, headers={"Host": f"{host}:{port}"})
        answer = connection.getresponse()
        assert answer.status == http.HTTPStatus.OK, (host, path, answer.status)
        answer.read()


def family(pid: int) -> Iterator[int]:
    """Yield a process and all that descend from it."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from family(int(child))


def part_of(pid: int) -> str:
    """Return which part of the stack a process is."""
    command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return next(name for name, mark in PARTS.items() if mark in command)


def proportional_megabytes(pid: int) -> float:
    """Return what a process occupies, shared pages divided among those who share them."""
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    return int(found[1]) / 1024 if found else 0.0
