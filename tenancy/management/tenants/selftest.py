"""`tenants selftest`: prove on this very system that nothing leaks."""

from contextlib import closing
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenancy.management.long_work import line
from tenancy.management.tenants import add_json, field_and_value
from tenancy.selftest import Proof, selftest

HELP = "prove on this system that nothing leaks between tenants"
DESCRIPTION = (
    "Make two throw-away tenants whose rows have the same primary keys, and try to reach one "
    "from the other: by rows, raw SQL, threads and async tasks that take turns, savepoints and "
    "rollbacks, cache, files, sessions, logs and jobs. Prints what was proved, removes both "
    "tenants whatever happens (Ctrl-C too), and ends with status 1 when something leaked. They "
    "have opaque names and domains in .invalid. It runs in CI and in production; the signals of "
    "a new tenant are sent. Example: manage.py tenants selftest --json"
)


def add_arguments(parser: CommandParser) -> None:
    """Take values for the tenants and the form of the answer."""
    add_json(parser)
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="fields",
        metavar="FIELD=VALUE",
        help="A field of the tenant model that cannot be made up. May be repeated.",
    )


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Prove it.

    Raises:
        CommandError: something leaked.
    """
    leaks = 0
    with closing(selftest(dict(map(field_and_value, options["fields"])))) as proofs:
        for proof in proofs:
            leaks += len(proof.leaks)
            if options["json"]:
                line(command.stdout, asdict(proof))
            else:
                _say(command, proof)
    if leaks:
        raise CommandError(f"{leaks} leaks. Do not serve tenants with this system.")


def _say(command: BaseCommand, proof: Proof) -> None:
    if proof.skipped:
        command.stdout.write(f"skipped  {proof.name}: {proof.skipped}")
    elif not proof.leaks:
        command.stdout.write(command.style.SUCCESS(f"proved   {proof.name}: {proof.promise}"))
    for leak in proof.leaks:
        command.stdout.write(command.style.ERROR(f"LEAKED   {proof.name}: {leak}"))
