"""What the checks look at, read in a handful of queries."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django_tenants.utils import get_public_schema_name, get_tenant_model

from tenancy import schemas
from tenancy.fleet.applied import applied_digests
from tenancy.records import SchemaState

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Fleet:
    """Tenants, state rows, schemas and what each has applied; `whole` if no tenant was named."""

    tenants: dict[str, Any]
    states: dict[str, SchemaState]
    present: set[str]
    digests: dict[str, str]
    whole: bool
    tell: Tell


def survey(named: list[Any] | None, tell: Tell) -> Fleet:
    """Read it; the public schema is nobody's tenant."""
    present = schemas.present()
    tenants = all_tenants() if named is None else {one.schema_name: one for one in named}
    states = SchemaState.objects.in_bulk(None if named is None else list(tenants))
    digests = applied_digests(sorted({*tenants, *states}))
    return Fleet(tenants, states, present, digests, named is None, tell)


def all_tenants() -> dict[str, Any]:
    """Return the tenants by schema name."""
    rows = get_tenant_model().objects.exclude(schema_name=get_public_schema_name())
    return {one.schema_name: one for one in rows.order_by("schema_name")}


def is_tenant(name: str) -> bool:
    """Ask again whether a tenant has that schema name: it may be new."""
    return bool(get_tenant_model().objects.filter(schema_name=name).exists())
