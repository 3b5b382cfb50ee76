"""A tenant's stored files, through the storage alone: on disk and in a bucket alike."""

from collections.abc import Iterator

from django.core.files.storage import Storage, default_storage

from tenancy.models import TENANT_AWARE


def stored_files(folder: str = "", storage: Storage = default_storage) -> Iterator[str]:
    """Yield the names of all files of the tenant in force; none if the storage keeps none apart."""
    if not isinstance(storage, TENANT_AWARE):
        return
    folders, files = storage.listdir(folder)
    prefix = f"{folder}/" if folder else ""
    for name in sorted(files):
        yield prefix + name
    for name in sorted(folders):
        yield from stored_files(prefix + name, storage)
