"""django-tenants' command, meaning what it must mean here: an owner of one workspace."""

import getpass
import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django_tenants.management.commands import InteractiveTenantOption

from accounts.models import User, normalise_email
from tenancy.context import tenant_context
from tenant_site.members.ownership import make_owner

PASSWORD_VARIABLE = "DJANGO_SUPERUSER_PASSWORD"  # noqa: S105 - a variable's name


class Command(InteractiveTenantOption, BaseCommand):
    """Makes a person an owner of one workspace; never an operator of the service."""

    help = "Make a person an owner of one workspace; their account is made unless it exists."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the workspace, the person, and whether to ask."""
        super().add_arguments(parser)
        parser.add_argument("--email", default="")
        parser.add_argument("--name", default="")
        parser.add_argument("--noinput", "--no-input", action="store_false", dest="interactive")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the owner.

        Raises:
            CommandError: the e-mail or the password is missing or not acceptable.
        """
        client = self.get_tenant_from_options_or_interactive(**options)
        asks = options["interactive"]
        email = options["email"] or (input("E-mail: ") if asks else "")
        exists = User.objects.filter(email=normalise_email(email)).exists()
        try:
            validate_email(email)
            password = None if exists else _password(asks=asks)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        with tenant_context(client):
            member = make_owner(email=email, name=options["name"], password=password)
        if options["verbosity"]:
            self.stdout.write(f"{member} is an owner of {client.name}.")


def _password(*, asks: bool) -> str:
    password = os.environ.get(PASSWORD_VARIABLE) or (getpass.getpass() if asks else "")
    if not password:
        raise CommandError(f"Set the environment variable {PASSWORD_VARIABLE}.")
    validate_password(password)
    return password
