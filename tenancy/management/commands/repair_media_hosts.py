"""Make nginx's links from hosts to media folders agree with the domains."""

from typing import Any

from django.core.management.base import BaseCommand

from tenancy.media_hosts import repair


class Command(BaseCommand):
    """Links hosts that have none, removes links of hosts that are gone."""

    help = (
        "Make the links from hosts to media folders agree with the domains, and say which were "
        "not right. The rows keep them right; run it after restoring a database or a disk. "
        "Example: manage.py repair_media_hosts"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Repair and say what was changed."""
        repaired = repair()
        for host in repaired.linked:
            self.stdout.write(f"linked {host}")
        for host in repaired.removed:
            self.stdout.write(f"removed {host}")
        if repaired == type(repaired)((), ()):
            self.stdout.write("Every link is right.")
