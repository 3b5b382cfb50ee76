"""What the commands that make owners share: their options, and the making."""

import getpass
import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils import translation

from accounts.mailable import validate_mailable
from tenancy.management.asking import ask
from tenant_site.members.models import Member
from tenant_site.members.ownership import BadgeTaken, find_person, make_owner

PASSWORD_VARIABLE = "DJANGO_SUPERUSER_PASSWORD"  # noqa: S105 - a variable's name


def add_code(parser: CommandParser) -> None:
    """Add the option that gives an owner a badge."""
    parser.add_argument(
        "--code",
        default="",
        help="In a workspace: the owner's badge, with which they sign in; an e-mail is not "
        "needed then. In public, where nobody has a badge: the operator's address before the @ "
        "of the service's own host, unless --email is given.",
    )


def make_owner_from_options(options: dict[str, Any]) -> Member:
    """Make the person of the options an owner of the workspace in force, and return their place.

    Raises:
        CommandError: e-mail, badge or password are missing, not acceptable, or another's.
    """
    email, badge = options["email"] or "", options["code"] or ""
    if not email and not badge and options["interactive"]:
        email = ask("E-mail: ", instead="Give --email or --code.")
    with translation.override(None):  # the validators' sentences, as everything here, in English
        try:
            if email or not badge:
                validate_mailable(email)
            exists = find_person(email=email, badge=badge)
            password = None if exists else _password(asks=options["interactive"])
            return make_owner(email=email, name=options["name"], password=password, badge=badge)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        except BadgeTaken as refusal:
            raise CommandError(f"{refusal} Choose another --code, or their --email.") from refusal


def _password(*, asks: bool) -> str:
    password = os.environ.get(PASSWORD_VARIABLE) or (getpass.getpass() if asks else "")
    if not password:
        raise CommandError(f"Set the environment variable {PASSWORD_VARIABLE}.")
    validate_password(password)
    return password
