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
from tenancy.fleet.bringing import Kinds
from tenancy.fleet.executors import fleet
from tenancy.fleet.lock import only_one
from tenancy.naming_tenants import find_tenant
from tenancy.provisioning.templates import refresh_scripts
from tenancy.records import SchemaState

OURS = "tenancy.fleet.executors.get_executor"


class Command(MigrateSchemasCommand):
    """Brings public, then every tenant's schema, to the migrations of this code."""

    help = (
        "Bring the public schema and every tenant's schema to the migrations of this code. "
        "A migration is applied to one schema by Django's operations, compared, and replayed in "
        "the others; each schema in a transaction of its own, so that a run that was killed goes "
        "on where it ended. A schema that fails is reported, the others go on, and the exit "
        "status is 1. One run at a time: a second one waits. Example: manage.py migrate_schemas "
        "--only-failed"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add to django-tenants' options."""
        super().add_arguments(parser)
        parser.add_argument(
            "--only-failed",
            action="store_true",
            help="Only the schemas whose last migration failed.",
        )
        parser.add_argument(
            "--jobs",
            type=int,
            help="Connections that replay side by side (TENANCY_MIGRATION_JOBS; else one for each "
            "core, four at most).",
        )
        for action in parser._actions:
            if action.dest == "schema_name":
                action.help = "One tenant only: its schema name, slug or a domain."
            elif action.dest == "executor":
                action.help = "replay (default), standard, multiprocessing, parallel or subprocess."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; from code, `schema_name`, `tenant` and `shared` mean what the options mean."""
        alias = options.get("database") or get_tenant_database_alias()
        choose = import_string(getattr(settings, "GET_EXECUTOR_FUNCTION", OURS))
        with only_one(alias, tell=self.stderr.write), public_context():
            executor = choose(codename=options.get("executor"))(args, options)
            if self._wants_public(options):
                executor.run_migrations([get_public_schema_name()])
            kinds = self._wanted(options)
            try:
                if kinds and has_multi_type_tenants():
                    executor.run_multi_type_migrations(kinds.items())
                elif kinds:
                    executor.run_migrations(list(kinds))
            except KeyboardInterrupt:
                said = "Interrupted. The next run goes on with the schemas that are left."
                raise CommandError(said, returncode=130) from None
            finally:
                if not options.get("plan") and not options.get("check_unapplied"):
                    self._bring_rows_and_scripts_up(kinds)

    def _bring_rows_and_scripts_up(self, kinds: Kinds) -> None:
        states.bring_to_the_truth(kinds)
        for key, reason in refresh_scripts().items() if kinds else ():
            self.stderr.write(f"Template {key or '(the only one)'}: {reason}")

    def _wants_public(self, options: dict[str, Any]) -> bool:
        if options.get("schema_name"):
            if options.get("shared"):
                raise CommandError("schema should only be used with the --tenant switch.")
            return bool(options["schema_name"] == get_public_schema_name())
        return not options.get("only_failed") and bool(
            options.get("shared") or not options.get("tenant")
        )

    def _wanted(self, options: dict[str, Any]) -> Kinds:
        """Return the schemas to migrate besides public."""
        if options.get("schema_name"):
            return self._named(options["schema_name"])
        wants_tenants = options.get("tenant") or not options.get("shared")
        kinds = fleet() if wants_tenants else {}
        if options.get("only_failed"):
            failed = set(SchemaState.objects.failed().values_list("name", flat=True))
            return {name: kind for name, kind in kinds.items() if name in failed}
        return kinds

    def _named(self, name: str) -> Kinds:
        if name == get_public_schema_name():
            return {}
        kinds = fleet()
        schema = name if name in kinds else str(find_tenant(name).schema_name)
        if not schema_exists(schema):
            raise CommandError(
                f"The schema {schema} does not exist. Make it with create_missing_schemas."
            )
        return {schema: kinds[schema]}
