"""Which tenant a person means on a command line: by schema name, slug or domain."""

from difflib import get_close_matches
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.core.management.base import CommandError
from django.db.models import Q
from django_tenants.utils import get_tenant_domain_model, get_tenant_model

from tenancy import hosts
from tenancy.context import public_context

MOST_SHOWN = 10


class TenantUnknown(CommandError):
    """No tenant has the name; the sentence lists the nearest ones."""


class TenantNameAmbiguous(CommandError):
    """Several tenants fit the name; the sentence lists them."""


def find_tenant(name: str, *, by_prefix: bool = False) -> Any:
    """Return the one tenant of that schema name, slug or domain.

    A schema name goes before slugs and domains, so that nobody can choose an address which
    hides a schema. With `by_prefix` the beginning of a slug or domain is enough, if one alone
    begins so: for commands that destroy nothing.

    Raises:
        TenantUnknown: nobody has it.
        TenantNameAmbiguous: several tenants fit.
    """
    tenants = get_tenant_model().objects
    with public_context():
        found = list(tenants.filter(schema_name=name)) or list(_meant(name, "")[:2])
        if not found and by_prefix and name:
            found = list(_meant(name, "__startswith")[: MOST_SHOWN + 1])
        if len(found) == 1:
            return found[0]
        if found:
            raise TenantNameAmbiguous(
                f"{name!r} fits several tenants. Name one in full: {_listed(found)}"
            )
        raise TenantUnknown(f"No tenant is called {name!r}. {_nearest(name)}")


def has_slugs() -> bool:
    """Say whether this project's tenants have slugs."""
    try:
        get_tenant_model()._meta.get_field("slug")
    except FieldDoesNotExist:
        return False
    return True


def _meant(name: str, how: str) -> Any:
    host = hosts.normalise(name) or name.lower()
    domains = get_tenant_domain_model().objects.filter(**{f"domain{how}": host})
    fits = Q(pk__in=domains.values("tenant_id"))
    if has_slugs():
        fits |= Q(**{f"slug{how}": name.lower()})
    return get_tenant_model().objects.filter(fits).order_by("schema_name")


def _listed(tenants: list[Any]) -> str:
    names = [
        f"{tenant.schema_name} ({tenant.get_primary_domain() or 'no domain'})"
        for tenant in tenants[:MOST_SHOWN]
    ]
    return ", ".join(names) + (", …" if len(tenants) > MOST_SHOWN else ".")


def _nearest(name: str) -> str:
    known = set(get_tenant_model().objects.values_list("schema_name", flat=True))
    known |= set(get_tenant_domain_model().objects.values_list("domain", flat=True))
    if has_slugs():
        slugs = get_tenant_model().objects.exclude(slug=None)
        known |= set(slugs.values_list("slug", flat=True))
    near = get_close_matches(name, known, n=5, cutoff=0.5)
    if near:
        return f"Did you mean {', '.join(near)}?"
    return "List all with: manage.py list_tenants"
