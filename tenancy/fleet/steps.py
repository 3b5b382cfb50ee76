"""What a group of equal schemas lacks: one loader, one plan, the states computed once."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.management.base import CommandError
from django.core.management.sql import emit_pre_migrate_signal
from django.db import router
from django.db.migrations import Migration, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import fields, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED

from tenancy.context import tenant_context
from tenancy.fleet.applied import Migrations, applied_migrations, digest

_SCHEMA_OPERATIONS = {models.__name__, fields.__name__}


@dataclass(frozen=True)
class StatedOperation:
    """An operation with the project state before and after it."""

    operation: Operation
    before: Any
    after: Any


class _Lacking(NamedTuple):
    """A migration, and its operations, by which it is the same as one that was loaded before."""

    migration: Migration
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class Step:
    """One migration to apply, what it records, and the digest of a schema that has it."""

    migration: Migration
    operations: tuple[StatedOperation, ...]
    records: tuple[tuple[str, str], ...]
    digest: str
    is_replayable: bool

    @property
    def name(self) -> str:
        """Return `app.0002_name`."""
        return f"{self.migration.app_label}.{self.migration.name}"


@dataclass(frozen=True)
class Plan:
    """The steps from what a group of schemas has to what the code expects."""

    steps: tuple[Step, ...]
    already: Migrations
    replaced: tuple[tuple[str, str], ...] = ()

    @property
    def digest(self) -> str:
        """Return the digest of a schema after all steps."""
        applied = self.steps[-1].digest if self.steps else digest(self.already)
        if not self.replaced:
            return applied
        recorded = {record for step in self.steps for record in step.records}
        return digest({*self.already, *recorded, *self.replaced})


def plan_for(connection: Any, tenant: Any, *, tell: bool = False) -> Plan:
    """Return the plan of every schema that has what `tenant` has; reads that one schema.

    `tell` sends Django's `pre_migrate` inside the tenant, which may add operations.

    Raises:
        CommandError: migrations conflict with each other.
        InconsistentMigrationHistory: one is applied before its dependency.
    """
    already = applied_migrations(tenant.schema_name, using=connection.alias)
    with tenant_context(tenant):
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)
        _refuse_conflicts(executor)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not plan:
            return Plan((), already, _replaced(executor, already))
        state = executor._create_project_state(with_applied_migrations=True)  # type: ignore[attr-defined]  # as Django's own command does
        if tell:
            emit_pre_migrate_signal(0, False, connection.alias, apps=state.apps, plan=plan)  # noqa: FBT003  # Django's signature
        lacking = tuple(_Lacking(one, tuple(one.operations)) for one, _backwards in plan)
        if already:
            steps = _steps(state, lacking, already, connection.alias)
        else:
            kind = getattr(tenant, "tenant_type", None)
            unmigrated = frozenset(executor.loader.unmigrated_apps)
            steps = _steps_from_nothing(unmigrated, lacking, connection.alias, kind)
    having = {*already, *(record for step in steps for record in step.records)}
    return Plan(steps, already, _replaced(executor, having))


@functools.lru_cache(maxsize=2)
def _steps_from_nothing(
    unmigrated: frozenset[str], lacking: tuple[_Lacking, ...], alias: str, _kind: str | None
) -> tuple[Step, ...]:
    """Compute what an empty schema lacks once in a process, for each template and tenant to come.

    A written migration is other operations, a kind of tenant other answers of the router.
    """
    return _steps(ProjectState(real_apps=set(unmigrated)), lacking, frozenset(), alias)


def _steps(
    state: ProjectState, lacking: tuple[_Lacking, ...], already: Migrations, alias: str
) -> tuple[Step, ...]:
    state.apps  # noqa: B018  # rendered once, carried along by every clone
    stating, steps, having = _Stating(state), [], set(already)
    for migration, operations in lacking:
        records = _records(migration)
        having |= set(records)
        stated = stating.after(migration)
        replays = migration.atomic and all(
            _replays(one, alias, migration.app_label) for one in operations
        )
        steps.append(Step(migration, stated, records, digest(having), replays))
    return tuple(steps)


def _refuse_conflicts(executor: MigrationExecutor) -> None:
    conflicts = executor.loader.detect_conflicts()
    if conflicts:
        names = "; ".join(f"{', '.join(found)} in {app}" for app, found in conflicts.items())
        raise CommandError(f"Migrations conflict ({names}). Run manage.py makemigrations --merge.")


def _records(migration: Migration) -> tuple[tuple[str, str], ...]:
    """Return what Django records for a migration: a squashed one stands for those it replaces."""
    return tuple(migration.replaces) or ((migration.app_label, migration.name),)


def _replaced(executor: MigrationExecutor, having: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    """Return the squashed migrations whose parts are all there, which Django records too."""
    known = set(having)
    return tuple(
        sorted(
            key
            for key, migration in executor.loader.replacements.items()
            if key not in known and all(tuple(one) in known for one in migration.replaces)
        )
    )


class _Stating:
    """Carries the state on; Django would render most of a project's models at each operation.

    A constraint or index is made from the operation itself: the models are rendered once for a
    row of them, before another operation looks, and at the end of each migration.
    """

    def __init__(self, state: Any) -> None:
        self.state = state
        self._stale: set[tuple[str, str]] = set()

    def after(self, migration: Migration) -> tuple[StatedOperation, ...]:
        """Apply a migration to the state; return its operations with the states around each."""
        found = tuple(self._stated(one, migration.app_label) for one in migration.operations)
        self._render()
        return found

    def _stated(self, operation: Operation, app_label: str) -> StatedOperation:
        if isinstance(operation, models.AddConstraint | models.AddIndex):
            before, after = self.state, self.state.clone()
            apps = after.__dict__.pop("apps")
            operation.state_forwards(app_label, after)
            after.apps = apps
            self._stale.add((app_label, operation.model_name_lower))
        else:
            self._render()
            before, after = self.state, self.state.clone()
            operation.state_forwards(app_label, after)
        self.state = after
        return StatedOperation(operation, before, after)

    def _render(self) -> None:
        if self._stale:
            self.state.reload_models(self._stale)
            self._stale = set()


def _replays(operation: Operation, alias: str, app_label: str) -> bool:
    """Say whether what the operation did once, as SQL, may be done again in an equal schema."""
    if type(operation) is SeparateDatabaseAndState:
        return all(_replays(one, alias, app_label) for one in operation.database_operations)
    if type(operation).__module__ in _SCHEMA_OPERATIONS:
        return not _makes_values_up(operation)
    is_special = type(operation) in (RunSQL, RunPython)
    hints = getattr(operation, "hints", {})
    if is_special and not router.allow_migrate(alias, app_label, **hints):
        return True  # belongs to another kind of schema: does nothing here
    return type(operation) is RunSQL


def _makes_values_up(operation: Operation) -> bool:
    """Say whether rows get what a function returns: a key of the canary's is no one else's."""
    default = getattr(getattr(operation, "field", None), "default", None)
    return callable(default) and default not in (dict, list, NOT_PROVIDED)
