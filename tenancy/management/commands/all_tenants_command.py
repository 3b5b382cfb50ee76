"""Run any command inside every tenant."""

from typing import Any

from django.core.management.base import CommandParser
from django_tenants.utils import get_tenant_model

from tenancy.context import public_context
from tenancy.management.long_work import Steps
from tenancy.management.passing_on import PassingOn
from tenancy.running import refuse_failures, run_in_each


class Command(PassingOn):
    """Runs another command inside each tenant; one failure stops no other."""

    help = (
        "Run a command inside every tenant: manage.py all_tenants_command showmigrations books. "
        "A tenant in which it fails is reported, the others go on, and the status is 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the command, and whether a tenant of the public schema counts."""
        super().add_arguments(parser)
        parser.add_argument(
            "--no-public", action="store_true", help="Leave out the tenant of the public schema."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it everywhere.

        Raises:
            CommandUnknown: there is no such command.
            SomeSchemasFailed: after all, some failed.
        """
        other, shared = self.other(options), self.shared(options)
        if other.asks_for_help:
            other.run()
        other.load()
        with public_context():
            tenants = list(get_tenant_model().objects.order_by("schema_name"))

        def work(tenant: Any) -> None:
            self.stdout.write(f"Applying command to: {tenant.schema_name}")
            other.run(**shared, stdout=self.stdout._out, stderr=self.stderr._out)

        if options["no_public"]:
            tenants = [tenant for tenant in tenants if tenant.schema_name != "public"]
        quiet = not options["verbosity"]
        with Steps(quiet=quiet, stream=self.stderr._out, shared=True) as steps:
            failures = run_in_each(work, tenants, progress=steps)
        refuse_failures(failures, len(tenants))
