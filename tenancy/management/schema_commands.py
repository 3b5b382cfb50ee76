"""Commands for many schemas, in django-pgschemas' grammar; bases for a project's own."""

import copy
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper

from tenancy.choosing_schemas import Scope, choose_schemas
from tenancy.management.asking import add_noinput, ask
from tenancy.management.long_work import Steps
from tenancy.running import EXECUTORS, lines_by_schema, refuse_failures, run_in_each

NAME_ONE = "Name a schema with --schema: acme, or :all:, :static:, :dynamic:."


class SchemaOptions(BaseCommand):
    """A command whose work runs in each of the schemas that a person names."""

    scope = Scope.ALL

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options that choose schemas and how the work runs."""
        super().add_arguments(parser)
        add_noinput(parser)
        parser.add_argument(
            "-s",
            "--schema",
            nargs="+",
            action="extend",
            dest="schemas",
            help="Where to run: schema names, slugs, domains or their beginnings, or "
            ":all:, :static: (public and templates), :dynamic: (tenants). Asked for when missing.",
        )
        parser.add_argument(
            "-x",
            "--exclude-schema",
            nargs="+",
            action="extend",
            dest="excluded_schemas",
            help="Where not to run; the same words.",
        )
        parser.add_argument(
            "--executor",
            choices=EXECUTORS,
            default="sequential",
            help="One schema after the other, or TENANT_MULTIPROCESSING_MAX_PROCESSES (2) at once.",
        )

    def run_in_schemas(self, work: Any, options: dict[str, Any]) -> None:
        """Do `work` in each chosen schema; its lines begin with the schema's name.

        Raises:
            SomeSchemasFailed: after all, some failed.
        """
        tenants = choose_schemas(
            options.get("schemas") or [self._ask(options)],
            excluded=options.get("excluded_schemas") or (),
            scope=self.scope,
        )
        steps = Steps(quiet=not options["verbosity"], stream=self.stderr._out, shared=True)
        with steps, lines_by_schema(self.stdout._out, self.stderr._out):
            failures = run_in_each(work, tenants, executor=options["executor"], progress=steps)
        refuse_failures(failures, len(tenants))

    def _ask(self, options: dict[str, Any]) -> str:
        if not options["interactive"]:
            raise CommandError(NAME_ONE)
        question = (
            "Enter schema to run command "
            f"(leave blank for running on '{self.scope.value}' schemas): "
        )
        return ask(question, instead=NAME_ONE) or ":all:"


class TenantCommand(SchemaOptions):
    """Base of a project's own commands: `handle_tenant` runs inside each schema.

    In public and templates `tenant` has a `schema_name` and nothing else.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        """Run `handle_tenant` in each chosen schema, on a copy that writes its own lines."""

        def work(tenant: Any) -> None:
            mine = copy.copy(self)
            mine.stdout, mine.stderr = OutputWrapper(sys.stdout), OutputWrapper(sys.stderr)
            mine.handle_tenant(tenant, *args, **options)

        self.run_in_schemas(work, options)

    def handle_tenant(self, tenant: Any, *args: Any, **options: Any) -> None:
        """Do the work for one tenant, which is in force."""
        raise NotImplementedError("Give the command a method handle_tenant().")


class StaticTenantCommand(TenantCommand):
    """Base of commands for public and the templates only."""

    scope = Scope.STATIC


class DynamicTenantCommand(TenantCommand):
    """Base of commands for tenants only."""

    scope = Scope.DYNAMIC
