"""Executors of `migrate_schemas`, chosen by `--executor` or the EXECUTOR variable."""

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections
from django_tenants import migration_executors
from django_tenants.migration_executors.base import MigrationExecutor, run_migrations
from django_tenants.migration_executors.multiproc import get_pool
from django_tenants.migration_executors.standard import StandardExecutor
from django_tenants.utils import (
    get_multi_type_database_field_name,
    get_public_schema_name,
    get_tenant_database_alias,
    get_tenant_migration_order,
    get_tenant_model,
    has_multi_type_tenants,
)

from tenancy.context import clear, public_context
from tenancy.deletion import read_note
from tenancy.fleet import states
from tenancy.fleet.bringing import Group, Kinds, bring_up, groups_of
from tenancy.fleet.report import Outcome, Report
from tenancy.fleet.side_by_side import usual_jobs
from tenancy.records import SchemaState

Numbered = tuple[int, tuple[str, str | None]]  # place, (schema, tenant type)
# with these, each schema goes through Django's own command
_DJANGOS_OWN = ("fake", "fake_initial", "prune", "run_syncdb", "app_label", "migration_name")


class SchemasFailed(CommandError):
    """Some schemas could not be migrated; the others were, and each reason is kept."""


class ReplayExecutor(MigrationExecutor):
    """Plans once for all schemas that are alike, applies to one, replays in the others."""

    codename = "replay"

    def run_migrations(self, tenants: Iterable[str] | None = None) -> None:
        """Bring these schemas up, public by itself."""
        names = list(tenants or [])
        if self.PUBLIC_SCHEMA_NAME in names:
            self._public()
            names.remove(self.PUBLIC_SCHEMA_NAME)
        if names:
            self._run(dict.fromkeys(names))

    def run_multi_type_migrations(self, tenants: Iterable[tuple[str, str]]) -> None:
        """Bring these schemas up, each with the apps of its type."""
        self._run(dict(tenants))

    def _public(self) -> None:
        verbosity = int(self.options.get("verbosity", 1))
        quiet = self.options | {"verbosity": verbosity if verbosity > 1 else 0}
        wants_words = self.options.get("plan") or verbosity > 1
        run_migrations(
            self.args,
            self.options if wants_words else quiet,
            self.codename,
            self.PUBLIC_SCHEMA_NAME,
        )
        if verbosity and not wants_words and not self.options.get("check_unapplied"):
            Report.say(Outcome(self.PUBLIC_SCHEMA_NAME, "done", how="operations"))

    def _run(self, kinds: Kinds) -> None:
        if any(self.options.get(name) for name in _DJANGOS_OWN):
            each_by_djangos_command(self.args, self.options, self.codename, kinds)
            return
        using = self.options.get("database")
        if self.options.get("plan"):
            show_plan(groups_of(kinds, using=using))
        elif self.options.get("check_unapplied"):
            if any(group.plan.steps for group in groups_of(kinds, using=using)):
                raise SystemExit(1)
        else:
            self._bring_up(kinds)

    def _bring_up(self, kinds: Kinds) -> None:
        verbosity, using = int(self.options.get("verbosity", 1)), self.options.get("database")
        jobs = self.options.get("jobs") or usual_jobs()
        with Report(len(kinds), verbosity=verbosity) as report:
            seen: set[str] = set()
            while kinds:
                groups = groups_of(kinds, using=using, tell=True, keep_going=True)
                there = {schema for group in groups for schema in group.schemas}
                for schema in [*kinds]:
                    if schema not in there:
                        report.add(Outcome(schema, "skipped", reason="has no schema yet"))
                for group in groups:
                    bring_up(group, report, using=using, jobs=jobs)
                seen |= set(kinds)
                kinds = self._appeared_meanwhile(seen)
                report.expect(len(kinds))
        raise_if_failed(report)

    def _appeared_meanwhile(self, seen: set[str]) -> Kinds:
        """Return the tenants that sign-up opened with older code while this ran."""
        if self.options.get("schema_name") or self.options.get("only_failed"):
            return {}
        return {name: kind for name, kind in fleet().items() if name not in seen}


class KeepGoingExecutor(StandardExecutor):
    """Django's own command for each schema; unlike django-tenants', one failure stops nobody."""

    codename = "standard"
    has_pool = False

    def run_migrations(self, tenants: Iterable[str] | None = None) -> None:
        """Migrate public, whose failure ends all, then each of the others."""
        names = list(tenants or [])
        if self.PUBLIC_SCHEMA_NAME in names:
            run_migrations(self.args, self.options, self.codename, self.PUBLIC_SCHEMA_NAME)
            names.remove(self.PUBLIC_SCHEMA_NAME)
        if names:
            self._each(dict.fromkeys(names))

    def run_multi_type_migrations(self, tenants: Iterable[tuple[str, str]]) -> None:
        """Migrate each schema with the apps of its type."""
        self._each(dict(tenants))

    def _each(self, kinds: Kinds) -> None:
        each_by_djangos_command(
            self.args, self.options, self.codename, kinds, in_pool=self.has_pool
        )


class PoolExecutor(KeepGoingExecutor):
    """The same in django-tenants' pool of processes, each of which names what fails."""

    codename = "multiprocessing"
    has_pool = True


class ParallelExecutor(PoolExecutor):
    """The pool under the name that older projects use."""

    codename = "parallel"


def get_executor(codename: str | None = None) -> type[MigrationExecutor]:
    """Return the executor of that name: what GET_EXECUTOR_FUNCTION names.

    Raises:
        CommandError: there is none.
    """
    wanted = codename or os.environ.get("EXECUTOR", ReplayExecutor.codename)
    own = (ReplayExecutor, KeepGoingExecutor, PoolExecutor, ParallelExecutor)
    ours = {one.codename: one for one in own}
    try:
        return ours.get(wanted) or migration_executors.get_executor(wanted)
    except NotImplementedError:
        names = sorted({*ours, "subprocess"})
        raise CommandError(f"No executor is called {wanted}; there are {names}.") from None


def fleet() -> dict[str, str | None]:
    """Return every schema that migrations belong to: templates, tenants, the pool."""
    model = get_tenant_model()
    fields = ["schema_name"]
    if has_multi_type_tenants():
        fields.append(get_multi_type_database_field_name())
    order = get_tenant_migration_order() or ["schema_name"]
    with public_context():
        rows = model.objects.exclude(schema_name=get_public_schema_name()).order_by(*order)
        tenants = {row[0]: (row[1:] or (None,))[0] for row in rows.values_list(*fields)}
        spare = SchemaState.objects.exclude(role=SchemaState.Role.TENANT).order_by("-role", "name")
        keys: dict[str, str | None] = dict(spare.values_list("name", "template_key"))
        kinds = (keys if has_multi_type_tenants() else dict.fromkeys(keys)) | tenants
        leaving = SchemaState.objects.filter(remove_after__isnull=False)
        for name in leaving.values_list("name", flat=True):
            if "removal" in read_note(name):  # half of its tables are gone
                kinds.pop(name, None)
        return kinds


def each_by_djangos_command(
    args: Any, options: Any, codename: str, kinds: Kinds, *, in_pool: bool = False
) -> None:
    """Run Django's command in each schema; one failure is reported and the others go on.

    Raises:
        SchemasFailed: at the end, if any failed.
    """
    one = partial(_by_djangos_command, args, options, codename, len(kinds), in_pool)
    numbered = list(enumerate(kinds.items()))
    with Report(len(kinds), verbosity=int(options.get("verbosity", 1))) as report:
        for outcome in _in_pool(one, numbered) if in_pool else map(one, numbered):
            report.add(outcome)
    states.bring_to_the_truth(kinds)
    raise_if_failed(report)


def _in_pool(one: Callable[[Numbered], Outcome], numbered: list[Numbered]) -> Iterator[Outcome]:
    connections[get_tenant_database_alias()].close()  # a process may not use its parent's
    with get_pool() as pool:
        yield from pool.imap(one, numbered, getattr(settings, "TENANT_MULTIPROCESSING_CHUNKS", 2))


def _by_djangos_command(
    args: Any,
    options: Any,
    codename: str,
    count: int,
    in_pool: bool,  # noqa: FBT001  # partial() and a pool know places only
    numbered: Numbered,
) -> Outcome:
    number, (schema, kind) = numbered
    connection: Any = connections[options.get("database") or get_tenant_database_alias()]
    around = len(connection.atomic_blocks)
    try:
        run_migrations(
            args,
            options,
            codename,
            schema,
            tenant_type=kind or "",
            allow_atomic=not in_pool,
            idx=number,
            count=count,
        )
    except Exception as problem:  # noqa: BLE001  # a migration may raise anything
        for left in reversed(connection.atomic_blocks[around:]):
            # Django's schema editor stays in its transaction where a deferred statement fails
            left.__exit__(type(problem), problem, problem.__traceback__)
        clear()
        states.record_failure(schema, error=str(problem))
        return Outcome(schema, "failed", how=codename, reason=str(problem))
    states.forget_failure(schema)
    return Outcome(schema, "done", how=codename)


def raise_if_failed(report: Report) -> None:
    """Raise `SchemasFailed`, which ends a command with status 1, if any schema failed."""
    if report.failed:
        raise SchemasFailed(
            f"{len(report.failed)} of {len(report.outcomes)} schemas failed: "
            f"{', '.join(outcome.schema for outcome in report.failed[:20])}. "
            "Mend the reason, then run migrate_schemas --only-failed."
        )


def show_plan(groups: Iterable[Group]) -> None:
    """Print what would be done to how many schemas, and how."""
    for group in groups:
        first, *others = group.schemas
        named = first if not others else f"{first} and {len(others)} others like it"
        print(f"{named}: {len(group.plan.steps) or 'no'} migrations to apply")  # noqa: T201  # a plan is printed, as Django's is
        for step in group.plan.steps:
            how = "replayed after the first" if step.is_replayable else "by its own operations"
            print(f"  {step.name}: {how}")  # noqa: T201  # a plan is printed, as Django's is
            for one in step.operations:
                print(f"      {one.operation.describe()}")  # noqa: T201  # a plan is printed
