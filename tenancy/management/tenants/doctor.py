"""`tenants doctor`: what is wrong, and what can be mended."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenancy.inspection.doctor import Finding, examine, mend
from tenancy.management.long_work import Steps, line
from tenancy.management.tenants import add_json, add_names, chosen

HELP = "find what is wrong with tenants, and mend what is safe"
DESCRIPTION = (
    "Find tenants without schema and schemas without tenant, schemas that differ from those with "
    "the same migrations (each object is named), state rows that lie, missing migrations, invalid "
    "indexes, folders and links of nobody, domains without tenant, tenants without domain, "
    "removals that are overdue. With --repair it corrects state rows and links and makes schemas "
    "that never were; it never deletes data: for orphans it prints the command. With names it "
    "looks at those tenants alone. The status is 1 if anything is left. Example: "
    "manage.py tenants doctor --repair"
)
_SAID = ("code", "subject", "message", "remedy", "repaired")


def add_arguments(parser: CommandParser) -> None:
    """Take names, whether to repair, and the form of the answer."""
    add_names(parser)
    add_json(parser)
    parser.add_argument("--repair", action="store_true", help="Mend what loses nothing.")


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Examine, perhaps mend, and tell.

    Raises:
        CommandError: something is left.
    """
    tenants = chosen(options["names"]) if options["names"] else None
    left = count = 0
    with Steps(quiet=not options["verbosity"]) as steps:
        findings = list(examine(tenants, tell=steps))
    for found in findings:
        finding = mend(found) if options["repair"] else found
        _say(command, finding, as_json=options["json"])
        left += not finding.repaired
        count += 1
    if left:
        raise CommandError(f"{left} of {count} findings are left. Each names what to do.")
    if not options["json"]:
        command.stdout.write("Everything is mended." if count else "Everything is as it should be.")


def _say(command: BaseCommand, finding: Finding, *, as_json: bool) -> None:
    if as_json:
        facts = {name: getattr(finding, name) for name in _SAID}
        line(command.stdout, facts | {"repairable": finding.repair is not None})
        return
    state = "repaired: " if finding.repaired else ""
    command.stdout.write(f"{state}{finding.subject} {finding.code}: {finding.message}")
    if not finding.repaired:
        command.stdout.write(f"    {finding.remedy}")
