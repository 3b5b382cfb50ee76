"""What takes long to prepare: made once a run, and copied for each that needs one of its own."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from stack import postgres
from stack.running import CHECKOUT, Stack, running_stack
from tests.free_ports import free_port

MAKE_TWO = "import django; django.setup(); from tests import two_workspaces as two; two.make()"
RUN_FOLDER = "TEST_RUN_FOLDER"  # of the process that hands the tests out, for all that run them


def first_start(var: Path) -> None:
    """Fill `var` as the first start of a stack leaves it."""
    _copy("first-start", var, _start)


def two_workspaces(var: Path) -> None:
    """Fill `var` with a test database in which acme and globex are open."""
    _copy("two-workspaces", var, _open_two)


@contextmanager
def another_stack(var: Path, *, env: Mapping[str, str] | None = None) -> Iterator[Stack]:
    """Run a stack with a database and files of its own, on a port that was free."""
    first_start(var)
    with running_stack(var, free_port(), env=env) as running:
        yield running


def _copy(name: str, var: Path, make: Callable[[Path], None]) -> None:
    kept = Path(os.environ[RUN_FOLDER]) / "prepared" / name
    kept.parent.mkdir(exist_ok=True)
    with kept.with_suffix(".lock").open("w") as only_one_makes:
        fcntl.flock(only_one_makes, fcntl.LOCK_EX)
        if not kept.exists():
            fresh = kept.with_suffix(".new")
            shutil.rmtree(fresh, ignore_errors=True)  # of one that failed
            make(fresh)
            fresh.rename(kept)
    var.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(var / "postgres", ignore_errors=True)
    subprocess.run(["cp", "-a", f"{kept}/.", str(var)], check=True)  # keeps who owns the data


def _start(var: Path) -> None:
    with running_stack(var, free_port()):
        pass


def _open_two(var: Path) -> None:
    first_start(var)
    with postgres.hold(var, fsync=False):
        subprocess.run(
            [sys.executable, "-c", MAKE_TWO],
            check=True,
            cwd=CHECKOUT,
            env={**os.environ, "VAR_FOLDER": str(var)},
        )
