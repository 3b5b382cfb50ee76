"""Uploaded files are kept apart by tenant."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string

from tenancy.tenant_files import ServerMadeNames


def files_are_kept_apart() -> Iterator[CheckMessage]:
    """Refuse a default storage where one tenant could read or overwrite another's files."""
    backend = settings.STORAGES.get("default", {}).get("BACKEND", "")
    try:
        storage: Any = import_string(backend)
    except ImportError:
        storage = object
    if not issubclass(storage, ServerMadeNames):
        yield Error(
            f"The default storage is {backend!r}, which does not keep tenants apart.",
            hint='Set STORAGES["default"]["BACKEND"] to "tenancy.storage.TenantFileStorage" or '
            '"tenancy.storage.TenantS3Storage".',
            id="tenancy.E016",
        )
