"""Child processes that never outlive this one: started in groups, stopped in order."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from stack.postgres_files import last_line, open_log

STOP_SECONDS = 25
TETHER = Path(__file__).with_name("tether.py")


@dataclass(frozen=True)
class Child:
    """One running part: its name for people, its process and where it writes."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def epitaph(self) -> str:
        """Say how it ended and where the whole story is."""
        code = self.process.returncode
        how = f"was killed by signal {-code}" if code and code < 0 else f"ended with status {code}"
        return f"{self.name} {how}: {last_line(self.log)} The whole story is in {self.log}."


def start(
    name: str,
    command: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str],
    cwd: Path,
    stdout: int | None = None,
) -> Child:
    """Start a part in a process group of its own; on Linux it stops when this process is gone."""
    with open_log(log) as stream:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), *command],
            stdin=subprocess.DEVNULL,
            stdout=stream if stdout is None else stdout,
            stderr=stream,
            env=env,
            cwd=cwd,
            start_new_session=True,  # Ctrl-C in the terminal reaches us alone; we stop the rest
        )
    return Child(name, process, log)


def stop(child: Child) -> None:
    """Stop a part and everything that it started; returns when nothing of it is left."""
    with suppress(ProcessLookupError):
        child.process.terminate()
    with suppress(subprocess.TimeoutExpired):
        child.process.wait(STOP_SECONDS)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.process.pid, signal.SIGKILL)  # workers whose master was killed
    child.process.wait()
