"""Create the schemas that tenants lack."""

from typing import Any

from django.core.management.base import BaseCommand

from tenancy.management.long_work import Steps
from tenancy.opening_tenants import create_missing_schemas
from tenancy.running import refuse_failures


class Command(BaseCommand):
    """Creates empty schemas, brought to head, for tenants that have none."""

    help = (
        "Create the schema of each tenant that has none, empty and with all migrations: for rows "
        "that were saved with auto_create_schema = False. A schema that was lost has to come from "
        "a backup instead. A tenant whose schema cannot be made is reported, the others go on. "
        "Example: manage.py create_missing_schemas"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create them.

        Raises:
            SomeSchemasFailed: after all, some could not be made.
        """
        with Steps(quiet=not options["verbosity"], stream=self.stderr._out) as steps:
            made, failures = create_missing_schemas(
                verbosity=options["verbosity"] - 1, progress=steps
            )
        for name in made:
            self.stdout.write(f"created {name}")
        if not made and not failures:
            self.stdout.write("Every tenant has its schema.")
        refuse_failures(failures, len(made) + len(failures))
