"""Collect static files inside tenants."""

from typing import Any

from django.contrib.staticfiles.management.commands import collectstatic
from django.core.management.base import CommandParser
from django_tenants.utils import get_tenant_model

from tenancy.context import public_context
from tenancy.management.asking import TenantOption
from tenancy.running import CommandLine, refuse_failures, run_in_each


class Command(TenantOption, collectstatic.Command):
    """Runs collectstatic inside one tenant or all; one failure stops no other."""

    help = (
        "Run collectstatic inside a tenant, or with --all-schemas inside each: for projects "
        "whose static files differ by tenant. Where all share them, run collectstatic once. "
        "Example: manage.py collectstatic_schemas --all-schemas --noinput"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take collectstatic's options and the tenants."""
        super().add_arguments(parser)
        parser.add_argument(
            "-a", "--all-schemas", action="store_true", help="Collect inside every tenant."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Collect; each tenant by a collector of its own.

        Raises:
            SomeSchemasFailed: after all, some failed.
        """
        with public_context():
            tenants = (
                list(get_tenant_model().objects.order_by("schema_name"))
                if options["all_schemas"]
                else [self.get_tenant_from_options_or_interactive(**options)]
            )
        streams = {"stdout": self.stdout._out, "stderr": self.stderr._out}

        def work(tenant: Any) -> None:
            CommandLine("collectstatic").run(**options | streams)

        refuse_failures(run_in_each(work, tenants), len(tenants))
