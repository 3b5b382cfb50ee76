"""Schemas prepared beforehand, handed out with the opaque names that they keep."""

from collections.abc import Callable

from django.db import connections, transaction
from django_tenants.utils import get_tenant_database_alias, get_tenant_model

from tenancy.context import public_context
from tenancy.fleet.applied import applied_digests
from tenancy.fleet.head import head_digest
from tenancy.names import new_schema_name
from tenancy.provisioning.furnishing import furnish_new_schema
from tenancy.records import SchemaState, SchemaStateQuerySet, TemplateScript
from tenancy.schemas import create_empty_schema, drop_schema

_CLAIM = """
    UPDATE tenancy_schemastate SET role = 'tenant', changed_at = now()
     WHERE name = (SELECT name FROM tenancy_schemastate
                    WHERE role = 'pooled' AND template_key = %s AND digest = %s
                    ORDER BY name LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING name
"""


def claim(key: str) -> str | None:
    """Return a ready schema that is now the caller's, or None; a rollback gives it back.

    Members that lack a migration are passed over. Two claims never get the same one.
    """
    with public_context(), connections[get_tenant_database_alias()].cursor() as cursor:
        cursor.execute(_CLAIM, [key, head_digest()])
        row = cursor.fetchone()
        if row is None:
            return None
        name = str(row[0])
        if applied_digests([name]).get(name) == head_digest():
            return name
        lied = SchemaState.objects.filter(pk=name)  # never again: the next filling drops it
        lied.update(role=SchemaState.Role.POOLED, digest="")
        return None


def ready(key: str) -> int:
    """Return how many schemas of a template are ready to be handed out."""
    return _members(key).filter(digest=head_digest()).count()


def is_at_hand(key: str) -> bool:
    """Say whether a new schema takes no migrations: one is ready, or a script makes it."""
    with public_context():
        scripts = TemplateScript.objects.filter(template_key=key, digest=head_digest())
        return scripts.exists() or ready(key) > 0


def fill(key: str, size: int, *, tell: Callable[[str], object] = lambda _name: None) -> int:
    """Make the pool hold `size` ready schemas of a template; return how many were made.

    Each is committed by itself. Members that lack a migration are dropped.
    """
    with public_context():
        for stale in list(_members(key).exclude(digest=head_digest())):
            _drop_if_still_pooled(stale.name)
        missing = max(0, size - ready(key))
        for _ in range(missing):
            with transaction.atomic():
                name = new_schema_name()
                create_empty_schema(name)
                furnish_new_schema(name, key, role=SchemaState.Role.POOLED)
            tell(name)
    return missing


@transaction.atomic
def _drop_if_still_pooled(name: str) -> None:
    """Drop a stale member unless a migration is just bringing it up, or a tenant bears its name."""
    if get_tenant_model().objects.filter(schema_name=name).exists():
        return
    row = SchemaState.objects.select_for_update(skip_locked=True)
    if row.filter(pk=name, role=SchemaState.Role.POOLED).exclude(digest=head_digest()).exists():
        drop_schema(name)


def _members(key: str) -> SchemaStateQuerySet:
    return SchemaState.objects.filter(role=SchemaState.Role.POOLED, template_key=key)
