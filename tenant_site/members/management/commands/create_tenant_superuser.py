"""django-tenants' command, meaning what it must mean here: an owner of one workspace."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tenancy.context import tenant_context
from tenancy.management.asking import TenantOption, add_noinput
from tenant_site.members.management.owners import add_code, make_owner_from_options


class Command(TenantOption, BaseCommand):
    """Makes a person an owner of one workspace; never an operator of the service."""

    help = (
        "Make a person an owner of one workspace, by e-mail or by badge (--code). Their account "
        "is made unless it exists; its password is asked for, or DJANGO_SUPERUSER_PASSWORD. "
        "Example: manage.py create_tenant_superuser --schema acme --code ADMIN"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the workspace, the person, and whether to ask."""
        super().add_arguments(parser)
        parser.add_argument("--email", default="", help="Asked for when there is no --code.")
        parser.add_argument("--name", default="", help="How others see them.")
        add_code(parser)
        add_noinput(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the owner.

        Raises:
            CommandError: e-mail, badge or password are missing, not acceptable, or another's.
        """
        client = self.get_tenant_from_options_or_interactive(**options)
        with tenant_context(client):
            member = make_owner_from_options(options)
        if options["verbosity"]:
            self.stdout.write(f"{member} is an owner of {client.name}.")
