"""Apply one migration to one schema: by Django's own operations, or by what they said before."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple
from weakref import WeakSet

from django.conf import settings
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder
from django.db.transaction import atomic

from tenancy.catalog.reader import BY_INDEX, OBJECTS, read_objects, relations_that_differ
from tenancy.context import public_context, tenant_context
from tenancy.fleet import states
from tenancy.fleet.steps import Step

_FINGERPRINT = (
    "SELECT md5(coalesce(string_agg(kind || '|' || relation || '|' || name || '|' || normal,"
    " chr(10) ORDER BY kind, relation, name), ''))"
    f" FROM ({OBJECTS}) AS objects WHERE relation = ANY(%s)"
)
_planned: WeakSet[Any] = WeakSet()  # the server sessions that know the fingerprint's plan
_RECORD = "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())"


class StepFailed(Exception):
    """A migration could not be applied to a schema; nothing of it was kept, if it is atomic."""

    def __init__(self, step: Step, cause: BaseException, statement: str = "") -> None:
        diagnosis = getattr(cause.__cause__, "pgcode", None) or getattr(
            cause.__cause__, "sqlstate", None
        )
        self.sqlstate = str(diagnosis or "")
        text = " ".join(str(cause).split()) or type(cause).__name__
        at = f" at: {statement}" if statement else ""
        super().__init__(f"{step.name}: {type(cause).__name__}: {text}{at}")


def as_step_failed(step: Step, problem: Exception) -> StepFailed:
    """Return the problem as the failure of a step."""
    return problem if isinstance(problem, StepFailed) else StepFailed(step, problem)


class Drifted(Exception):
    """After replaying, the schema's tables are not what they are in the canary."""


class Change(NamedTuple):
    """What a step did to the canary: its SQL, the relations it touched, how they read after."""

    statements: tuple[str, ...]
    relations: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True)
class Applier:
    """Applies steps on one connection; after the step `told_after` the apps are to be told."""

    connection: Any
    told_after: Step | None = None

    def prepare(self, tenant: Any) -> None:
        """Make the table of migrations in a fresh schema; public's must not be taken for it."""
        with tenant_context(tenant, include_public=False):
            MigrationRecorder(self.connection).ensure_schema()

    def by_operations(self, step: Step, tenant: Any) -> tuple[str, ...]:
        """Apply the step by Django's operations; return the SQL that it ran.

        Raises:
            StepFailed: with the statement at which it failed.
        """
        migration = step.migration
        editor = _recording_editor(self.connection, atomic=migration.atomic)
        in_tenant = partial(tenant_context, tenant)  # a function may put another in force
        try:
            with in_tenant(), _transaction(self.connection, tenant, is_atomic=migration.atomic):
                with editor:
                    for one in step.operations:
                        with self._operation_transaction(step, one.operation), in_tenant():
                            one.operation.database_forwards(
                                migration.app_label, editor, one.before, one.after
                            )
                    editor.run_deferred()
                self._record(step, tenant)
        except Exception as problem:  # RunPython may raise anything
            raise StepFailed(step, problem, (editor.statements or [""])[-1]) from problem
        return tuple(editor.statements)

    def watched(self, step: Step, tenant: Any) -> Change:
        """Apply the step to the canary by Django's operations, and say what it changed."""
        before = read_objects(tenant.schema_name, using=self.connection.alias)
        statements = self.by_operations(step, tenant)
        after = read_objects(tenant.schema_name, using=self.connection.alias)
        relations = tuple(relations_that_differ(before, after))
        with atomic(self.connection.alias), self.connection.cursor() as cursor:
            fingerprint = self._fingerprint(cursor, tenant.schema_name, relations)
        return Change(statements, relations, fingerprint)

    def by_replay(self, step: Step, change: Change, tenant: Any) -> None:
        """Do what the step did to the canary, all or nothing, and compare the touched tables.

        Raises:
            Drifted: the result differs from the canary's.
            DatabaseError: a statement failed.
        """
        name = tenant.schema_name
        with (
            tenant_context(tenant),
            atomic(self.connection.alias),
            self.connection.cursor() as cursor,
        ):
            lock = _lock_sql(self.connection, name)
            statements = [lock, *change.statements, *self._record_sql(step, name)]
            cursor.execute("\n;\n".join(statements))  # one may end in a comment
            if change.relations and change.fingerprint != self._fingerprint(
                cursor, name, change.relations
            ):
                raise Drifted(f"{step.name}: {', '.join(change.relations)} differ in {name}.")

    def record_replaced(self, names: Sequence[tuple[str, str]], digest: str, tenant: Any) -> None:
        """Record squashed migrations whose parts are all applied."""
        with (
            tenant_context(tenant),
            atomic(self.connection.alias),
            self.connection.cursor() as cursor,
        ):
            cursor.executemany(_RECORD, names)
            states.advance(cursor, tenant.schema_name, digest)

    def _record(self, step: Step, tenant: Any) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(_RECORD, step.records)
            states.advance(cursor, tenant.schema_name, step.digest, owed=self._owed(step))

    def _record_sql(self, step: Step, schema: str) -> Iterator[str]:
        for record in step.records:
            yield str(self.connection.ops.compose_sql(_RECORD, record))
        yield states.advance_sql(self.connection, schema, step.digest, owed=self._owed(step))

    def _owed(self, step: Step) -> str:
        return "post_migrate was not sent to the end." if step is self.told_after else ""

    def _operation_transaction(self, step: Step, operation: Any) -> Any:
        """Return Django's rule: an atomic operation of a non-atomic migration has its own."""
        wants = not step.migration.atomic and operation.atomic
        return atomic(self.connection.alias) if wants else nullcontext()

    def _fingerprint(self, cursor: Any, schema: str, relations: Sequence[str]) -> str:
        """Return a hash of these relations; planned once, so always with the same search_path."""
        with public_context():
            if self.connection.settings_dict.get("TRANSACTION_POOLING"):
                cursor.execute(_FINGERPRINT, [list(relations), schema, list(relations)])
            else:
                self._plan_fingerprint(cursor)
                execute = f"{BY_INDEX} EXECUTE tenancy_fingerprint (%s, %s)"
                cursor.execute(execute, [list(relations), schema])
            return str(cursor.fetchone()[0])

    def _plan_fingerprint(self, cursor: Any) -> None:
        if self.connection.connection not in _planned:
            cursor.execute("SET plan_cache_mode = force_generic_plan")
            query = _FINGERPRINT % ("$1", "$2", "$1")
            cursor.execute(f"PREPARE tenancy_fingerprint (text[], text) AS {query}")
            _planned.add(self.connection.connection)


@contextmanager
def _transaction(connection: Any, tenant: Any, *, is_atomic: bool) -> Iterator[None]:
    """Open a transaction that waits briefly for locks, so that nobody queues behind us.

    It takes the schema's row first: who claims from the pool passes over a locked one.
    """
    if not is_atomic:
        yield
        return
    with atomic(connection.alias):
        with connection.cursor() as cursor:
            cursor.execute(_lock_sql(connection, tenant.schema_name))
        yield


def _lock_sql(connection: Any, schema: str) -> str:
    seconds = getattr(settings, "TENANCY_LOCK_TIMEOUT_SECONDS", 5)
    state = "SELECT FROM tenancy_schemastate WHERE name = %s FOR UPDATE"
    return (
        f"SET LOCAL lock_timeout = '{int(float(seconds) * 1000)}ms';"
        f"{connection.ops.compose_sql(state, [schema])}"
    )


def _recording_editor(connection: Any, *, atomic: bool) -> Any:
    """Return Django's schema editor, which keeps each statement that it runs."""

    class RecordingEditor(connection.SchemaEditorClass):
        statements: list[str]

        def execute(self, sql: Any, params: Any = ()) -> None:
            text = str(sql)
            if params is not None:
                text = self.connection.ops.compose_sql(text, params)
            self.statements.append(text)
            super().execute(text, params=None)

        def run_deferred(self) -> None:
            """Run what waits for the end; failing there, Django's editor leaves a transaction."""
            while self.deferred_sql:
                self.execute(self.deferred_sql.pop(0), params=None)

    editor = RecordingEditor(connection, atomic=atomic)
    editor.statements = []
    return editor


def is_about_locks(problem: BaseException) -> bool:
    """Say whether waiting and trying again may help: a lock not had in time, or a deadlock."""
    cause = problem.__cause__ if isinstance(problem, DatabaseError) else None
    code = getattr(cause, "pgcode", None) or getattr(cause, "sqlstate", None)
    return code in ("55P03", "40P01")
