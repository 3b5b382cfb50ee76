"""Examine pictures in a process of their own, to see what that takes."""

import subprocess
import sys

PROGRAM = """
import io, resource, sys
from contextlib import suppress
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from tenant_site.files.pictures import examine
from tenant_site.files.refusals import FileRefused

def peak():
    try:  # what getrusage() says begins at the peak of the process that started this one
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])

data, refusal = io.BytesIO(sys.stdin.buffer.read()), ""
before = peak()
try:
    examine(data)
except FileRefused as problem:
    refusal = problem.code
print(peak() - before, refusal)
"""


def examined_apart(data: bytes, *, refused: str = "") -> int:
    """Return the kilobytes that a fresh process took on top, at most, to examine `data`."""
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], input=data, capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr.decode()
    kilobytes, _, refusal = run.stdout.decode().strip().partition(" ")
    assert refusal == refused
    return int(kilobytes)
