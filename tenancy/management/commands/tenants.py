"""Look after tenants: status, doctor, export, import, verify, selftest."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tenancy.management.tenants import (
    Subcommand,
    doctor,
    export,
    importing,
    selftest,
    status,
    verify,
)

SUBCOMMANDS: dict[str, Subcommand] = {
    "status": status,
    "doctor": doctor,
    "export": export,
    "import": importing,
    "verify": verify,
    "selftest": selftest,
}


class Command(BaseCommand):
    """Passes on to the subcommand that was named."""

    help = (
        "Look after tenants: see how they are, find and mend what is wrong, move one in a file, "
        "prove data and isolation. Each subcommand explains itself: manage.py tenants status "
        "--help"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the subcommands with their options."""
        parsers = parser.add_subparsers(
            dest="subcommand", required=True, metavar="subcommand", help="One of these."
        )
        for name, subcommand in SUBCOMMANDS.items():
            one = parsers.add_parser(name, help=subcommand.HELP, description=subcommand.DESCRIPTION)
            self.add_base_argument(
                one,
                "-v",
                "--verbosity",
                type=int,
                choices=[0, 1, 2, 3],
                default=1,
                help="0 shows no progress.",
            )
            subcommand.add_arguments(one)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the subcommand."""
        SUBCOMMANDS[options["subcommand"]].run(self, options)
