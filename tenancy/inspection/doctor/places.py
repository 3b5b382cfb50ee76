"""Domains, links and folders that are not as they should be."""

from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db.models import Exists, OuterRef
from django_tenants.utils import get_tenant_domain_model, get_tenant_model

from tenancy import media_hosts
from tenancy.inspection.doctor.findings import Finding
from tenancy.inspection.doctor.fleet import Fleet, is_tenant
from tenancy.models import TENANT_AWARE
from tenancy.names import is_schema_name


def domains_without_tenant(fleet: Fleet) -> Iterator[Finding]:
    """Find domains whose tenant is gone: rows that went around the database's constraints."""
    if not fleet.whole:
        return
    tenants = get_tenant_model().objects.filter(pk=OuterRef("tenant_id"))
    for host in (
        get_tenant_domain_model()
        .objects.filter(~Exists(tenants))
        .order_by("domain")
        .values_list("domain", flat=True)
    ):
        yield Finding(
            "domain_without_tenant",
            host,
            "The domain belongs to no tenant, and nobody else can have it.",
            f"Give its row in the table {_table()} another tenant, or delete the row.",
        )


def _table() -> str:
    return str(get_tenant_domain_model()._meta.db_table)


def without_primary_domain(fleet: Fleet) -> Iterator[Finding]:
    """Find tenants to whom no link can lead."""
    primary = get_tenant_domain_model().objects.filter(is_primary=True)
    reached = set(primary.values_list("tenant__schema_name", flat=True))
    for name in fleet.tenants:
        if name not in reached:
            yield Finding(
                "no_primary_domain",
                name,
                "The tenant has no primary domain: nobody reaches it, and links to its files fail.",
                f"manage.py create_domain --schema {name} --domain-domain HOST"
                " --domain-is_primary True",
            )


def wrong_links(fleet: Fleet) -> Iterator[Finding]:
    """Find hosts whose media a web server does not find, and links of hosts that are gone."""
    if not fleet.whole:
        return
    found = media_hosts.needed()
    for host in found.linked:
        yield _link("link_missing", host, "Files of this host are not found.")
    for host in found.removed:
        yield _link("link_orphaned", host, "A link leads from a host that is nobody's.")


def _link(code: str, host: str, message: str) -> Finding:
    return Finding(code, host, message, "manage.py repair_media_hosts", media_hosts.repair)


def orphaned_folders(fleet: Fleet) -> Iterator[Finding]:
    """Find folders of files that belong to no tenant; they may be all that is left of one."""
    if not fleet.whole or not isinstance(default_storage, TENANT_AWARE):
        return
    for name, remedy in _folders(default_storage):
        if name not in fleet.tenants and not is_tenant(name):
            yield Finding(
                "folder_orphaned",
                name,
                "The folder of files belongs to no tenant.",
                f"Look into it; if nobody needs it: {remedy}",
            )


def _folders(storage: Any) -> Iterator[tuple[str, str]]:
    """Yield each folder of the storage that may be a tenant's, and how to remove it."""
    if isinstance(storage, FileSystemStorage):
        root = Path(settings.MEDIA_ROOT)
        for path in sorted(root.iterdir()) if root.is_dir() else ():
            if path.is_dir() and not path.is_symlink() and is_schema_name(path.name):
                yield path.name, f"rm -r {quote(str(path))}"
    elif hasattr(storage, "bucket"):
        pages = storage.bucket.meta.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=storage.bucket.name, Delimiter="/"):
            for prefix in page.get("CommonPrefixes", ()):
                name = prefix["Prefix"].rstrip("/")
                yield name, f"aws s3 rm --recursive s3://{storage.bucket.name}/{name}/"
