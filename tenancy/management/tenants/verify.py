"""`tenants verify`: say whether what the project sealed still holds."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenancy.inspection.verifying import problems_of, verifiers
from tenancy.management.long_work import Steps
from tenancy.management.tenants import add_json, add_names, chosen

HELP = "prove the data of each tenant"
DESCRIPTION = (
    "Call every function of TENANT_VERIFIERS inside each tenant: they prove what the project "
    "promises of its data, such as ledgers. Prints a line for each tenant and each problem; "
    "the status is 1 if there is any. Reads only. Example: manage.py tenants verify acme"
)


def add_arguments(parser: CommandParser) -> None:
    """Take names and the form of the answer."""
    add_names(parser)
    add_json(parser)


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Verify them.

    Raises:
        CommandError: something does not hold, or there is nothing that verifies.
    """
    if not verifiers():
        raise CommandError("Nothing verifies: name functions in TENANT_VERIFIERS.")
    tenants, broken = chosen(options["names"]), 0
    show = _json if options["json"] else _sentence
    with Steps(quiet=not options["verbosity"]) as steps:
        for number, tenant in enumerate(tenants, 1):
            count = 0
            for problem in problems_of(tenant):
                count += 1
                steps.say(command.stdout, show({"schema": tenant.schema_name, **asdict(problem)}))
            steps.say(command.stdout, show({"schema": tenant.schema_name, "problems": count}))
            broken += bool(count)
            steps(tenant.schema_name, number, len(tenants))
    if broken:
        raise CommandError(
            f"{broken} of {len(tenants)} tenants do not hold. Each problem is above."
        )


def _json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, default=str)


def _sentence(row: dict[str, Any]) -> str:
    if "code" in row:
        return f"{row['schema']} {row['place']} {row['code']}: {row['message']}"
    count = row["problems"]
    return f"{row['schema']}: {f'{count} problems' if count else 'holds'}"
