"""Django's createsuperuser, in the schema that a person names."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.core.management.base import CommandParser

from tenancy.context import PUBLIC, current_scope, tenant_context
from tenancy.naming_tenants import find_tenant


class Command(createsuperuser.Command):
    """Makes a superuser in public, or in the tenant of --schema."""

    help = (
        "Make a superuser in the public schema, or with --schema in that tenant, where the "
        "users are the tenants' own. Example: manage.py createsuperuser --schema acme"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take Django's options and the schema."""
        super().add_arguments(parser)
        parser.add_argument(
            "-s",
            "--schema",
            "--schema_name",
            dest="schema_name",
            help="`public`, or a tenant: its schema name, slug or domain. Without it the schema in "
            "force: public, unless tenant_command or runschema put a tenant there.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it.

        Raises:
            TenantUnknown: nobody has the name.
        """
        tenant = _named(options["schema_name"])
        with tenant_context(tenant):
            self.make_superuser(tenant, **options)

    def make_superuser(self, tenant: Any, **options: Any) -> None:
        """Make it in the schema in force: Django's way, unless a project overrides this."""
        super().handle(**options)


def _named(name: str | None) -> Any:
    if name is None:
        return current_scope().tenant
    return PUBLIC.tenant if name == "public" else find_tenant(name)
