"""Delete a tenant so that it can come back: suspended, its schema and files kept for a while."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tenants.utils import get_tenant_model

from tenancy import schemas
from tenancy.context import public_context, tenant_context
from tenancy.names import is_schema_name
from tenancy.records import SchemaState

DAYS = 30


class NeverRemoved(CommandError):
    """Public and the system's schemas are nobody's to delete."""


class NotDeleted(CommandError):
    """The tenant is not deleted, so there is nothing to undo or to remove."""


class RemovalBegun(CommandError):
    """Parts of the tenant are gone already; only its export can bring it back."""


class MustStay(CommandError):
    """Something in the tenant outlasts every wish to delete it; `reasons` has a sentence each."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@transaction.atomic
def delete_softly(tenant: Any) -> datetime:
    """Suspend a tenant and return when it is due for removal, TENANT_REMOVAL_DAYS (30) from now.

    Its schema, files, slug and domains stay its own. One that is deleted keeps its date.

    Raises:
        NeverRemoved: it is public, or the system's.
        MustStay: something in it keeps it.
    """
    refuse_system(tenant.schema_name)
    with public_context():
        name, tenant = tenant.schema_name, _locked(tenant)
        state, _ = SchemaState.objects.select_for_update().get_or_create(name=name)
        if state.remove_after is None:
            refuse_to_delete(tenant)
            write_note(name, {"suspended_from": tenant.suspend()})
            days = getattr(settings, "TENANT_REMOVAL_DAYS", DAYS)
            state.remove_after = timezone.now() + timedelta(days=days)
            state.save(update_fields=["remove_after"])
        return state.remove_after


@transaction.atomic
def undelete(tenant: Any) -> None:
    """Bring a deleted tenant back as it was.

    Raises:
        NotDeleted: it is not deleted.
        RemovalBegun: it is too late.
    """
    name = tenant.schema_name
    with public_context():
        deleted = SchemaState.objects.select_for_update().exclude(remove_after=None)
        state = deleted.filter(name=name).first()
        if state is None:
            raise NotDeleted(f"{name} is not deleted.")
        note = read_note(name)
        if "removal" in note:
            raise RemovalBegun(
                f"The removal of {name} has begun. Its export is at {note['removal']}."
            )
        _locked(tenant).resume(note.get("suspended_from", ""))
        write_note(name, {})
        state.remove_after = None
        state.save(update_fields=["remove_after"])


def refuse_to_delete(tenant: Any) -> None:
    """Do nothing unless something in the tenant must stay.

    Raises:
        MustStay: something must.
    """
    if reasons := what_keeps(tenant):
        raise MustStay(reasons)


def what_keeps(tenant: Any) -> list[str]:
    """Return why a tenant may not be deleted, a sentence each: those of TENANT_KEEPERS say it.

    They are asked inside the tenant, one after the other. A schema that is missing keeps nothing;
    one that cannot answer is kept until it can.
    """
    names, schema = getattr(settings, "TENANT_KEEPERS", ()), tenant.schema_name
    if not names or schema not in schemas.present():
        return []
    try:
        with tenant_context(tenant), transaction.atomic():
            return [reason for name in names for reason in import_string(name)()]
    except DatabaseError as problem:
        return [f"{schema} cannot say whether something in it must stay. Migrate it: {problem}"]


def refuse_system(name: str) -> None:
    """Do nothing for a name that may be a tenant's.

    Raises:
        NeverRemoved: it is public, or the system's.
    """
    if not is_schema_name(name):
        raise NeverRemoved(f"{name} is no tenant's schema: it is never deleted.")


def read_note(name: str) -> dict[str, str]:
    """Return what the schema's comment keeps of its deletion."""
    try:
        note = json.loads(schemas.note_on_schema(name) or "{}")
    except ValueError:
        return {}  # somebody else's comment
    return note if isinstance(note, dict) else {}


def write_note(name: str, note: dict[str, str]) -> None:
    """Keep a note in the schema's comment; a schema that is missing keeps none."""
    if name in schemas.present():
        schemas.write_note_on_schema(name, json.dumps(note) if note else "")


def _locked(tenant: Any) -> Any:
    return get_tenant_model().objects.select_for_update().get(pk=tenant.pk)
