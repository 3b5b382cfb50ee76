"""From the host or folder of a request to its tenant: normalised, cached briefly, bounded."""

import re
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django_tenants.utils import get_tenant_domain_model, get_tenant_model

from tenancy import context
from tenancy.fleet.head import is_behind
from tenancy.recent_answers import RecentAnswers
from tenancy.records import SchemaState

_HOST = re.compile(
    r"(?=.{1,253}\Z)(?!(.*\.)?[0-9]+\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
)
PORT = re.compile(r":[0-9]{1,5}\Z")


def normalise(host: str) -> str | None:
    """Return the host in lower case without port and trailing dot; None for what is no name."""
    bare = PORT.sub("", host.lower())
    bare = bare[:-1] if bare.endswith(".") else bare
    return bare if _HOST.fullmatch(bare) else None


def find(host: str) -> Any | None:
    """Ask the database for the tenant of a normalised host.

    `lacks_migrations` and `primary_host` (None where no domain is primary) are as of now.
    """
    with context.public_context():
        domains = get_tenant_domain_model().objects.select_related("tenant").filter(domain=host)
        domain = domains.annotate(
            known_digest=_digest_of("tenant__schema_name"), primary=_primary_of("tenant_id")
        ).first()
        return _with_state(domain.tenant, domain) if domain else None


def find_folder(name: str) -> Any | None:
    """Ask the database for the tenant of that `slug`; without such a field, of that domain."""
    model = get_tenant_model()
    if "slug" not in {field.name for field in model._meta.get_fields()}:
        return find(name)
    with context.public_context():
        tenants = model.objects.filter(slug=name)
        tenant = tenants.annotate(
            known_digest=_digest_of("schema_name"), primary=_primary_of("pk")
        ).first()
        return _with_state(tenant, tenant) if tenant else None


def _digest_of(schema_name: str) -> Subquery:
    return Subquery(SchemaState.objects.filter(pk=OuterRef(schema_name)).values("digest"))


def _primary_of(tenant: str) -> Subquery:
    primary = get_tenant_domain_model().objects.filter(tenant_id=OuterRef(tenant), is_primary=True)
    return Subquery(primary.order_by("pk").values("domain")[:1])


def _with_state(tenant: Any, found: Any) -> Any:
    digest = found.known_digest or ""
    tenant.lacks_migrations = is_behind(tenant.schema_name, known_digest=digest)
    tenant.primary_host = found.primary
    return tenant


CACHE, FOLDERS = RecentAnswers(find), RecentAnswers(find_folder)


def forget_all() -> None:
    """Let this process ask again, also after commit; others follow within `LIFE_SECONDS`."""
    _clear()
    if connection.in_atomic_block:  # until then others still read, and keep, what was before
        transaction.on_commit(_clear)


def _clear() -> None:
    CACHE.clear()
    FOLDERS.clear()
