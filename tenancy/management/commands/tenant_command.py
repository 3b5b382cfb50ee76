"""Run any command inside one tenant."""

from typing import Any

from django.core.management.base import CommandParser

from tenancy.context import tenant_context
from tenancy.management.asking import TenantOption
from tenancy.management.passing_on import PassingOn


class Command(TenantOption, PassingOn):
    """Runs another command inside a tenant, and is outside again afterwards."""

    help = (
        "Run a command inside one tenant: manage.py tenant_command shell --schema acme. "
        "What stands after -- goes to the command untouched."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the command and the tenant."""
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; its failure is ours."""
        other = self.other(options)
        if other.asks_for_help:
            other.run()
        other.load()
        with tenant_context(self.get_tenant_from_options_or_interactive(**options)):
            other.run(**self.shared(options), stdout=self.stdout._out, stderr=self.stderr._out)
