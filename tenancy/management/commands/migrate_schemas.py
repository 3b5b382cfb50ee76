"""django-tenants' command: planned once for all schemas that are alike, resumed where it ended."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.module_loading import import_string
from django_tenants.management.commands.migrate_schemas import MigrateSchemasCommand
from django_tenants.utils import (
    get_public_schema_name,
    get_tenant_database_alias,
    has_multi_type_tenants,
    schema_exists,
)

from tenancy.context import public_context
from tenancy.fleet import states
from tenancy.fleet.executors import fleet
from tenancy.fleet.lock import only_one
from tenancy.naming_tenants import find_tenant
from tenancy.records import SchemaState

OURS = "tenancy.fleet.executors.get_executor"


class Command(MigrateSchemasCommand):
    """Brings public, then every tenant's schema, to the migrations of this code."""

    help = (
        "Bring the public schema and every tenant's schema to the migrations of this code. "
        "A migration is applied to one schema by Django's operations, compared, and replayed in "
        "the others; each schema in a transaction of its own, so that a run that was killed goes "
        "on where it ended. A schema that fails is reported, the others go on, and the exit "
        "status is 1. One run at a time: a second one waits."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add to django-tenants' options."""
        super().add_arguments(parser)
        parser.add_argument(
            "--only-failed",
            action="store_true",
            help="Only the schemas whose last migration failed.",
        )
        for action in parser._actions:
            if action.dest == "schema_name":
                action.help = "One tenant only: its schema name, slug or a domain."
            elif action.dest == "executor":
                action.help = "replay (default), standard, multiprocessing, parallel or subprocess."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; from code, `schema_name`, `tenant` and `shared` mean what the options mean."""
        alias = options.get("database") or get_tenant_database_alias()
        with only_one(alias, tell=self.stderr.write), public_context():
            choose = import_string(getattr(settings, "GET_EXECUTOR_FUNCTION", OURS))
            executor = choose(codename=options.get("executor"))(args, options)
            public, kinds = self._wanted(options)
            if public:
                executor.run_migrations([get_public_schema_name()])
            if kinds and has_multi_type_tenants():
                executor.run_multi_type_migrations(kinds.items())
            elif kinds:
                executor.run_migrations(list(kinds))
            if kinds and executor.codename != "replay":
                states.bring_to_the_truth(kinds)

    def _wanted(self, options: dict[str, Any]) -> tuple[bool, dict[str, str | None]]:
        """Return whether public is to be migrated, and which other schemas."""
        if options.get("schema_name"):
            return self._named(options)
        both = not options.get("shared") and not options.get("tenant")
        kinds = fleet() if options.get("tenant") or both else {}
        if options.get("only_failed"):
            failed = set(SchemaState.objects.failed().values_list("name", flat=True))
            return False, {name: kind for name, kind in kinds.items() if name in failed}
        return bool(options.get("shared") or both), kinds

    def _named(self, options: dict[str, Any]) -> tuple[bool, dict[str, str | None]]:
        if options.get("shared"):
            raise CommandError("schema should only be used with the --tenant switch.")
        name = options["schema_name"]
        if name == get_public_schema_name():
            return True, {}
        kinds = fleet()
        schema = name if name in kinds else str(find_tenant(name).schema_name)
        if not schema_exists(schema):
            raise CommandError(
                f"The schema {schema} does not exist. Make it with create_missing_schemas."
            )
        return False, {schema: kinds[schema]}
