"""Requests per second of one page of five queries: plain Django, the engine, django-tenants.

Each is a gunicorn of one worker in front of the same PostgreSQL; they take turns in short rounds.
"""

import json
import os
import select
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from itertools import cycle, permutations
from pathlib import Path

from bench.result import Result
from stack import folders, postgres, processes

FOUNDATIONS = ("plain", "workspace", "django_tenants")
SITE = "bench.requests_site"
SECONDS, STARTS, CYCLES, CONNECTIONS = 0.2, 3, 14, 2


@dataclass
class Server:
    """One gunicorn and a request for the page of each tenant."""

    port: int
    worker: int
    requests: list[bytes]
    lengths: list[int]


@dataclass
class Rounds:
    """What the rounds of one foundation gave."""

    rates: list[float] = field(default_factory=list)
    microseconds: list[float] = field(default_factory=list)


def run(_: Sequence[str] = ()) -> Result:
    """Measure the three in alternating short rounds and compare neighbours."""
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as running:
        var = folders.open_var(Path(scratch) / "var")
        running.enter_context(postgres.hold(var, fsync=False))
        preparing = {name: _start_preparing(name, var) for name in FOUNDATIONS}
        sessions = {name: _sessions(process) for name, process in preparing.items()}
        taken = {name: Rounds() for name in FOUNDATIONS}
        for _start in range(STARTS):  # how a process lies in memory is worth some percent
            with ExitStack() as serving_all:
                servers = {
                    name: serving_all.enter_context(serving(name, var, sessions[name]))
                    for name in FOUNDATIONS
                }
                _take_turns(servers, taken)
    return _result(taken)


def _take_turns(servers: dict[str, Server], taken: dict[str, Rounds]) -> None:
    for server in servers.values():
        _round(server, Rounds())  # warms up
    orders = cycle(permutations(FOUNDATIONS))  # each has every place, so that drift hits all
    for _number in range(CYCLES):
        for name in next(orders):
            _round(servers[name], taken[name])


def _result(taken: dict[str, Rounds]) -> Result:
    plain = taken["plain"]
    ratios: dict[str, float] = {}
    figures = {"rounds": float(len(plain.rates))}
    rows = [("five queries on", "requests/s", "of plain", "worker µs", "of plain")]
    for name, rounds in taken.items():
        # of rounds that follow one another, so that what else the machine does hits both
        rate = statistics.median(map(_ratio, rounds.rates, plain.rates))
        cost = statistics.median(map(_ratio, plain.microseconds, rounds.microseconds))
        figures[f"{name}_per_second"] = statistics.mean(rounds.rates)
        figures[f"{name}_worker_microseconds"] = statistics.median(rounds.microseconds)
        if rounds is not plain:
            ratios[f"{name}_vs_plain"] = rate
            ratios[f"{name}_vs_plain_by_worker_time"] = cost
        counted = f"{figures[f'{name}_per_second']:,.0f}"
        spent = f"{figures[f'{name}_worker_microseconds']:,.0f}"
        rows.append((name.replace("_", "-"), counted, f"{rate:.3f}", spent, f"{cost:.3f}"))
    return Result("requests", ratios, figures, rows)


def _ratio(one: float, other: float) -> float:
    return one / other


def _environment(foundation: str, var: Path) -> dict[str, str]:
    database = {**postgres.connection_settings(var), "NAME": f"requests_{foundation}"}
    return {
        **os.environ,
        "FOUNDATION": foundation,
        "DATABASE": json.dumps(database),
        "SECRET_KEY": f"only for this bench and its five queries, {foundation}",
    }


def _start_preparing(foundation: str, var: Path) -> "subprocess.Popen[bytes]":
    address = postgres.connection_settings(var)
    create = [
        *(str(postgres.binaries() / "createdb"), "-h", address["HOST"], "-p", address["PORT"]),
        *("-U", address["USER"], f"requests_{foundation}"),
    ]
    subprocess.run(create, check=True)
    command = [sys.executable, "-m", f"{SITE}.prepare"]
    return subprocess.Popen(command, env=_environment(foundation, var), stdout=subprocess.PIPE)


def _sessions(preparing: "subprocess.Popen[bytes]") -> dict[str, str]:
    said, _ = preparing.communicate()
    assert preparing.returncode == 0
    sessions: dict[str, str] = json.loads(said)
    return sessions


@contextmanager
def serving(foundation: str, var: Path, sessions: dict[str, str]) -> Iterator[Server]:
    """Run gunicorn on one foundation; yield it with a request for the page of each tenant."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "-w", "1"),
        *("-k", "gthread", "--threads", "1", "--keep-alive", "60", "--no-control-socket"),
        f"{SITE}.wsgi",
    ]
    log = var / "logs" / f"{foundation}.log"
    env = _environment(foundation, var)
    child = processes.start(foundation, command, log=log, env=env, cwd=Path.cwd())
    try:
        requests = [
            f"GET / HTTP/1.1\r\nHost: {host}\r\nCookie: sessionid={key}\r\n\r\n".encode()
            for host, key in sessions.items()
        ]
        _await_port(port)
        lengths = [_answer_length(port, *pair) for pair in zip(requests, sessions, strict=True)]
        children = Path(f"/proc/{child.process.pid}/task/{child.process.pid}/children")
        yield Server(port, int(children.read_text().split()[0]), requests, lengths)
    finally:
        processes.stop(child)


def _await_port(port: int) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def _answer_length(port: int, request: bytes, host: str) -> int:
    """Ask once, see that the page is this tenant's own, and return how long the answer is."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        received = b""
        while more := connection.recv(2**17):
            received += more
    assert received.startswith(b"HTTP/1.1 200 "), received
    mine = f"<p>{host.split('.')[0]} · "
    assert mine in received.decode(), received
    return len(received) + len("keep-alive") - len("close")


def _worker_seconds(pid: int) -> float:
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def _round(server: Server, rounds: Rounds) -> None:
    before, began = _worker_seconds(server.worker), time.monotonic()
    counted = hammer(server)
    rounds.rates.append(counted / (time.monotonic() - began))
    spent = _worker_seconds(server.worker) - before
    rounds.microseconds.append(spent / counted * 1e6)


def hammer(server: Server) -> int:
    """Ask for the page of one tenant after the other over a few connections; count answers."""
    poll, counted, buffer = select.epoll(), 0, bytearray(2**17)
    turns = cycle(zip(server.requests, server.lengths, strict=True))
    links = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(CONNECTIONS)]
    by_number, missing = {link.fileno(): link for link in links}, dict[int, int]()
    for number, link in by_number.items():
        poll.register(number, select.EPOLLIN)
        request, missing[number] = next(turns)
        link.send(request)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until or not counted:
        for number, _ in poll.poll():
            missing[number] -= by_number[number].recv_into(buffer)
            if not missing[number]:
                counted += 1
                request, missing[number] = next(turns)
                by_number[number].send(request)
    for link in links:
        link.close()
    poll.close()
    return counted
