"""Django's createsuperuser inside one tenant, which is asked for when missing."""

from typing import Any

from tenancy.management.asking import TenantOption
from tenancy.management.commands import createsuperuser


class Command(createsuperuser.Command):
    """Makes a superuser in one tenant; asks for the tenant when it is missing."""

    help = (
        "Make a superuser in one tenant, where the users are the tenants' own; asks which tenant "
        "if none is named. Example: manage.py create_tenant_superuser --schema acme"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it."""
        tenant = TenantOption().get_tenant_from_options_or_interactive(**options)
        super().handle(*args, **options | {"schema_name": tenant.schema_name})
