"""Remove drafts, and files that were uploaded for entries which were never written."""

import logging
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django_tenants.utils import get_tenant_model

from tenancy.context import public_context, tenant_context
from tenant_site.drafts.models import LIFE
from tenant_site.drafts.purging import forget_old

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Goes through all workspaces; one that fails does not keep the others from being cleaned."""

    help = "Remove drafts and files of entries never written, in every workspace. Run it daily."

    def add_arguments(self, parser: CommandParser) -> None:
        """Let the age be chosen."""
        parser.add_argument("--hours", type=int, default=int(LIFE.total_seconds() // 3600))

    def handle(self, *args: Any, hours: int, **options: Any) -> None:
        """Clean each workspace.

        Raises:
            CommandError: some could not be cleaned; names them.
        """
        before, failed = timezone.now() - timedelta(hours=hours), []
        with public_context():
            tenants = list(get_tenant_model().objects.exclude(schema_name="public"))
        for tenant in tenants:
            try:
                with tenant_context(tenant):
                    forget_old(before)
            except Exception:
                logger.exception("Drafts of %s could not be removed.", tenant.schema_name)
                failed.append(tenant.schema_name)
        if failed:
            raise CommandError(f"Not cleaned: {', '.join(failed)}. The log says why.")
