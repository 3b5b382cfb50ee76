"""Import a pack as it was shown."""

from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tenant_site.activity import note
from tenant_site.books.models import EntryType
from tenant_site.designer.drafts import design_of, redesign
from tenant_site.designer.editing import Edit
from tenant_site.designer.models import PackImport
from tenant_site.designer.pack_planning import Fate, TypePlan, plan_of
from tenant_site.designer.publishing import publish_draft
from tenant_site.designer.retyping import change_type, create_type, look_of
from tenant_site.entry_forms.definition import Definition
from tenant_site.members.models import Member


class PlanChanged(Exception):
    """The import would do something else than what was shown, or was done already."""


def keep(*, text: str, file_name: str, by: Member) -> PackImport:
    """Keep a pack for a day, to be shown and then applied."""
    PackImport.objects.outlived().delete()
    return PackImport.objects.create(uploaded_by=by, text=text, file_name=file_name)


def forget_left() -> str:
    """Forget the packs that were shown and then left; say how many."""
    count, _by_model = PackImport.objects.outlived().delete()
    return f"{count} pack{'' if count == 1 else 's'} of types forgotten" if count else ""


@transaction.atomic
def apply_pack(*, import_id: UUID, digest: str, by: Member, publishes: bool) -> PackImport:
    """Do what was shown: new types, changed types, their forms as drafts or published.

    Raises:
        PlanChanged: the types have changed since, or it was done already; nothing was imported.
    """
    kept = PackImport.objects.select_for_update().get(pk=import_id, uploaded_by=by)
    if kept.applied_at is not None:
        raise PlanChanged
    plan = plan_of(kept.text)
    if plan.digest != digest:
        raise PlanChanged
    types = [_import(one, by) for one in plan.types if one.fate != Fate.REFUSED]
    kept.counts, kept.applied_at, kept.text = plan.counts, timezone.now(), ""
    kept.save()
    note("pack_imported", by=by, about=kept.file_name or "JSON")
    for entry_type in types if publishes else ():  # last: it holds the books
        _publish(entry_type, by)
    return kept


def _import(one: TypePlan, by: Member) -> EntryType:
    packed = one.packed
    if one.design is None:
        entry_type = create_type(code=packed.code, face=packed.face, by=by)
        revision = 0
    else:
        entry_type, revision = one.design.entry_type, one.design.draft.revision
        if look_of(entry_type) != look_of(EntryType(**vars(packed.face))):
            seen = look_of(entry_type)
            entry_type = change_type(entry_type=entry_type, seen=seen, face=packed.face, by=by)
    if packed.form is not None and one.fate != Fate.SAME:
        edit = partial(_imported, packed.form)
        redesign(entry_type=entry_type, revision=revision, by=by, edit=edit)
    return entry_type


def _publish(entry_type: EntryType, by: Member) -> None:
    design = design_of(entry_type)
    if design.can_be_published:
        publish_draft(entry_type=entry_type, revision=design.draft.revision, by=by)


def _imported(definition: Definition, _before: Definition) -> Edit:
    return Edit(definition, "imported")
