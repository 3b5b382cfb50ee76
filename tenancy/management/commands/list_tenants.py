"""List the tenants."""

from typing import Any

from django.core.management.base import BaseCommand

from tenancy.listing_tenants import COLUMNS, tenant_lines


class Command(BaseCommand):
    """Prints a line for each tenant, for people and for `cut`."""

    help = (
        "List the tenants: schema name, slug or name, primary domain and status, separated by "
        "tabs. A line with the columns' names comes first on a terminal only, so that "
        "`manage.py list_tenants | cut -f1` gives the schema names."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them."""
        if self.stdout.isatty():
            self.stdout.write("\t".join(COLUMNS))
        for line in tenant_lines():
            self.stdout.write("\t".join(line))
