"""Requests per second of a signed file against the same file served plain by the same nginx."""

import hashlib
import os
import select
import socket
import statistics
import tempfile
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from bench.result import Result
from stack import folders, nginx, nginx_files, processes

FILE_BYTES, SECRET, HOST = 20_000, "only for this bench", "acme.localhost"
PAIRS, SECONDS, CLIENTS, CONNECTIONS = 30, 0.5, 2, 8
NAME = "ab/0123456789abcdef0123456789abcdef.jpg"


@dataclass(frozen=True)
class Round:
    """What one round of requests cost."""

    requests: int
    seconds: float
    nginx_seconds: float

    @property
    def rate(self) -> float:
        """Return the requests per second."""
        return self.requests / self.seconds

    @property
    def nginx_microseconds(self) -> float:
        """Return nginx's own processor time for one request."""
        return self.nginx_seconds / self.requests * 1e6


def run(_: Sequence[str] = ()) -> Result:
    """Measure both in alternating pairs and compare the medians."""
    signed: list[Round] = []
    plain: list[Round] = []
    with tempfile.TemporaryDirectory() as scratch, serving(Path(scratch)) as (port, worker):
        targets = ((signed, _signed_target()), (plain, f"/static/{NAME}"))
        with ProcessPoolExecutor(CLIENTS, mp_context=get_context("fork")) as clients:
            for number in range(2 * PAIRS + 2):
                taken, target = targets[(number + number // 2) % 2]  # ab ba ab: drift hits both
                taken.append(_round(clients, port, worker, target))
    del signed[0], plain[0]  # the first of each warms up
    return _result(signed, plain)


def _result(signed: list[Round], plain: list[Round]) -> Result:
    pairs = list(zip(signed, plain, strict=True))
    rate = statistics.median(one.rate / other.rate for one, other in pairs)
    cost = statistics.median(o.nginx_microseconds / s.nginx_microseconds for s, o in pairs)
    rows = [("served by nginx", "requests/s", "nginx µs/request")]
    figures = {"pairs": float(len(pairs)), "file_bytes": float(FILE_BYTES)}
    for name, rounds in (("signed", signed), ("plain", plain)):
        figures[f"{name}_per_second"] = statistics.median(one.rate for one in rounds)
        microseconds = statistics.median(one.nginx_microseconds for one in rounds)
        figures[f"{name}_nginx_microseconds"] = microseconds
        rows.append((name, f"{figures[f'{name}_per_second']:,.0f}", f"{microseconds:.1f}"))
    rows.append(("signed / plain", f"{rate:.3f}", f"{cost:.3f}"))
    ratios = {"signed_vs_plain": rate, "signed_vs_plain_by_nginx_time": cost}
    return Result("media", ratios, figures, rows)


@contextmanager
def serving(var: Path) -> Iterator[tuple[int, int]]:
    """Run nginx as the embedded run configures it; yield its port and its worker's number."""
    folders.open_var(var)
    content = os.urandom(FILE_BYTES)
    for folder in (var / "media" / "t_acme", var / "static"):
        (folder / NAME).parent.mkdir(parents=True)
        (folder / NAME).write_bytes(content)
    (var / "media" / "_hosts").mkdir()
    (var / "media" / "_hosts" / HOST).symlink_to(Path("..") / "t_acme")
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    program, output = nginx.program(os.environ.get("NGINX", "")), var / "run" / "nginx"
    nginx_files.render(_site(var, port, nginx.version(program)), output)
    command = nginx.command(program, output, var / "logs")
    log = var / "logs" / "nginx.log"
    child = processes.start("nginx", command, log=log, env=dict(os.environ), cwd=output)
    try:
        _await_port(port)
        yield port, _worker_of(child.process.pid)
    finally:
        processes.stop(child)


def _site(var: Path, port: int, version: tuple[int, ...]) -> nginx_files.Site:
    return nginx_files.Site(
        main_host="localhost",
        port=port,
        port_suffix=f":{port}",
        sockets=folders.socket_folder(var),
        run=folders.socket_folder(var),
        logs=var / "logs",
        access_log=var / "logs" / "nginx-access.log",
        static_root=var / "static",
        media_hosts=var / "media" / "_hosts",
        media_secret=SECRET,
        media_cache_seconds=300,
        max_request_bytes=2**20,
        loopback_only=True,
        user="root" if os.getuid() == 0 else "",
        worker_processes="1",
        version=version,
    )


def _signed_target() -> str:
    path, expiry = f"/media/{NAME}", int(time.time()) + 3600
    digest = hashlib.md5(f"{expiry}|{HOST}|{path}| {SECRET}".encode()).digest()  # noqa: S324  # nginx
    return f"{path}?e={expiry}&s={urlsafe_b64encode(digest).decode().rstrip('=')}"


def _await_port(port: int) -> None:
    until = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def _worker_of(master: int) -> int:
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return int(children[0])


def _processor_seconds(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _round(clients: ProcessPoolExecutor, port: int, worker: int, target: str) -> Round:
    before, began = _processor_seconds(worker), time.monotonic()
    counted = sum(clients.map(hammer, [port] * CLIENTS, [target] * CLIENTS))
    return Round(counted, time.monotonic() - began, _processor_seconds(worker) - before)


def hammer(port: int, target: str) -> int:
    """Ask for `target` over a few connections, one request at a time on each; count answers."""
    request = f"GET {target} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
    length = _answer_length(port, request)
    buffer, poll, counted = bytearray(2**17), select.epoll(), 0
    open_ = [socket.create_connection(("127.0.0.1", port)) for _ in range(CONNECTIONS)]
    by_number, missing = {one.fileno(): one for one in open_}, dict[int, int]()
    for number, connection in by_number.items():
        poll.register(number, select.EPOLLIN)
        missing[number] = length
        connection.send(request)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        for number, _ in poll.poll():
            missing[number] -= by_number[number].recv_into(buffer)
            if not missing[number]:
                counted += 1
                missing[number] = length
                by_number[number].send(request)
    for connection in open_:
        connection.close()
    poll.close()
    return counted


def _answer_length(port: int, request: bytes) -> int:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request)
        received = b""
        while len(received.partition(b"\r\n\r\n")[2]) < FILE_BYTES:
            received += connection.recv(2**17)
    assert received.startswith(b"HTTP/1.1 200 ")
    return len(received)
