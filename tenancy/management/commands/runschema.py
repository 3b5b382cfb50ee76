"""Run any command in the schemas that a person names."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from tenancy.management.passing_on import PassingOn
from tenancy.management.schema_commands import SchemaOptions
from tenancy.running import CommandLine


class Command(PassingOn, SchemaOptions):
    """Runs another command in each chosen schema; one failure stops no other."""

    help = (
        "Run a command in schemas: manage.py runschema showmigrations books --schema acme globex. "
        "Each line of output begins with the schema's name. A schema in which the command fails "
        "is reported, the others go on, and the status is 1. What stands after -- goes to the "
        "command untouched."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the command, the schemas and how to run."""
        SchemaOptions.add_arguments(self, parser)
        PassingOn.add_arguments(self, parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it everywhere.

        Raises:
            CommandError: the command chooses schemas itself, or does not exist.
            SomeSchemasFailed: after all, some failed.
        """
        other = self.other(options)
        if other.asks_for_help:
            other.run()
        self._refuse_nesting(other)
        shared = self.shared(options)
        self.run_in_schemas(lambda _tenant: other.run(**shared), options)

    @staticmethod
    def _refuse_nesting(other: CommandLine) -> None:
        if isinstance(other.load(), (SchemaOptions, PassingOn)):
            raise CommandError(
                f"{other.name} chooses its schemas itself: run it without runschema."
            )
