"""Keep one PostgreSQL server alive for as long as anybody holds its lock; run as a script.

It is a process of its own, so that the server outlives the process that started it while others
use it, and stops even when the last user was killed.
"""

import fcntl
import os
import signal
import sys
import time
from types import FrameType

PATIENCE_SECONDS = 30


class Enough(Exception):  # a turn of events, not an error
    """The server ended by itself, or somebody asked the keeper to stop it."""


def _enough(*_: int | FrameType | None) -> None:
    raise Enough


def _stop(server: int) -> None:
    for word in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, at any price
        os.kill(server, word)
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if os.waitpid(server, os.WNOHANG)[0]:
                return
            time.sleep(0.02)


def main(lock_path: str, *command: str) -> None:
    """Run `command` until nobody else holds a shared lock on `lock_path`."""
    os.chdir("/")
    lock = os.open(lock_path, os.O_RDWR)
    words = (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    for word in words:
        signal.signal(word, _enough)
    server = os.posix_spawn(command[0], command, os.environ, setsigdef=words)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)  # granted when the last user is gone
    except Enough:
        pass
    finally:
        for word in words:
            signal.signal(word, signal.SIG_DFL if word == signal.SIGCHLD else signal.SIG_IGN)
        _stop(server)


if __name__ == "__main__":
    main(*sys.argv[1:])
