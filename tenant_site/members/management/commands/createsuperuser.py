"""Django's command: an operator of the service in public, an owner in a workspace."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from tenancy.management.commands import createsuperuser
from tenant_site.members.management.owners import (
    PASSWORD_VARIABLE,
    add_code,
    make_owner_from_options,
)


class Command(createsuperuser.Command):
    """Makes an operator or an owner, whichever the schema has."""

    help = (
        "Make an operator of the service, who signs in at the main website by e-mail; or with "
        "--schema an owner of that workspace, who signs in there by e-mail or badge. "
        "`createsuperuser --code=admin --schema=public` makes the operator admin@ the host of "
        "PUBLIC_URL; `createsuperuser --code=admin --schema=acme` an owner of acme with the "
        "badge ADMIN. The password is asked for, or DJANGO_SUPERUSER_PASSWORD."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take Django's options, the schema, the badge and the name."""
        super().add_arguments(parser)
        parser.add_argument("--name", default="", help="How others see an owner.")
        add_code(parser)

    def make_superuser(self, tenant: Any, **options: Any) -> None:
        """Make the person what the schema in force has.

        Raises:
            CommandError: e-mail, badge or password are missing, not acceptable, or another's.
        """
        options["interactive"] &= not os.environ.get(PASSWORD_VARIABLE) and sys.stdin.isatty()
        if tenant.schema_name != "public":
            member = make_owner_from_options(options)
            if options["verbosity"]:
                self.stdout.write(f"{member} is an owner of {tenant.name}.")
            return
        options["email"] = options["email"] or _address(options["code"])
        super().make_superuser(tenant, **options)
        if options["verbosity"] and not options["interactive"]:
            self._say_who(options["email"])

    def _say_who(self, email: str | None) -> None:
        self.stdout.write(f"They sign in as {email}.")
        if not os.environ.get(PASSWORD_VARIABLE):
            self.stdout.write(f"They have no password yet: manage.py changepassword {email}")


def _address(code: str) -> str | None:
    if not code or "@" in code:
        return code or None
    return f"{code}@{settings.PUBLIC_HOST}"
