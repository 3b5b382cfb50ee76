"""From the host or folder of a request to its tenant: normalised, cached briefly, bounded."""

import re
from typing import Any

from django.db import connection, transaction
from django_tenants.utils import get_tenant_domain_model, get_tenant_model

from tenancy import context
from tenancy.recent_answers import RecentAnswers

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
    """Ask the database for the tenant of a normalised host."""
    with context.public_context():
        domain = (
            get_tenant_domain_model().objects.select_related("tenant").filter(domain=host).first()
        )
    return domain.tenant if domain else None


def find_folder(name: str) -> Any | None:
    """Ask the database for the tenant of that `slug`; without such a field, of that domain."""
    model = get_tenant_model()
    if "slug" not in {field.name for field in model._meta.get_fields()}:
        return find(name)
    with context.public_context():
        return model.objects.filter(slug=name).first()


CACHE, FOLDERS = RecentAnswers(find), RecentAnswers(find_folder)


def forget_all() -> None:
    """Let this process ask again, also after commit; others follow within `LIFE_SECONDS`."""
    _clear()
    if connection.in_atomic_block:  # until then others still read, and keep, what was before
        transaction.on_commit(_clear)


def _clear() -> None:
    CACHE.clear()
    FOLDERS.clear()
