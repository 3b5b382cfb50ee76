"""The private folders of one embedded run: where they are and who may own them."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from stack.refusals import FolderRefused

LONGEST_SOCKET = "main-website.sock"
SOCKET_PATH_BYTES = 100  # 103 on macOS, 107 on Linux


def socket_folder(var: Path) -> Path:
    """Return the folder of all sockets of `var`: `var/run`, or a short one if that is too long.

    Raises:
        FolderRefused: the folder is a link or belongs to somebody else.
    """
    near = var.absolute() / "run"
    fits = len(os.fsencode(near / LONGEST_SOCKET)) <= SOCKET_PATH_BYTES
    folder = near if fits and "," not in str(near) else _short_folder(var)
    if folder.is_symlink() or folder.exists():
        _refuse_foreign(folder)
    return folder


def private_folder(folder: Path) -> Path:
    """Make `folder` if it is missing, for its owner alone, and return it.

    Raises:
        FolderRefused: it cannot be made, is a link or belongs to somebody else.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_foreign(folder)
        folder.chmod(0o700)
    except OSError as problem:
        raise FolderRefused(_unwritable(folder, problem)) from problem
    return folder


def open_var(var: Path) -> Path:
    """Make `var` and the folders for sockets and logs, and return `var` as an absolute path.

    Raises:
        FolderRefused: one of them cannot be written or belongs to somebody else.
    """
    var = var.absolute()
    try:
        var.mkdir(parents=True, exist_ok=True)
        probe = var / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as problem:
        raise FolderRefused(_unwritable(var, problem)) from problem
    private_folder(var / "run")
    private_folder(var / "logs")
    private_folder(socket_folder(var))
    return var


def _short_folder(var: Path) -> Path:
    digest = hashlib.sha256(os.fsencode(var.absolute())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"newsbook-{os.getuid()}-{digest}"


def _refuse_foreign(folder: Path) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise FolderRefused(f"{folder} is not a plain folder. Remove it and start again.")
    if found.st_uid != os.getuid():
        raise FolderRefused(
            f"{folder} belongs to another user. Start as that user, or set the environment "
            "variable VAR_FOLDER to a folder of your own."
        )


def _unwritable(folder: Path, problem: OSError) -> str:
    return (
        f"{folder} cannot be written ({problem.strerror}). Make it writable, or set the "
        "environment variable VAR_FOLDER to a folder that is."
    )
