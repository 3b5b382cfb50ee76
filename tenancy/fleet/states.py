"""The row per schema: written with the migration itself, brought to the truth afterwards."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone

from tenancy.context import public_context
from tenancy.fleet.applied import applied_digests
from tenancy.records import SchemaState

MAX_ERROR_CHARACTERS = 4000
_ADVANCE = """
    INSERT INTO tenancy_schemastate
           (name, role, template_key, digest, last_error, sqlstate, attempts, duration_ms,
            changed_at)
    VALUES (%s, %s, %s, %s, %s, '', 0, %s, now())
    ON CONFLICT (name) DO UPDATE
       SET digest = excluded.digest, last_error = excluded.last_error, sqlstate = '', attempts = 0,
           duration_ms = excluded.duration_ms, changed_at = excluded.changed_at
"""


def introduce(schema: str, *, role: str, template_key: str, digest: str) -> None:
    """Say what a new schema serves and will have; belongs into the transaction that makes it.

    Call it before its tables are made: afterwards the server has its catalog caches to rebuild.
    """
    row = SchemaState(name=schema, role=role, template_key=template_key, digest=digest)
    told = [field.name for field in SchemaState._meta.fields if not field.primary_key]
    with public_context():
        SchemaState.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["name"], update_fields=told
        )


def advance(cursor: Any, schema: str, digest: str, *, owed: str = "") -> None:
    """Say which migrations the schema has now; belongs into the transaction that applied them.

    `owed` says what is to follow: whoever dies before `forget_failure` leaves it to the next run.
    """
    cursor.execute(_ADVANCE, [schema, SchemaState.Role.TENANT, "", digest, owed, 0])


def advance_sql(connection: Any, schema: str, digest: str, *, owed: str = "") -> str:
    """Return `advance` as text, to go with other statements in one round trip."""
    values = [schema, SchemaState.Role.TENANT, "", digest, owed, 0]
    return str(connection.ops.compose_sql(_ADVANCE, values))


def record_failure(schema: str, *, error: str, sqlstate: str = "") -> None:
    """Remember why the schema is not where it should be; counts the attempts.

    Touches nothing else: the schema may be claimed from the pool at this very moment.
    """
    with public_context():
        SchemaState.objects.get_or_create(name=schema)
        SchemaState.objects.filter(pk=schema).update(
            last_error=error[:MAX_ERROR_CHARACTERS].replace("\0", "\\0"),
            sqlstate=sqlstate,
            attempts=models.F("attempts") + 1,
            changed_at=timezone.now(),
        )


def failed_among(schemas: Iterable[str]) -> set[str]:
    """Return those whose last run failed, though they may have every migration."""
    with public_context():
        failed = SchemaState.objects.failed().filter(pk__in=list(schemas))
        return set(failed.values_list("name", flat=True))


def forget_failure(schema: str) -> None:
    """Say that what failed was made good."""
    with public_context():
        failed = SchemaState.objects.failed().filter(pk=schema)
        failed.update(last_error="", sqlstate="", attempts=0, changed_at=timezone.now())


def bring_to_the_truth(schemas: Iterable[str], *, using: str | None = None) -> list[str]:
    """Make the rows of these schemas say what the schemas have; return the corrected names."""
    with public_context():
        found = applied_digests(list(schemas), using=using)
        known = dict(SchemaState.objects.filter(pk__in=list(found)).values_list("name", "digest"))
        wrong = [name for name, digest in found.items() if known.get(name) != digest]
        SchemaState.objects.bulk_create(
            [SchemaState(name=name, digest=found[name]) for name in wrong],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["digest"],
            batch_size=1000,
        )
    return wrong


def forget(schema: str) -> None:
    """Drop the row of a schema that is gone."""
    with public_context():
        SchemaState.objects.filter(pk=schema).delete()
