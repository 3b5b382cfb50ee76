"""Make a tenant with its schema and its domain."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser, no_translations
from django_tenants.utils import get_tenant_domain_model, get_tenant_model

from tenancy.management.asking import add_noinput
from tenancy.management.field_options import FieldOptions
from tenancy.opening_tenants import open_tenant


class Command(BaseCommand):
    """Makes a tenant, all or nothing; asks for what was not given."""

    help = (
        "Make a tenant: row, schema and primary domain, all or nothing. What is not given as an "
        "option is asked for. Without --schema_name the schema gets an opaque name of its own, "
        "which is best. Example: manage.py create_tenant --name Acme --domain-domain "
        "acme.example.com --noinput"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one option for each field of tenant and domain."""
        self._tenant_fields().add_to(parser)
        self._domain_fields().add_to(parser)
        add_noinput(parser)
        parser.add_argument("-s", action="store_true", help="Create a superuser afterwards.")

    @no_translations  # the validators' sentences come from the models
    def handle(self, *args: Any, **options: Any) -> None:
        """Make it.

        Raises:
            TenantRefused: a field is missing, not acceptable, or taken.
        """
        tenant = open_tenant(
            tenant_fields=self._tenant_fields().values(options),
            domain_fields=self._domain_fields().values(options),
            verbosity=options["verbosity"] - 1,
        )
        if options["verbosity"]:
            host = tenant.get_primary_domain().domain
            self.stdout.write(f"{tenant.schema_name} is ready at {host}.")
        if options["s"]:
            call_command("create_tenant_superuser", schema_name=tenant.schema_name)

    @staticmethod
    def _tenant_fields() -> FieldOptions:
        return FieldOptions(get_tenant_model())

    @staticmethod
    def _domain_fields() -> FieldOptions:
        return FieldOptions(get_tenant_domain_model(), prefix="domain-", leave_out="tenant")
