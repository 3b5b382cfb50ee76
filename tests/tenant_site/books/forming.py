"""Publish forms and fill them in, the way the tests speak of it."""

from typing import Any

from tenant_site.books.models import Book, Entry, EntryType
from tenant_site.books.publishing import publish
from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import write_entry


def a_form(*labels: str) -> Definition:
    """A form of short texts, with the keys a, b, c …"""
    fields = [
        {"key": chr(97 + number), "kind": "text", "label": label}
        for number, label in enumerate(labels or ["Remark"])
    ]
    return Definition.read({"fields": fields})


def publish_round(by: Member, *labels: str) -> FormVersion:
    """Publish a form of the type of rounds."""
    return publish(entry_type=EntryType.objects.get(code="003"), definition=a_form(*labels), by=by)


def fill_in(book: Book, author: Member, form: FormVersion, **values: Any) -> Entry:
    """Write an entry of the type of rounds with a version of its form."""
    return write_entry(book, author, text="", form=form, values=values)
