"""What owners do to the types of entry themselves: make, copy, rename, retire, put in order."""

import json
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tenancy.violations import violated_constraint
from tenant_site.activity import note
from tenant_site.books.models import EntryType
from tenant_site.designer.drafts import design_of, redesign
from tenant_site.designer.editing import Edit
from tenant_site.designer.refusals import ActRefused
from tenant_site.entry_forms.definition import Definition
from tenant_site.members.models import Member

CODE_TAKEN = "entry_type_code_is_unique"


class CodeTaken(Exception):
    """Another type has this code."""


class TypeChangedMeanwhile(ActRefused):
    """Somebody else changed the type between the owner's look and the owner's act."""

    def __init__(self) -> None:
        message = _(
            "Somebody changed this type after you had opened it, so yours was not saved. "
            "Below is what you typed; save again to put it in the place of what stands there now."
        )
        super().__init__(message, "changed_meanwhile")


@dataclass(frozen=True)
class Face:
    """How a type looks in lists; `help` is None where nothing is said of it."""

    name: str
    icon: str
    severity: str
    help: str | None = None


@transaction.atomic
def create_type(*, code: str, face: Face, by: Member, like: EntryType | None = None) -> EntryType:
    """Offer a new type at the end of the list; with `like`, with a copy of its form as a draft.

    Raises:
        CodeTaken: another type has this code.
    """
    last = EntryType.objects.aggregate(last=Max("position"))["last"] or 0
    try:
        with transaction.atomic():
            made = EntryType.objects.create(code=code, position=last + 1, **_columns(face))
    except IntegrityError as problem:
        if violated_constraint(problem) == CODE_TAKEN:
            raise CodeTaken from None
        raise
    if like is not None:
        copied = design_of(like).definition
        edit = partial(_copied, copied, like.name)
        redesign(entry_type=made, revision=0, by=by, edit=edit)
    note("type_created", by=by, about=str(made))
    return made


@transaction.atomic
def change_type(*, entry_type: EntryType, seen: str, face: Face, by: Member) -> EntryType:
    """Give a type another name, icon, severity or help; `seen` is the `look_of` what the owner saw.

    Raises:
        TypeChangedMeanwhile: it no longer looks like that.
    """
    locked = EntryType.objects.select_for_update(no_key=True).get(pk=entry_type.pk)
    if look_of(locked) != seen:
        raise TypeChangedMeanwhile
    before = str(locked)
    for name, value in _columns(face).items():
        setattr(locked, name, value)
    locked.save(update_fields=[*_columns(face)])
    note("type_changed", by=by, about=str(locked), before=before)
    return locked


@transaction.atomic
def offer_type(*, entry_type: EntryType, is_offered: bool, by: Member) -> None:
    """Let entries of this type be written, or no longer; those there are stay."""
    changed = EntryType.objects.filter(pk=entry_type.pk).exclude(is_active=is_offered)
    if changed.update(is_active=is_offered):
        note("type_offered" if is_offered else "type_retired", by=by, about=str(entry_type))


@transaction.atomic
def move_type(*, entry_type: EntryType, to: int) -> None:
    """Put a type at place `to`, from 0, of those that are offered or retired alike."""
    found = EntryType.objects.select_for_update(no_key=True).filter(is_active=entry_type.is_active)
    types = sorted(found.order_by("pk"), key=lambda one: (one.position, one.code))
    types.sort(key=lambda one: one.pk == entry_type.pk)  # stable: the moved one comes last
    types.insert(max(0, min(to, len(types) - 1)), types.pop())
    for position, one in enumerate(types, start=1):
        one.position = position
    EntryType.objects.bulk_update(types, ["position"])


def look_of(entry_type: EntryType) -> str:
    """Return a short text that changes whenever the type's name, icon, severity or help do."""
    shown = [entry_type.name, entry_type.icon, entry_type.severity, entry_type.help]
    return sha256(json.dumps(shown).encode()).hexdigest()[:16]


def _columns(face: Face) -> dict[str, str]:
    return {name: said for name, said in vars(face).items() if said is not None}


def _copied(definition: Definition, name: str, _before: Definition) -> Edit:
    return Edit(definition, "copied", {"label": name})
