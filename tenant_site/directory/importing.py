"""Apply a file of a register exactly as it was shown, or not at all."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from tenant_site.activity import note
from tenant_site.directory.kinds import Kind
from tenant_site.directory.models import RegisterImport
from tenant_site.directory.planning import Fate, Plan, Planned, plan_of
from tenant_site.invitations.csv_text import NotReadable
from tenant_site.members.models import Member
from tenant_site.registers.keys import key_of_name
from tenant_site.registers.merging import hold_register
from tenant_site.registers.models import Person, Registered

AT_ONCE = 500


class ImportRefused(Exception):
    """It was applied already, or would do something else now than what was shown."""


def keep(kind: Kind, *, text: str, file_name: str, uploaded_by: Member) -> RegisterImport:
    """Keep the file for a day, to be shown and then applied.

    Raises:
        NotReadable: it is no table of such rows.
    """
    plan_of(kind, text)
    RegisterImport.objects.outlived().delete()
    return RegisterImport.objects.create(
        kind=kind.slug, text=text, file_name=file_name[:120], uploaded_by=uploaded_by
    )


def forget_left() -> str:
    """Forget the files that were shown and then left, with the names in them; say how many."""
    count, _by_model = RegisterImport.objects.outlived().delete()
    return f"{count} file{'' if count == 1 else 's'} of registers forgotten" if count else ""


def apply_import(kind: Kind, *, import_id: UUID, digest: str, applied_by: Member) -> Plan:
    """Do what the plan of this digest says, in one transaction, and forget the file's text.

    Raises:
        ImportRefused: it was applied already, or the register has changed since it was shown.
    """
    try:
        with transaction.atomic():
            return _apply(kind, import_id, digest, applied_by)
    except (IntegrityError, NotReadable) as problem:
        raise ImportRefused from problem


def _apply(kind: Kind, import_id: UUID, digest: str, applied_by: Member) -> Plan:
    waiting = RegisterImport.objects.filter(
        pk=import_id, kind=kind.slug, applied_at=None, uploaded_by=applied_by
    )
    if not waiting.update(applied_at=timezone.now()):
        raise ImportRefused
    hold_register(kind.model)
    kept = RegisterImport.objects.get(pk=import_id)
    plan = plan_of(kind, kept.text)
    if plan.has_errors or plan.digest != digest:
        raise ImportRefused
    new = sorted(plan.of_fate(Fate.ADDED), key=lambda row: row.key)  # as those who write entries
    kind.model._default_manager.bulk_create((kind.model(**row.columns) for row in new), AT_ONCE)
    _change(kind, plan.of_fate(Fate.CHANGED))
    kept.text, kept.counts = "", plan.counts
    kept.save(update_fields=["text", "counts"])
    note("register_imported", by=applied_by, about=kept.file_name, **plan.counts)
    return plan


def _change(kind: Kind, rows: list[Planned]) -> None:
    changed = [_changed(row.known, row) for row in rows if row.known is not None]
    fields = {change.field for row in rows for change in row.changes}
    if issubclass(kind.model, Person) and "name" in fields:
        fields.add("name_key")
    for first in range(0, len(changed), AT_ONCE):
        kind.model._default_manager.bulk_update(changed[first : first + AT_ONCE], sorted(fields))


def _changed(known: Registered, row: Planned) -> Registered:
    for change in row.changes:
        setattr(known, change.field, change.after)
    if isinstance(known, Person):
        known.name_key = key_of_name(known.name)
    return known
