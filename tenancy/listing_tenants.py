"""What there is to know of each tenant in one line."""

from collections.abc import Iterator

from django_tenants.utils import get_tenant_domain_model, get_tenant_model

from tenancy.context import public_context
from tenancy.records import SchemaState

COLUMNS = ("schema_name", "name", "domain", "status")


def tenant_lines() -> Iterator[tuple[str, str, str, str]]:
    """Yield schema name, slug or name, primary domain and status, by schema name.

    Three queries, whatever the number of tenants. A tenant that was deleted says until when
    it can be brought back.
    """
    with public_context():
        primary = get_tenant_domain_model().objects.filter(is_primary=True)
        domains = dict(primary.values_list("tenant_id", "domain"))
        leaving = SchemaState.objects.exclude(remove_after=None)
        removals = dict(leaving.values_list("name", "remove_after"))
        tenants = list(get_tenant_model().objects.order_by("schema_name"))
    for tenant in tenants:
        status = str(getattr(tenant, "status", "") or "-")
        if tenant.schema_name in removals:
            status = f"deleted, kept until {removals[tenant.schema_name]:%Y-%m-%d}"
        name = str(getattr(tenant, "slug", None) or tenant)
        yield tenant.schema_name, " ".join(name.split()), domains.get(tenant.pk, "-"), status
