"""A form of a gate, and entries that were filled in with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tenant_site.books.models import Book, Entry, EntryType
from tenant_site.books.publishing import publish
from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.models import FormVersion
from tenant_site.entry_forms.values import clean_values
from tenant_site.members.models import Member
from tenant_site.registers.mentioning import prepare
from tenant_site.registers.models import Mention
from tenant_site.registers.naming import named_in
from tests.tenant_site.books.writing import NIGHT, write_entry

Row = dict[str, str]
ALL_OF_A_PERSON = ("document", "name", "type", "movement", "time", "company")
GATE = Definition.read(
    {
        "fields": [
            {
                "key": "visitors",
                "kind": "persons",
                "label": "Visitors",
                "settings": {"columns": dict.fromkeys(ALL_OF_A_PERSON, "shown")},
            },
            {
                "key": "cars",
                "kind": "vehicles",
                "label": "Cars",
                "settings": {
                    "columns": dict.fromkeys(("plate", "movement", "time", "trailer"), "shown")
                },
            },
            {
                "key": "things",
                "kind": "equipment",
                "label": "Things",
                "settings": {"columns": dict.fromkeys(("code", "serial", "name"), "shown")},
            },
            {"key": "place", "kind": "point", "label": "Place"},
            {"key": "remark", "kind": "text", "label": "Remark"},
        ]
    }
)
GATE_KEYS = {field.key for field in GATE.fields}


def visitor(name: str = "Ana Peña", document: str = "", movement: str = "in", **more: str) -> Row:
    return {"name": name, "document": document, "movement": movement, **more}


def car(plate: str, movement: str = "in", **more: str) -> Row:
    return {"plate": plate, "movement": movement, **more}


def mention(entry: Entry, sent: Mapping[str, Any]) -> list[Mention]:
    """Link an entry that is written already to what `sent` names."""
    named = named_in(GATE, clean_values(GATE, sent), occurred_at=entry.occurred_at)
    return prepare(named, entry_id=entry.pk, book_id=entry.book_id)


def passed(book: Book, author: Member, at: datetime = NIGHT, **sent: Any) -> list[Mention]:
    """Write an entry of the gate, and the rows that link it."""
    return mention(write_entry(book, author, occurred_at=at), sent)


def gate_form(by: Member) -> FormVersion:
    """Publish the form of the gate for visitors."""
    return publish(entry_type=EntryType.objects.get(code="006"), definition=GATE, by=by)


def recorded(book: Book, author: Member, form: FormVersion, **given: Any) -> Entry:
    """Write an entry with the form of the gate; `given` are its values and what is not usual."""
    usual = {name: given.pop(name) for name in list(given) if name not in GATE_KEYS}
    values = clean_values(GATE, given)
    usual |= {"text": "", "form": form, "values": values, "entry_type": form.entry_type}
    return write_entry(book, author, **usual)
