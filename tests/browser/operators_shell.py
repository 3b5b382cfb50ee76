"""The operator's shell of a stack, opened once for all that the tests prepare in it."""

import atexit
import json
import subprocess
import sys

from stack.running import CHECKOUT, Stack

ANSWER = "\0"
_shells: dict[str, "subprocess.Popen[str]"] = {}
LOOP = f"""
import json, sys, threading, traceback
from django.db import connections

def act(code, problems):
    try:
        exec(code, dict(globals()))
    except Exception:
        problems.append(traceback.format_exc())
    finally:
        connections.close_all()

for line in sys.stdin:
    problems = []
    one = threading.Thread(target=act, args=(json.loads(line), problems))  # nothing stays in force
    one.start()
    one.join()
    print({ANSWER!r} + json.dumps(problems), flush=True)
"""


def run_in_shell(stack: Stack, code: str) -> None:
    """Run code as `manage.py shell` would.

    Raises:
        RuntimeError: it failed; the message holds its traceback.
    """
    shell = _shell_of(stack)
    assert shell.stdin
    assert shell.stdout
    shell.stdin.write(json.dumps(code) + "\n")
    shell.stdin.flush()
    answer = next(line for line in shell.stdout if line.startswith(ANSWER))
    if problems := json.loads(answer.removeprefix(ANSWER)):
        raise RuntimeError(problems[0])


def _shell_of(stack: Stack) -> "subprocess.Popen[str]":
    key = str(stack.var)
    if key not in _shells:
        command = [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", LOOP]
        pipe = subprocess.PIPE
        _shells[key] = subprocess.Popen(
            command, cwd=CHECKOUT, env=stack.env, stdin=pipe, stdout=pipe, text=True
        )
    return _shells[key]


@atexit.register
def _close() -> None:
    for shell in _shells.values():
        shell.communicate()  # the end of what it reads ends it
