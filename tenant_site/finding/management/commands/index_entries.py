"""Make what was written before there was a search searchable, in every workspace."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django_tenants.utils import get_tenant_model

from tenancy.context import public_context, tenant_context
from tenant_site.finding.indexing import index_again, index_missing

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Goes through all workspaces in blocks; can be stopped and started at any moment."""

    help = "Index the entries that no search finds yet; --again all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Let the whole index be made anew."""
        parser.add_argument("--again", action="store_true", help="all entries, not those missing")

    def handle(self, *args: Any, again: bool, **options: Any) -> None:
        """Index each workspace.

        Raises:
            CommandError: some could not be indexed; names them.
        """
        failed = []
        with public_context():
            tenants = list(get_tenant_model().objects.exclude(schema_name="public"))
        for tenant in tenants:
            try:
                with tenant_context(tenant):
                    done = index_again() if again else index_missing()
            except Exception:
                logger.exception("Entries of %s could not be indexed.", tenant.schema_name)
                failed.append(tenant.schema_name)
            else:
                name, told = tenant.schema_name, done or "nothing to do"
                self.stdout.write(f"{name}: {told}")
        if failed:
            raise CommandError(f"Not indexed: {', '.join(failed)}. The log says why.")
