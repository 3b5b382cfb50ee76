"""Begin the entry that says that somebody left, where nobody wrote it: a draft, to be sent."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tenant_site.books.models import EntryType
from tenant_site.drafts.models import EntryDraft
from tenant_site.drafts.refusals import AlreadyWritten, ChangedElsewhere
from tenant_site.drafts.saving import Begun, Fields, Turn, save_draft
from tenant_site.entry_forms.definition import Definition, Field
from tenant_site.entry_forms.models import FormVersion
from tenant_site.entry_forms.posted import name_of
from tenant_site.entry_forms.rows import Rows
from tenant_site.members.models import Member
from tenant_site.presence.inside import stays_in
from tenant_site.presence.places import places_for
from tenant_site.registers.models import Mention

LEFT = UUID("8f0f7f2e-6e0b-4e53-9d43-3f5f8f1f5f0d")
TRAILER = "trailer"
NAMED = ("type", "company", "model", "owner", "kind")


class HasLeft(Exception):
    """An exit was written meanwhile, or they came in once more."""


class NoFormForIt(Exception):
    """No type that is offered asks for persons, or for vehicles, and which way they went."""


def begin_leaving(mention: Mention, *, by: Member) -> EntryDraft:
    """Return a draft of `by` in which the person or vehicle of `mention` goes out.

    Nothing is written in the book before its author sends it. Asked again, the same draft goes
    on, with whatever was changed in it. `mention` should have its entry and book loaded.

    Raises:
        HasLeft: they are not inside by that entry any more.
        NoFormForIt: nothing that may be written asks for it.
        DraftRefused: more is begun already than is ever finished.
        BookClosed: the book takes no more entries.
    """
    here = places_for(by).of([mention.book])
    if mention.pk not in {stay.came.pk for stay in stays_in(here)}:
        raise HasLeft
    version, field = _form_for(mention)
    fields = _filled_in(version.form, field, mention)
    for client_uuid in (uuid5(LEFT, f"{by.pk} {mention.pk}"), uuid4()):
        begun = Begun(by, mention.book, version.entry_type, client_uuid)
        try:
            return save_draft(
                begun,
                form_version=version.number,
                fields=fields,
                turn=Turn(page=uuid4(), number=0),
            )
        except ChangedElsewhere as refusal:
            if refusal.draft.discarded_at is None:
                return refusal.draft
        except AlreadyWritten:
            continue  # that entry was annulled, or they are inside once more
    raise AssertionError("A new draft is changed by nobody else.")


def _form_for(mention: Mention) -> tuple[FormVersion, Field]:
    """Return the form of the type by which they came in, else of the first that asks for it."""
    offered = list(EntryType.objects.offered())
    offered.sort(key=lambda one: one.pk != mention.entry.entry_type_id)
    for entry_type in offered:
        version = FormVersion.objects.current(entry_type)
        fitting = [one for one in version.form.fields if _asks_for(mention, one)] if version else []
        fitting.sort(key=lambda one: one.key != mention.field)
        if version and fitting:
            version.entry_type = entry_type
            return version, fitting[0]
    raise NoFormForIt


def _asks_for(mention: Mention, field: Field) -> bool:
    """Say whether the rows of a field know them again, and which way they go."""
    if not isinstance(field.kind, Rows):
        return False
    columns = field.settings["columns"]
    return "movement" in columns and _known_by(mention) in columns


def _known_by(mention: Mention) -> str:
    if mention.person is None:
        return "plate"
    return "document" if mention.person.document_key else "name"


def _filled_in(form: Definition, field: Field, mention: Mention) -> Fields:
    said = mention.entry.content.values
    rows: Any = said.get(mention.field) or []
    row = rows[mention.row] if mention.row < len(rows) else {}
    told_of_it = () if mention.column == TRAILER else NAMED  # not of what drew it
    cells = {name: row[name] for name in told_of_it if row.get(name)} | _names(mention)
    cells["movement"] = "out"
    fields = {
        name_of(field.key, 0, column): [text]
        for column, text in cells.items()
        if column in field.settings["columns"]
    }
    told = {"number": mention.entry.seq, "when": _when(mention)}
    words = _("Left without it being written. Came in by entry %(number)s (%(when)s).")
    return fields | _conditions(form, field, said) | {"text": [words % told]}


def _names(mention: Mention) -> dict[str, str]:
    if mention.vehicle is not None:
        return {"plate": mention.vehicle.plate}
    person = mention.person
    found = {"document": person.document, "name": person.name} if person else {}
    return {name: text for name, text in found.items() if text}


def _when(mention: Mention) -> str:
    return date_format(localtime(mention.occurred_at), "SHORT_DATETIME_FORMAT")


def _conditions(form: Definition, field: Field, said: Mapping[str, Any]) -> Fields:
    """Return the answers by which the field is asked at all, as given when they came in."""
    found: Fields = {}
    while (depends := field.show_if) is not None:
        answer = said.get(depends.field)
        fits = isinstance(answer, str) and answer in depends.values
        found[name_of(depends.field)] = [str(answer) if fits else depends.values[0]]
        field = form[depends.field]
    return found
