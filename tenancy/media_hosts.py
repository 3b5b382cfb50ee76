"""Links from each host to its tenant's media folder: what nginx follows to find files.

`MEDIA_HOSTS/<host> → ../<schema_name>`, relative, so that the whole folder can be moved.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django_tenants.utils import get_tenant_domain_model

from tenancy.context import public_context
from tenancy.folders import make_folder
from tenancy.hosts import normalise
from tenancy.names import validate_schema_name


class HostRefused(ValueError):
    """A host that is not written as requests are compared: it never becomes a file name."""


@dataclass(frozen=True)
class Repaired:
    """What a repair changed: hosts linked anew, and links removed."""

    linked: tuple[str, ...]
    removed: tuple[str, ...]


def link_host(host: str, schema_name: str) -> None:
    """Let `host` reach the media folder of a tenant; replaces an older link at once.

    Raises:
        HostRefused: the host is not normalised.
        ValidationError: the schema name is none of a tenant.
    """
    validate_schema_name(schema_name)
    link, target = _link(host), f"../{schema_name}"
    if not _keeps_links() or _target(link) == target:
        return
    make_folder(link.parent)
    unfinished = link.with_name(f".{secrets.token_hex(8)}")
    unfinished.symlink_to(target)
    unfinished.replace(link)


def unlink_host(host: str) -> None:
    """Let `host` reach no media any more; without a link there is nothing to do.

    Raises:
        HostRefused: the host is not normalised.
    """
    link = _link(host)
    if _keeps_links():
        link.unlink(missing_ok=True)


def needed() -> Repaired:
    """Return what `repair` would change."""
    if not _keeps_links():
        return Repaired((), ())
    found, wanted = {path.name: _target(path) for path in _present()}, _wanted()
    linked = [host for host, name in wanted.items() if found.get(host) != f"../{name}"]
    removed = [name for name in found if name not in wanted]
    return Repaired(tuple(sorted(linked)), tuple(sorted(removed)))


def repair() -> Repaired:
    """Make the links agree with the domains in the database."""
    repaired = needed()
    wanted = _wanted() if repaired.linked else {}
    for host in repaired.linked:
        link_host(host, wanted[host])
    for name in repaired.removed:
        (_folder() / name).unlink(missing_ok=True)
    return repaired


def _wanted() -> dict[str, str]:
    with public_context():
        rows = get_tenant_domain_model().objects.exclude(tenant__schema_name="public")
        return dict(rows.values_list("domain", "tenant__schema_name"))


def _present() -> list[Path]:
    return [path for path in _folder().iterdir() if path.is_symlink()] if _folder().is_dir() else []


def _folder() -> Path:
    return Path(getattr(settings, "MEDIA_HOSTS", ""))


def _keeps_links() -> bool:
    return bool(getattr(settings, "MEDIA_STORAGE", "") == "disk")


def _link(host: str) -> Path:
    if normalise(host) != host:
        raise HostRefused(f"{host!r} is not a normalised host name.")
    return _folder() / host


def _target(link: Path) -> str | None:
    try:
        return str(link.readlink())
    except OSError:
        return None
