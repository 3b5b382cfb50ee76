"""Uploaded files are kept apart by tenant."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info
from django.utils.module_loading import import_string
from django_tenants.files.storage import TenantFileSystemStorage

from tenancy.tenant_files import ServerMadeNames

OURS = (
    'Set STORAGES["default"]["BACKEND"] to "tenancy.storage.TenantFileStorage" or '
    '"tenancy.storage.TenantS3Storage".'
)


def files_are_kept_apart() -> Iterator[CheckMessage]:
    """Refuse a default storage where one tenant could read or overwrite another's files.

    django-tenants' own keeps them apart by folder, so it is mentioned alone.
    """
    backend = settings.STORAGES.get("default", {}).get("BACKEND", "")
    try:
        storage: Any = import_string(backend)
    except ImportError:
        storage = object
    if issubclass(storage, TenantFileSystemStorage):
        yield Info(
            f"The default storage is {backend!r}: names are people's, links are not signed, and "
            "files without a tenant are public's.",
            hint=OURS,
            id="tenancy.I002",
        )
    elif not issubclass(storage, ServerMadeNames):
        yield Error(
            f"The default storage is {backend!r}, which does not keep tenants apart.",
            hint=OURS,
            id="tenancy.E016",
        )
