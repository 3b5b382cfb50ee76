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


def remove_files(tenant: Any) -> Iterator[str]:
    """Remove the tenant's files in steps and say after each what went; safe to repeat.

    A storage that keeps no tenants apart is left alone.

    Raises:
        FolderNotTheTenants: the storage's folder does not bear the tenant's name.
    """
    if not isinstance(default_storage, (ServerMadeNames, TenantFileSystemStorage)):
        return
    if isinstance(default_storage, FileSystemStorage):
        yield from _remove_folder(tenant)
    else:
        yield from _remove_objects(tenant)


def _remove_folder(tenant: Any) -> Iterator[str]:
    with tenant_context(tenant):
        folder = Path(default_storage.path(""))
    if folder.name != tenant.schema_name:
        raise FolderNotTheTenants(f"{folder} is not the folder of {tenant.schema_name} alone.")
    if folder.exists():
        shutil.rmtree(folder)
        yield "removed the folder of files"


def _remove_objects(tenant: Any) -> Iterator[str]:
    bucket: Any = getattr(default_storage, "bucket")  # noqa: B009  # only S3 storages have one
    objects = bucket.objects.filter(Prefix=f"{tenant.schema_name}/")
    while keys := [{"Key": found.key} for found in objects.limit(BATCH)]:
        bucket.delete_objects(Delete={"Objects": keys, "Quiet": True})
        yield f"removed {len(keys)} files"
