"""Give a workspace the default types of person."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from tenant_site.registers.default_types import seed_person_types


class Command(BaseCommand):
    """Writes the default types into the tenant in force; what furnishes a template."""

    help = "Offer the default types of person in the workspace in force; those there are stay."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say in which language."""
        parser.add_argument("--language", choices=dict(settings.LANGUAGES), required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them."""
        seed_person_types(options["language"])
