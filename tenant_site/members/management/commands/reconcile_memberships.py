"""Tell the public schema who belongs to the workspace: `all_tenants_command` runs it for each."""

from typing import Any

from django.core.management.base import BaseCommand

from tenant_site.members.places import tell_all


class Command(BaseCommand):
    """Makes the list of a person's workspaces right again, for example after an import."""

    help = (
        "Make the notes about who belongs to a workspace what its active members are. Run it for "
        "one: tenant_command reconcile_memberships --schema acme, or for all: "
        "all_tenants_command reconcile_memberships. Example: after tenants import."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many people have a place."""
        self.stdout.write(f"{tell_all()} people have a place here.")
