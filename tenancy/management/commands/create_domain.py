"""Give a tenant one more domain."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser, no_translations
from django_tenants.utils import get_tenant_domain_model

from tenancy.management.asking import TenantOption, add_noinput
from tenancy.management.field_options import FieldOptions
from tenancy.opening_tenants import add_domain


class Command(TenantOption, BaseCommand):
    """Adds a domain; asks for what was not given."""

    help = (
        "Give a tenant one more domain. A primary one takes the place of the old primary, which "
        "stays as a second name. Example: manage.py create_domain --schema acme "
        "--domain-domain log.acme.example --domain-is_primary False --noinput"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the tenant and one option for each field of the domain."""
        super().add_arguments(parser)
        self._fields().add_to(parser)
        add_noinput(parser)

    @no_translations  # the validators' sentences come from the models
    def handle(self, *args: Any, **options: Any) -> None:
        """Add it.

        Raises:
            TenantRefused: it is no host name, or taken.
        """
        tenant = self.get_tenant_from_options_or_interactive(**options)
        domain = add_domain(tenant, self._fields().values(options))
        if options["verbosity"]:
            kind = "primary domain" if domain.is_primary else "domain"
            self.stdout.write(f"{domain.domain} is a {kind} of {tenant.schema_name}.")

    @staticmethod
    def _fields() -> FieldOptions:
        return FieldOptions(
            get_tenant_domain_model(),
            prefix="domain-",
            leave_out="tenant",
            short={"domain": "-d", "is_primary": "--is_primary"},  # as django-tenants' docs write
        )
