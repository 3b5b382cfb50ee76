"""Give a tenant's schema another name."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenancy.management.asking import add_noinput, ask, known_tenants
from tenancy.management.long_work import Steps
from tenancy.naming_tenants import TenantUnknown, find_tenant
from tenancy.renaming_schemas import rename_tenant_schema


class Command(BaseCommand):
    """Renames a schema with everything that knows its name; may be killed and run again."""

    help = (
        "Rename a tenant's schema: its row, migration state, files and media links follow. "
        "This is rarely needed: a schema name is permanent and nobody sees it. What people see "
        "is the domain: manage.py create_domain. Requests in flight fail once. Killed half-way, "
        "the same command again goes on. Example: manage.py rename_schema --rename_from tenant1 "
        "--rename_to acme"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take both names."""
        parser.add_argument(
            "--rename_from", help="The tenant: its schema name, slug or domain. Asked for."
        )
        parser.add_argument("--rename_to", help="The new schema name. Asked for.")
        add_noinput(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Rename it.

        Raises:
            RenameRefused: the new name is taken, or one of them is none of a tenant's.
            FilesInTheWay: somebody else's files lie under one of the names.
        """
        question = "Rename Schema ('?' to list schemas): "
        old = options["rename_from"] or self._ask(question, "--rename_from", options)
        new = options["rename_to"] or self._ask("Rename to: ", "--rename_to", options)
        with Steps(quiet=not options["verbosity"], stream=self.stderr._out) as steps:
            for step in rename_tenant_schema(_schema_of(old), new, progress=steps):
                if options["verbosity"]:
                    steps.say(self.stdout, step)

    def _ask(self, question: str, option: str, options: dict[str, Any]) -> str:
        if not options["interactive"]:
            raise CommandError(f"Give {option}.")
        while (answer := ask(question, instead=f"Give {option}.")) in ("", "?"):
            if answer:
                self.stdout.write(known_tenants())
        return answer


def _schema_of(name: str) -> str:
    try:
        return str(find_tenant(name).schema_name)
    except TenantUnknown:
        return name  # perhaps renamed by a run that was killed afterwards
