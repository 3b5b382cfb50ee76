"""Delete a tenant so that it can come back, or bring it back."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tenancy.deletion import delete_softly, refuse_system, undelete
from tenancy.management.asking import TenantOption, add_noinput, confirm
from tenancy.names import RESERVED


class Command(TenantOption, BaseCommand):
    """Suspends a tenant and sets the day of its removal; --undo takes that back."""

    help = (
        "Delete a tenant: nobody reaches it any more, but its schema, files, slug and domains are "
        "kept for TENANT_REMOVAL_DAYS (30); until then --undo brings it back as it was. After "
        "that `manage.py remove_deleted_tenants` exports and removes it. Public is never deleted, "
        "nor a tenant in which something must stay (TENANT_KEEPERS). "
        "Example: manage.py delete_tenant --schema acme"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the tenant, the direction, and whether to ask."""
        super().add_arguments(parser)
        parser.add_argument("--undo", action="store_true", help="Bring a deleted tenant back.")
        add_noinput(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete it, or bring it back.

        Raises:
            CommandError: the person typed another name.
            NeverRemoved: it is public, or the system's.
            MustStay: something in it keeps it.
            NotDeleted: there is nothing to undo.
            RemovalBegun: it is too late to undo.
        """
        if options["schema_name"] in RESERVED:
            refuse_system(options["schema_name"])
        tenant = self.get_tenant_from_options_or_interactive(**options)
        if options["undo"]:
            undelete(tenant)
            self._say(f"{tenant.schema_name} is back.", options)
            return
        if options["interactive"]:
            name = getattr(tenant, "slug", None) or tenant.schema_name
            confirm(f"Type {name} to delete {tenant} ({tenant.schema_name}):", name)
        moment = delete_softly(tenant)
        self._say(
            f"{tenant.schema_name} is deleted. It can be brought back until "
            f"{moment:%Y-%m-%d %H:%M %Z}: manage.py delete_tenant --undo "
            f"--schema {tenant.schema_name}",
            options,
        )

    def _say(self, sentence: str, options: dict[str, Any]) -> None:
        if options["verbosity"]:
            self.stdout.write(sentence)
