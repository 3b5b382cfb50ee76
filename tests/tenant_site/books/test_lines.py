from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from tenant_site.books.beside import Aside
from tenant_site.books.lines import Line, lines_of
from tenant_site.books.models import Book, Entry, EntryContent

AT = datetime(2026, 3, 1, 6, 10, tzinfo=UTC)
SAID = '{"author":{"badge":"7","name":"Ana"},"text":"<b>","type":{"name":"Round","severity":"%s"}}'


def line(severity: str = "routine", **given: object) -> Line:
    entry = Entry(seq=12, occurred_at=AT, recorded_at=AT)
    entry.content = EntryContent(content=SAID % severity)
    vars(entry).update({"loaded_files": [], "readings": []} | given)
    with timezone.override(ZoneInfo("America/Bogota")), translation.override("es"):
        (found,) = lines_of(Book(code="gate"), [entry])
    return found


def test_a_line_says_in_texts_what_a_list_shows_of_an_ordinary_entry() -> None:
    shown = line()
    assert isinstance(shown.pop("entry"), Entry)  # type: ignore[misc]  # what is left is text
    assert shown == {
        "number": "12",
        "spoken_number": "Novedad 12",
        "address": "/books/gate/entries/12/",
        "occurred_at": "2026-03-01T01:10:00-05:00",
        "time": "01:10",
        "type_name": "Round",
        "tone": "accent",
        "author": "Ana · 7",
        "text": "<b>",
        "is_alert": False,
        "is_struck": False,
        "has_more": False,
    }


def test_what_only_few_entries_have_is_asked_for() -> None:
    late = datetime(2026, 3, 1, 7, 10, tzinfo=UTC)
    aside = Aside(None, in_list="books/_struck.html")
    assert line("alert")["is_alert"]
    assert line(asides=[Aside(None, strikes=True)])["is_struck"]
    assert not line(asides=[Aside(None, on_page="books/_struck.html")])["has_more"]
    for more in ({"readings": [1]}, {"loaded_files": [1]}, {"recorded_at": late}):
        assert line(**more)["has_more"]
    assert line(asides=[aside])["has_more"]
