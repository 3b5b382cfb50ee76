"""Go on with a draft, also when the form asks something else than when it was begun."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict
from django.shortcuts import get_object_or_404

from tenant_site.books.models import Book, Entry, EntryType
from tenant_site.drafts.models import EntryDraft
from tenant_site.entry_forms.definition import Definition, Field
from tenant_site.entry_forms.kind import RowsRefused, ValueRefused
from tenant_site.entry_forms.models import FormVersion
from tenant_site.entry_forms.posted import name_of, rows_of, sent_of
from tenant_site.entry_forms.proofs import Files, Signature
from tenant_site.entry_forms.rows import Rows
from tenant_site.members.models import Member

NOTHING = Definition(fields=())


@dataclass(frozen=True)
class Lost:
    """What was typed and has no place in the form of today: the question, and the words."""

    label: str
    said: str


@dataclass(frozen=True)
class Continued:
    """A draft in the form of today."""

    draft: EntryDraft
    data: QueryDict
    form_changed: bool
    lost: list[Lost]


def type_to_write(member: Member, book: Book, code: str, *, begun: UUID | None) -> EntryType:
    """Return the type with this code: one that is offered, or that of what `member` began so.

    Raises:
        Http404: there is none.
    """
    sent_as = {"book": book, "client_uuid": begun}
    drafts = EntryDraft.objects.of(member).filter(**sent_as)
    written = Entry.objects.filter(author=member, **sent_as)  # sent again
    mine = Q(pk__in=drafts.values("entry_type")) | Q(pk__in=written.values("entry_type"))
    return get_object_or_404(EntryType, Q(is_active=True) | mine, code=code)


def go_on(
    *, member: Member, book: Book, entry_type: EntryType, client_uuid: UUID
) -> Continued | None:
    """Return the draft that `member` began so; None when it is not there to go on with."""
    mine = EntryDraft.objects.of(member).waiting()
    draft = mine.filter(book=book, entry_type=entry_type, client_uuid=client_uuid).first()
    if draft is None:
        return None
    data, now = draft.sent(), FormVersion.objects.current(entry_type)
    changed = draft.form_version != (now.number if now else 0)
    lost = []
    if changed:
        begun = FormVersion.objects.filter(entry_type=entry_type, number=draft.form_version).first()
        lost = list(_lost(begun.form if begun else NOTHING, now.form if now else NOTHING, data))
    return Continued(draft, data, changed, lost)


def _lost(begun: Definition, now: Definition, data: QueryDict) -> Iterator[Lost]:
    asked = {one.key: one for one in now.fields}
    for field in begun.fields:
        said = _said(field, data)
        if said and not _fits(field, asked.get(field.key), begun, now, data):
            yield Lost(field.label, said)


def _said(field: Field, data: QueryDict) -> str:
    """Return what was typed for a field, as words; nothing for files, which stay."""
    name = name_of(field.key)
    if not field.kind.has_value or isinstance(field.kind, Files):
        return ""
    if isinstance(field.kind, Rows):
        rows = [", ".join(filter(None, row.values())) for row in rows_of(field, data)]
        return "; ".join(filter(None, rows))
    if isinstance(field.kind, Signature):
        return str(data.get(f"{name}-name", ""))
    try:
        value = field.kind.clean(sent_of(Definition((field,)), data)[field.key], field.settings)
        return field.kind.read(value, field.settings) if value is not None else ""
    except ValueRefused:
        return ", ".join(filter(None, data.getlist(name)))


def _fits(
    field: Field, today: Field | None, begun: Definition, now: Definition, data: QueryDict
) -> bool:
    """Say whether the form of today takes what the one of then took."""
    if today is None or today.kind.name != field.kind.name:
        return False
    if isinstance(today.kind, Rows):
        shown = {column.name for column in today.kind.shown(today.settings)}
        used = {name for row in rows_of(field, data) for name, cell in row.items() if cell}
        if not used <= shown:
            return False
    return _takes(today, now, data) or not _takes(field, begun, data)


def _takes(field: Field, form: Definition, data: QueryDict) -> bool:
    try:
        field.kind.clean(sent_of(form, data)[field.key], field.settings)
    except (ValueRefused, RowsRefused):
        return False
    return True
