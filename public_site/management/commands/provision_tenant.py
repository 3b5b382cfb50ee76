"""Open a ready workspace for somebody: the address, the owner and the first book."""

import getpass
import os
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from accounts.mailable import validate_mailable
from accounts.models import User, normalise_email
from public_site.models import Client
from public_site.signup.addresses import fold, validate_address
from public_site.signup.opening import AddressTaken, OwnerRefused, open_workspace
from tenancy.management.asking import add_noinput

PASSWORD_VARIABLE = "DJANGO_SUPERUSER_PASSWORD"  # noqa: S105 - a variable's name
BOOK = {"es": "Portería", "en": "Main gate"}


class Command(BaseCommand):
    """Opens a workspace as sign-up does, and prints its address."""

    help = (
        "Open a workspace as sign-up does: client, schema, domain, owner and first book, all or "
        "nothing; prints its address. The owner's account is taken as it is where it exists; a "
        "new one gets the password that is asked for, or DJANGO_SUPERUSER_PASSWORD. Example: "
        'manage.py provision_tenant "Acme Ltd" acme owner@acme.example'
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the organisation, its address and its owner."""
        client = Client()
        parser.add_argument("tenant_name", help="The organisation.")
        parser.add_argument("tenant_slug", help="Its address: acme in acme.newsbook.example.")
        parser.add_argument("owner_email", help="Who manages the workspace.")
        parser.add_argument("--owner-name", default="", help="How others see the owner.")
        parser.add_argument("--book", default="", help="The first book. Usually the main gate.")
        parser.add_argument(
            "--language", default=client.language, choices=[code for code, _ in settings.LANGUAGES]
        )
        parser.add_argument("--time-zone", default=client.time_zone, help="In which days begin.")
        add_noinput(parser)

    @no_translations  # the validators' sentences come from the models
    def handle(self, *args: Any, **options: Any) -> None:
        """Open it.

        Raises:
            CommandError: name, address, owner or password are not acceptable, or taken.
        """
        slug, email = fold(options["tenant_slug"]), options["owner_email"]
        try:
            _refuse(slug=slug, email=email, options=options)
            password = None if _has_account(email) else _password(options)
            client = open_workspace(
                name=options["tenant_name"],
                slug=slug,
                owner_email=email,
                owner_name=options["owner_name"],
                password=password,
                time_zone=options["time_zone"],
                language=options["language"],
                first_book_name=options["book"] or BOOK[options["language"]],
            )
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        except AddressTaken as problem:
            raise CommandError(f"Another client has the address {slug}.") from problem
        except OwnerRefused as problem:
            raise CommandError(f"The account of {email} may not sign in.") from problem
        self.stdout.write(client.url)


def _refuse(*, slug: str, email: str, options: dict[str, Any]) -> None:
    validate_address(slug)
    validate_mailable(email)
    Client(name=options["tenant_name"], slug=slug, time_zone=options["time_zone"]).clean_fields()


def _has_account(email: str) -> bool:
    return User.objects.filter(email=normalise_email(email)).exists()


def _password(options: dict[str, Any]) -> str:
    password = os.environ.get(PASSWORD_VARIABLE, "")
    if not password and options["interactive"]:
        password = getpass.getpass("Password of the owner: ")
    if not password:
        raise CommandError(f"Set the environment variable {PASSWORD_VARIABLE}.")
    person = User(email=options["owner_email"], name=options["owner_name"])
    validate_password(password, person)
    return password
