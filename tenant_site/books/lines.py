"""What a list of entries shows of each, made ready for its template.

A page has fifty of them: a template that walks through attributes and partials for each fact of
each entry takes three times as long as one that is handed plain texts.
"""

from collections.abc import Callable, Sequence
from typing import TypedDict

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenant_site.books.models import Book, Entry
from tenant_site.books.models.book import Severity, tone_of
from tenant_site.books.reading import MAX_SEQ


class Line(TypedDict):
    """One entry as texts; `entry` itself for what only few have: files, answers, asides."""

    entry: Entry
    number: str
    spoken_number: str
    address: str
    occurred_at: str  # for programs
    time: str  # for people
    type_name: str
    tone: str
    author: str
    text: str
    is_alert: bool
    is_struck: bool
    has_more: bool


def lines_of(book: Book, entries: Sequence[Entry]) -> list[Line]:
    """Return the lines of `entries` of `book`, which `beside` has been asked about."""
    spoken, address_of = _("Entry %(number)s"), addresses_in(book)
    return [_line(entry, address_of(entry.seq), spoken) for entry in entries]


def addresses_in(book: Book) -> Callable[[int], str]:
    """Return what gives the address of an entry of `book` by its number; it is looked up once."""
    before, _number, after = reverse("entry_detail", args=[book.code, MAX_SEQ]).rpartition(
        str(MAX_SEQ)
    )
    return lambda seq: f"{before}{seq}{after}"


def _line(entry: Entry, address: str, spoken: str) -> Line:
    occurred_at = timezone.localtime(entry.occurred_at)
    severity, content, number = entry.severity, entry.content, str(entry.seq)
    return {
        "entry": entry,
        "number": number,
        "spoken_number": spoken % {"number": number},
        "address": address,
        "occurred_at": occurred_at.isoformat(),
        "time": f"{occurred_at:%H:%M}",
        "type_name": entry.type_name,
        "tone": tone_of(severity),
        "author": signed(content.author_name, content.author_badge),
        "text": content.text,
        "is_alert": severity == Severity.ALERT,
        "is_struck": entry.is_struck,
        "has_more": _has_more(entry),
    }


def signed(name: str, badge: str | None) -> str:
    """Return how lists name a member."""
    return f"{name} · {badge}" if badge else name


def _has_more(entry: Entry) -> bool:
    """Say whether there is more to show than number, time, type, author and text."""
    return bool(
        not entry.content.is_shown
        or entry.readings
        or entry.files
        or entry.is_late
        or entry.listed_asides
    )
