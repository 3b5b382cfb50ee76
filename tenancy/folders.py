"""Folders of media: made with the modes that a web server needs, and made to last."""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from django.conf import settings

READABLE_BY_GROUP = 0o750


def make_folder(folder: Path) -> None:
    """Make `folder` and what leads to it, with FILE_UPLOAD_DIRECTORY_PERMISSIONS or 0750.

    Whatever the umask; a set-group-id bit of the parent is kept.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir()
        inherited = folder.stat().st_mode & stat.S_ISGID
        folder.chmod((settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS or READABLE_BY_GROUP) | inherited)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make a new name in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as problem:
        if problem.errno != errno.EINVAL:  # some network file systems sync no folders
            raise
    finally:
        os.close(descriptor)
