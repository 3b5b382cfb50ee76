"""`refresh_client_figures`: what the console's list of clients shows."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from public_site.models import Client
from public_site.operators.figures import refresh
from tenancy.context import public_context


class Command(BaseCommand):
    """Counts members, books, entries, bytes and files of every client."""

    help = (
        "Count members, books, entries, bytes and files of every client, for the console's list. "
        "Run it every hour or so; --no-files leaves the slow listing of files out. "
        "Example: manage.py refresh_client_figures --no-files"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether files are listed."""
        parser.add_argument("--no-files", action="store_true", help="Do not list stored files.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, and say how many."""
        done = 0
        with public_context():
            clients = Client.objects.order_by("pk").iterator(chunk_size=500)
            for done in refresh(clients, with_files=not options["no_files"]):
                if options["verbosity"] > 1:
                    self.stdout.write(f"{done} …")
        self.stdout.write(f"{done} clients measured.")
