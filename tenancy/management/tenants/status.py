"""`tenants status`: how each tenant is."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tenancy.inspection.status import Status, statuses
from tenancy.management.long_work import Steps, in_short, line, table
from tenancy.management.tenants import add_json, add_names, chosen

HELP = "show migrations, size, rows, files and last error of each tenant"
DESCRIPTION = (
    "Show for each tenant: schema, primary domain, status, whether its migrations are at head, "
    "bytes and rows in the database, files and their bytes, last error. Rows are PostgreSQL's "
    "estimate, exact with --exact, which reads every table. A table on a terminal; elsewhere "
    "columns separated by tabs, or JSON lines with --json, which name the missing migrations. "
    "Example: manage.py tenants status --json | jq 'select(.lacks != [])'"
)
COLUMNS = (
    "schema",
    "domain",
    "status",
    "migrations",
    "bytes",
    "rows",
    "files",
    "file bytes",
    "last error",
)


def add_arguments(parser: CommandParser) -> None:
    """Take names, how exact, and the form of the answer."""
    add_names(parser)
    add_json(parser)
    parser.add_argument("--exact", action="store_true", help="Count rows instead of estimating.")
    parser.add_argument("--no-files", action="store_true", help="Do not list stored files.")


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Show them."""
    tenants, found = chosen(options["names"]), []
    with Steps(quiet=not options["verbosity"]) as steps:
        for number, status in enumerate(
            statuses(tenants, exact=options["exact"], with_files=not options["no_files"]), 1
        ):
            found.append(status)
            steps(status.schema, number, len(tenants))
    if options["json"]:
        for status in found:
            line(command.stdout, asdict(status) | {"migrations": status.migrations})
        return
    if command.stdout.isatty():
        table(command.stdout, *_for_people(found))
    else:
        table(command.stdout, COLUMNS, map(_cells, found))


def _for_people(found: list[Status]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Return columns and rows with short sizes; errors only where there are any."""
    rows = [_cells(status) for status in found]
    short = [(*row[:4], in_short(row[4]), row[5], row[6], in_short(row[7]), row[8]) for row in rows]
    if any(row[8] for row in rows):
        return COLUMNS, short
    return COLUMNS[:8], [row[:8] for row in short]


def _cells(status: Status) -> tuple[Any, ...]:
    return (
        status.schema,
        status.domain,
        status.status,
        status.migrations,
        status.bytes,
        status.rows,
        status.files,
        status.file_bytes,
        status.last_error.partition("\n")[0],
    )
