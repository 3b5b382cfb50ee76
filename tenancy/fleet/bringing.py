"""Bring schemas up to the code: groups of equal ones, a canary for each, then by replay."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from django.core.management.base import CommandError
from django.db import DatabaseError, connections
from django_tenants.migration_executors.base import run_migrations
from django_tenants.signals import schema_migrate_message, schema_migrated, schema_pre_migration
from django_tenants.utils import get_tenant_database_alias

from tenancy.context import SchemaOnly, public_context
from tenancy.fleet import states
from tenancy.fleet.applied import NOTHING_APPLIED, applied_digests
from tenancy.fleet.applying import (
    Applier,
    Change,
    Drifted,
    StepFailed,
    as_step_failed,
    is_about_locks,
)
from tenancy.fleet.report import Outcome
from tenancy.fleet.side_by_side import side_by_side
from tenancy.fleet.steps import Plan, Step, plan_for
from tenancy.fleet.telling import tell_apps, wants_telling

TRIES = 5
FIRST_PAUSE_SECONDS = 0.2
Kinds = Mapping[str, str | None]  # schema name → tenant type, None without multi-type tenants


class Listener(Protocol):
    """Takes outcomes as they come."""

    def add(self, outcome: Outcome) -> None:
        """Take one."""


@dataclass(frozen=True)
class Group:
    """Schemas that have the same migrations, and what they lack, or why that cannot be said."""

    schemas: tuple[str, ...]
    plan: Plan
    tenant_type: str | None
    problem: Exception | None = None


def groups_of(
    kinds: Kinds, *, using: str | None = None, tell: bool = False, keep_going: bool = False
) -> list[Group]:
    """Return the schemas that exist, by what they have; one plan each, read from the first.

    The first of a group will be its canary. `tell` sends Django's `pre_migrate`. With
    `keep_going` a group that has no plan is returned with its problem.

    Raises:
        CommandError: the code's migrations conflict with each other.
    """
    found = applied_digests(list(kinds), using=using)
    alike: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for schema in kinds:
        if schema in found:
            alike[found[schema], kinds[schema]].append(schema)
    connection = connections[using or get_tenant_database_alias()]
    groups = []
    for (digest, tenant_type), schemas in alike.items():
        first = SchemaOnly(schemas[0], tenant_type)
        plan, problem = Plan((), frozenset()), None
        try:
            if digest == NOTHING_APPLIED:
                Applier(connection).prepare(first)
            plan = plan_for(connection, first, tell=tell)
        except Exception as refused:  # receivers of signals may raise anything
            if isinstance(refused, CommandError) or not keep_going:
                raise
            problem = refused
        groups.append(Group(tuple(schemas), plan, tenant_type, problem))
    return groups


def bring_up(group: Group, listener: Listener, *, using: str | None = None, jobs: int = 1) -> None:
    """Bring a group to its plan's end; one schema's failure is an outcome, the others go on.

    What is proved to replay is replayed in `jobs` schemas at a time.
    """
    run = _Run(group, connections[using or get_tenant_database_alias()])
    idle: set[str] = set()
    if not (group.plan.steps or group.plan.replaced or group.problem):
        states.bring_to_the_truth(group.schemas, using=using)
        idle = {*group.schemas} - states.failed_among(group.schemas)
    for schema in group.schemas:
        if schema in idle:
            listener.add(Outcome(schema, "skipped", reason="nothing to do"))
    for outcome in run.each([schema for schema in group.schemas if schema not in idle], jobs=jobs):
        listener.add(outcome)


def bring_one_up(schema: str, *, tenant_type: str | None = None) -> None:
    """Bring one schema to head inside the caller's transaction, by Django's operations.

    Each step is told to receivers of django-tenants' `schema_migrate_message`.

    Raises:
        StepFailed: a migration failed; roll back.
    """
    (group,) = groups_of({schema: tenant_type}, tell=True)
    run = _Run(group, connections[get_tenant_database_alias()], tells_steps=True)
    run.all_steps(SchemaOnly(schema, tenant_type))


@dataclass
class _Run:
    """One group on its way; keeps what each step did to the canary."""

    group: Group
    connection: Any
    changes: dict[str, Change] = field(default_factory=dict)
    proved: set[str] = field(default_factory=set)
    replayed: int = 0
    tells_steps: bool = False

    def each(self, schemas: Sequence[str], *, jobs: int) -> Iterator[Outcome]:
        """Yield the outcome of each schema, one after the other until the way is proved."""
        for number, schema in enumerate(schemas):
            hands = min(jobs, len(schemas) - number)
            if hands > 1 and self._is_only_sql():
                yield from side_by_side(self._elsewhere, schemas[number:], jobs=hands)
                return
            yield self.one(schema)

    def _is_only_sql(self) -> bool:
        """Say whether the other schemas take nothing but SQL that was proved: no one's Python.

        A transaction of the caller is only on the caller's own connection.
        """
        plan, signals = self.group.plan, (schema_pre_migration, schema_migrated)
        return (
            bool(plan.steps)
            and self.proved == {step.name for step in plan.steps}
            and not wants_telling(plan)
            and not any(signal.has_listeners(run_migrations) for signal in signals)
            and not self.connection.in_atomic_block
        )

    def _elsewhere(self, schema: str) -> Outcome:
        mine = connections[self.connection.alias]
        return replace(self, connection=mine).one(schema)

    def one(self, schema: str) -> Outcome:
        tenant = SchemaOnly(schema, self.group.tenant_type)
        began, self.replayed = time.monotonic(), 0
        try:
            self.all_steps(tenant)
        except Exception as problem:  # noqa: BLE001  # receivers of signals may raise anything
            reason, code = _reason(problem), getattr(problem, "sqlstate", "")
            if not self.connection.in_atomic_block:
                self.connection.close_if_unusable_or_obsolete()
            states.record_failure(schema, error=reason, sqlstate=code)
            return Outcome(schema, "failed", milliseconds=_since(began), reason=reason)
        steps = len(self.group.plan.steps)
        how = "replay" if self.replayed == steps else "operations"
        return Outcome(schema, "done", steps, _since(began), how)

    def all_steps(self, tenant: Any) -> None:
        if self.group.problem:
            raise self.group.problem
        plan, tells = self.group.plan, wants_telling(self.group.plan)
        told_after = plan.steps[-1] if plan.steps and tells else None
        applier = Applier(self.connection, told_after)
        with public_context():
            schema_pre_migration.send(run_migrations, schema_name=tenant.schema_name)
        if not plan.already:
            applier.prepare(tenant)
        for number, step in enumerate(plan.steps, start=1):
            self._with_patience(applier, step, tenant)
            if self.tells_steps:
                _tell_step(number, len(plan.steps), step, tenant)
        if plan.replaced:
            applier.record_replaced(plan.replaced, plan.digest, tenant)
        if tells:
            tell_apps(plan, tenant, using=self.connection.alias)
        with public_context():
            schema_migrated.send(run_migrations, schema_name=tenant.schema_name)
        if tells:
            states.forget_failure(tenant.schema_name)

    def _with_patience(self, applier: Applier, step: Step, tenant: Any) -> None:
        """Apply a step; a lock that is not had in time is waited for a few times."""
        for number in range(1, TRIES + 1):
            try:
                self._apply(applier, step, tenant)
            except (StepFailed, DatabaseError) as problem:
                cause = problem.__cause__ if isinstance(problem, StepFailed) else problem
                may_wait = step.migration.atomic and not self.connection.in_atomic_block
                if number == TRIES or not may_wait or not is_about_locks(cause or problem):
                    raise as_step_failed(step, problem) from problem
                time.sleep(FIRST_PAUSE_SECONDS * 2**number)
            else:
                return

    def _apply(self, applier: Applier, step: Step, tenant: Any) -> None:
        if not step.is_replayable or len(self.group.schemas) == 1:
            applier.by_operations(step, tenant)
            return
        change = self.changes.get(step.name)
        if change is None:
            self.changes[step.name] = applier.watched(step, tenant)
            return
        try:
            applier.by_replay(step, change, tenant)
        except (DatabaseError, Drifted) as problem:
            if is_about_locks(problem):
                raise
            self._without_replay(applier, step, tenant)
        else:
            self.replayed += 1
            self.proved.add(step.name)

    def _without_replay(self, applier: Applier, step: Step, tenant: Any) -> None:
        """Master a drift, or name the statement that fails; a canary that nobody equals goes."""
        if step.name in self.proved:
            applier.by_operations(step, tenant)
        else:
            self.changes[step.name] = applier.watched(step, tenant)


def _tell_step(number: int, total: int, step: Step, tenant: Any) -> None:
    with public_context():
        schema_migrate_message.send(
            run_migrations,
            message=f"[{number}/{total} ({100 * number // total}%) "
            f"operations:{tenant.schema_name}] {step.name}",
        )


def _reason(problem: Exception) -> str:
    if isinstance(problem, StepFailed):
        return str(problem)
    return f"{type(problem).__name__}: {' '.join(str(problem).split())}"


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
