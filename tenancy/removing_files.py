"""Remove everything that a tenant has stored."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, default_storage
from django_tenants.files.storage import TenantFileSystemStorage

from tenancy.context import tenant_context
from tenancy.tenant_files import ServerMadeNames

BATCH = 1000


class FolderNotTheTenants(RuntimeError):
    """The storage names a folder that others use too; nothing in it is removed."""


def remove_files(tenant: Any, storage: Any = default_storage) -> Iterator[str]:
    """Remove the tenant's files in steps and say after each what went; safe to repeat.

    A storage that keeps no tenants apart is left alone.

    Raises:
        FolderNotTheTenants: the storage's folder does not bear the tenant's name.
    """
    if not isinstance(storage, (ServerMadeNames, TenantFileSystemStorage)):
        return
    if isinstance(storage, FileSystemStorage):
        yield from _remove_folder(tenant, storage)
    else:
        yield from _remove_objects(tenant, storage)


def _remove_folder(tenant: Any, storage: FileSystemStorage) -> Iterator[str]:
    with tenant_context(tenant):
        folder = Path(storage.path(""))
    if folder.name != tenant.schema_name:
        raise FolderNotTheTenants(f"{folder} is not the folder of {tenant.schema_name} alone.")
    if folder.exists():
        shutil.rmtree(folder)
        yield "removed the folder of files"


def _remove_objects(tenant: Any, storage: Any) -> Iterator[str]:
    bucket = storage.bucket
    objects = bucket.objects.filter(Prefix=f"{tenant.schema_name}/")
    while keys := [{"Key": found.key} for found in objects.limit(BATCH)]:
        bucket.delete_objects(Delete={"Objects": keys, "Quiet": True})
        yield f"removed {len(keys)} files"
