"""`python -m stack run`: everything on one port, until Ctrl-C; `prepare` is a step of it."""

import argparse
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from stack.preparation import DEMO_SIGN_INS, prepare
from stack.refusals import Refused
from stack.running import CHECKOUT, REFUSED_STATUS, Stack
from stack.tether import tie_to_parent

WATCH_SECONDS = 0.25
WORDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Asked(Exception):  # a turn of events, not an error
    """Somebody asked this process to stop."""


def main() -> int:
    """Do what the command line says and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m stack")
    actions = parser.add_subparsers(dest="action", required=True)
    run_parser = actions.add_parser("run", help="run the whole stack until Ctrl-C")
    run_parser.add_argument("--port", type=int, default=8000)
    run_parser.add_argument("--no-demo", action="store_true", help="open no demo workspace")
    prepare_parser = actions.add_parser("prepare", help="migrate, collect, compile, render")
    prepare_parser.add_argument("--demo", action="store_true")
    arguments = parser.parse_args()
    if arguments.action == "prepare":
        return run_preparation(demo=arguments.demo)
    return run(arguments.port, demo=not arguments.no_demo)


def run(port: int, *, demo: bool) -> int:
    """Run the stack until somebody asks to stop (status 0) or a part ends by itself (1)."""
    tie_to_parent(os.getppid())
    for word in WORDS:  # nohup stands; what a script started with `&` hears Ctrl-C all the same
        if word != signal.SIGHUP or signal.getsignal(word) is not signal.SIG_IGN:
            signal.signal(word, _asked)
    var = CHECKOUT / (os.environ.get("VAR_FOLDER") or "var")
    stack = Stack(var, port, demo=demo, say=lambda line: print(f"  {line} …", flush=True))
    try:
        stack.start()
        _introduce(stack)
        while not (problem := stack.dead_part()):
            time.sleep(WATCH_SECONDS)
        print(f"newsbook: {problem}", file=sys.stderr)
    except Refused as problem:
        print(f"newsbook: {problem}", file=sys.stderr)
    except Asked:
        print("Stopping …", flush=True)
        return 0
    finally:
        _stop_listening()
        stack.stop()
    return 1


def run_preparation(*, demo: bool) -> int:
    """Prepare in a process of its own, so that Django does not stay in the supervisor."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management.base import CommandError

    try:
        prepare(demo=demo)
    except (Refused, ImproperlyConfigured, CommandError) as problem:
        print(" ".join(str(problem).split()), file=sys.stderr)
        return REFUSED_STATUS
    return 0


def _asked(*_: int | FrameType | None) -> None:
    _stop_listening()  # a second Ctrl-C must not leave half behind
    raise Asked


def _stop_listening() -> None:
    for word in WORDS:
        signal.signal(word, signal.SIG_IGN)


def _introduce(stack: Stack) -> None:
    sign_ins = stack.var / DEMO_SIGN_INS
    print(f"\nNews Book runs at {stack.url}\n")
    if sign_ins.exists():
        print(sign_ins.read_text().rstrip() + "\n")
    if stack.keeps_mails:
        print(f"Mails land on {stack.url}/mailbox/")
    print(f"Logs: {_short(stack.var / 'logs')}  ·  Ctrl-C stops everything.", flush=True)


def _short(path: Path) -> str:
    return str(path.relative_to(CHECKOUT)) if path.is_relative_to(CHECKOUT) else str(path)


if __name__ == "__main__":
    sys.exit(main())
