"""Bring a tenant's files under another schema name, never having fewer than all in one place.

They are linked (disk) or copied (S3) first; the old names go only when that is asked for.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management.base import CommandError

from tenancy.context import SchemaOnly
from tenancy.folders import make_folder, sync_folder
from tenancy.removing_files import remove_files
from tenancy.running import Progress
from tenancy.tenant_files import ServerMadeNames

UNFINISHED = ".unfinished-"


class FilesInTheWay(CommandError):
    """Files that are not this tenant's lie under one of the names; nothing was overwritten."""


class Shelf(Protocol):
    """Where files are kept by schema name; equal identities are one file."""

    def identities(self, schema_name: str) -> dict[str, Any]:
        """Return each file's name below the schema's, with what tells it from another."""

    def repeat(self, name: str, old: str, new: str) -> None:
        """Let a file of `old` be there under `new` too."""


class Disk:
    """Files below MEDIA_ROOT/<schema_name>; repeating one costs no space."""

    def __init__(self) -> None:
        self._root = Path(os.path.realpath(settings.MEDIA_ROOT))

    def identities(self, schema_name: str) -> dict[str, Any]:
        """Return device and inode of each file."""
        folder = self._root / schema_name
        found = (path for path in folder.rglob("*") if not path.name.startswith(UNFINISHED))
        return {
            str(path.relative_to(folder)): (path.lstat().st_dev, path.lstat().st_ino)
            for path in found
            if not path.is_dir()
        }

    def repeat(self, name: str, old: str, new: str) -> None:
        """Link the file."""
        target = self._root / new / name
        make_folder(target.parent)
        os.link(self._root / old / name, target)
        sync_folder(target.parent)


class Bucket:
    """Objects below the prefix <schema_name>/."""

    def __init__(self, storage: Any) -> None:
        self._bucket = storage.bucket

    def identities(self, schema_name: str) -> dict[str, Any]:
        """Return size and digest of each object."""
        prefix = f"{schema_name}/"
        objects = self._bucket.objects.filter(Prefix=prefix)
        return {found.key.removeprefix(prefix): (found.size, found.e_tag) for found in objects}

    def repeat(self, name: str, old: str, new: str) -> None:
        """Copy the object within the bucket."""
        source = {"Bucket": self._bucket.name, "Key": f"{old}/{name}"}
        self._bucket.Object(f"{new}/{name}").copy_from(CopySource=source)


def repeat_files(
    old: str, new: str, storage: Any = default_storage, *, progress: Progress | None = None
) -> None:
    """Let every file of `old` be there under `new` too; go on where an earlier call ended.

    Raises:
        FilesInTheWay: somebody else's files lie under `new`.
    """
    shelf = _shelf(storage)
    if shelf is None:
        return
    mine, there = shelf.identities(old), shelf.identities(new)
    strange = [name for name, identity in there.items() if mine.get(name) != identity]
    if strange:
        raise FilesInTheWay(f"{len(strange)} files that are not {old}'s lie under {new}.")
    _repeat_missing(shelf, old, new, progress)


def leave_files(
    old: str, new: str, *, proved: bool, storage: Any = default_storage
) -> Iterator[str]:
    """Bring what came late under `new`, then remove everything under `old`; safe to repeat.

    Unless it is `proved` that both are one tenant's, some file must be there under both names.

    Raises:
        FilesInTheWay: what lies under `old` is not what lies under `new`.
    """
    shelf = _shelf(storage)
    if shelf is None:
        return
    mine, there = shelf.identities(old), shelf.identities(new)
    shared = mine.keys() & there.keys()
    if any(mine[name] != there[name] for name in shared) or (mine and not shared and not proved):
        raise FilesInTheWay(f"The files under {old} are not those of {new}; they stay.")
    _repeat_missing(shelf, old, new)
    yield from remove_files(SchemaOnly(old), storage)


def _repeat_missing(shelf: Shelf, old: str, new: str, progress: Progress | None = None) -> None:
    missing = shelf.identities(old).keys() - shelf.identities(new).keys()
    for number, name in enumerate(missing, 1):
        shelf.repeat(name, old, new)
        if progress is not None:
            progress(name, number, len(missing))


def _shelf(storage: Any) -> Shelf | None:
    """Return none for storages that are not the engine's: they name folders in their own way."""
    if not isinstance(storage, ServerMadeNames):
        return None
    return Disk() if isinstance(storage, FileSystemStorage) else Bucket(storage)
