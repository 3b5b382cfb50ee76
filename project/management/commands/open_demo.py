"""Open the sample workspace of `make run`."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from project.demo.opening import open_demo
from project.demo.people import PASSWORD, PEOPLE


class Command(BaseCommand):
    """Opens the workspace `demo` with five weeks of entries, once; prints who signs in how."""

    help = "Open the sample workspace, unless it exists, and print its sign-ins."

    def handle(self, *args: object, **options: object) -> None:
        """Open it and print the sign-ins."""
        if not settings.DEVELOPMENT:
            raise CommandError(
                "The sample's passwords are known to everybody. "
                "It is opened only where PUBLIC_URL is localhost."
            )
        client = open_demo()
        self.stdout.write(f"{client.name}: {client.url}")
        for person in PEOPLE:
            self.stdout.write(f"  {person.role.value:<10}  {person.identifier:<22}  {PASSWORD}")
