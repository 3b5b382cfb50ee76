"""Become another program that is told to stop when its parent dies; run as a script.

`python tether.py PARENT PROGRAM [ARGUMENT …]`; nothing of it stays once the program runs. Only
Linux knows how; elsewhere it just becomes the program.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def tie_to_parent(parent: int) -> None:
    """Get SIGTERM when the process `parent` ends, however it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)  # it ended before we asked


def main(parent: str, *command: str) -> None:
    """Tie this process to its parent and become `command`."""
    tie_to_parent(int(parent))
    os.execv(command[0], command)  # noqa: S606  # a list of arguments that we made


if __name__ == "__main__":
    main(*sys.argv[1:])
