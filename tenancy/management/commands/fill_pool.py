"""Keep schemas ready, so that a sign-up waits for none."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django_tenants.utils import get_tenant_database_alias

from tenancy.fleet.lock import only_one
from tenancy.provisioning import pool
from tenancy.provisioning.templates import seeds


class Command(BaseCommand):
    """Fills the pool of each template up to a size."""

    help = (
        "Keep schemas ready for new tenants: fills the pool of every template up to --size and "
        "drops members that lack a migration. Run it every minute or so; a run that finds the "
        "pool full ends at once. Example: manage.py fill_pool --size 5"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Say how many."""
        parser.add_argument("--size", type=int, default=3, help="Ready schemas per template (3).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill; one run at a time, and none while the fleet is being migrated."""
        alias = get_tenant_database_alias()
        with only_one(alias, tell=self.stderr.write):
            for key in seeds():
                made = pool.fill(key, options["size"], tell=self._tell(options["verbosity"]))
                if options["verbosity"]:
                    row = {"template": key, "made": made, "ready": pool.ready(key)}
                    self.stdout.write(json.dumps(row))

    def _tell(self, verbosity: int) -> Any:
        return self.stdout.write if verbosity > 1 else lambda _name: None
