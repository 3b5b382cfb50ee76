"""Files on disk: one folder for each tenant, written whole or not at all, never overwritten."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from tenancy.folders import make_folder, sync_folder
from tenancy.media_links import confined, link
from tenancy.tenant_files import (
    ServerMadeNames,
    current_folder,
    current_host,
    current_script_prefix,
)
from tenancy.tenant_files import TenantRequired as TenantRequired


def __getattr__(name: str) -> Any:
    """Offer TenantS3Storage here too; boto3 is loaded only where it is used."""
    if name == "TenantS3Storage":
        from tenancy.s3_storage import TenantS3Storage

        return TenantS3Storage
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@deconstructible(path="tenancy.storage.TenantFileStorage")
class TenantFileStorage(ServerMadeNames, FileSystemStorage):
    """Keeps the files of the tenant in force below MEDIA_ROOT/<schema_name>.

    FILE_UPLOAD_PERMISSIONS (0640) and FILE_UPLOAD_DIRECTORY_PERMISSIONS (0750) let a web server
    in the group read; a set-group-id bit of MEDIA_ROOT is passed on.
    """

    @property
    def folder(self) -> Path:
        """Return the folder of the tenant in force.

        Raises:
            TenantRequired: no tenant is in force.
        """
        return Path(os.path.realpath(settings.MEDIA_ROOT)) / current_folder()

    def path(self, name: str) -> str:
        """Return where `name` is on disk; the empty name is the tenant's folder.

        Raises:
            TenantRequired: no tenant is in force.
            SuspiciousFileOperation: the name, or a symbolic link on the way, leads elsewhere.
        """
        wanted = os.fspath(self.folder / confined(name) if name else self.folder)
        if os.path.realpath(wanted) != wanted:
            raise SuspiciousFileOperation(f"{name!r} leads through a symbolic link.")
        return wanted

    def url(self, name: str | None, filename: str | None = None) -> str:
        """Return a signed path for the tenant's host, valid for MEDIA_URL_SECONDS at most.

        With `filename` the file is sent under that name.
        """
        return link(current_host(), name or "", filename, script_prefix=current_script_prefix())

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Return the folders and files in a folder of the tenant, without unfinished files."""
        try:
            folders, files = super().listdir(path)
        except FileNotFoundError:
            if path:
                raise
            return [], []  # nothing was kept for this tenant yet
        return _visible(folders), _visible(files)

    def delete(self, name: str) -> None:
        """Remove a file; one that is gone is no error."""
        super().delete(confined(name))

    def _save(self, name: str, content: "File[bytes]") -> str:
        while True:
            target = Path(self.path(name))
            make_folder(target.parent)
            try:
                with self._unfinished(target.parent) as unfinished:
                    self._write(unfinished, content)
                    os.link(unfinished, target)
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                sync_folder(target.parent)
                return name

    def _write(self, path: Path, content: "File[bytes]") -> None:
        with path.open("xb") as file:
            os.fchmod(file.fileno(), self.file_permissions_mode or 0o640)
            for chunk in content.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())

    @contextmanager
    def _unfinished(self, folder: Path) -> Iterator[Path]:
        path = folder / f".unfinished-{secrets.token_hex(8)}"
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)


def _visible(names: list[str]) -> list[str]:
    return [name for name in names if not name.startswith(".")]
