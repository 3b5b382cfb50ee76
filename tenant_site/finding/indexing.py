"""Write down what entries are found by: with each entry, and in blocks for those without."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import translation

from tenancy.context import current_tenant
from tenant_site.books.appending import EntryRow
from tenant_site.books.composing import ComposedEntry
from tenant_site.books.models import Entry
from tenant_site.books.models.entry import EntryQuerySet
from tenant_site.books.remains import load_remains
from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.models import FormVersion
from tenant_site.entry_forms.values import readings
from tenant_site.finding.models import EntryWords
from tenant_site.finding.words import capped, configuration, mark, marks_of, words_of
from tenant_site.registers.naming import Named, named_in

BLOCK = 1000
MOST = 250_000  # bytes of words, and of marks: a vector has a megabyte, and each word some more
INSERT = "INSERT INTO finding_entrywords (entry_id, occurred_at, written_at, words) VALUES "
ROW = "(%s, %s, %s, to_tsvector(%s::regconfig, %s) || array_to_tsvector(%s::text[]))"
WITH_ENTRY = """
INSERT INTO finding_entrywords (entry_id, occurred_at, written_at, words)
SELECT id, %(finding_occurred_at)s, recorded_at,
    to_tsvector(%(finding_stems)s::regconfig, %(finding_words)s)
    || array_to_tsvector(%(finding_marks)s::text[])
FROM inserted
"""
AGAIN = " ON CONFLICT (entry_id) DO UPDATE SET words = excluded.words"


class Place(NamedTuple):
    """Which entry it is, and where it stands among the others."""

    entry_id: UUID
    occurred_at: datetime
    written_at: datetime


@dataclass(frozen=True)
class Found:
    """What one entry is found by."""

    words: Sequence[str]
    marks: Sequence[str]

    @property
    def given(self) -> Mapping[str, Any]:
        """Return the values of which the database makes a vector, no more than one has room for."""
        return {
            "stems": configuration(language()),
            "words": " ".join(capped(self.words, most=MOST)),
            "marks": capped(self.marks, most=MOST),
        }


def language() -> str:
    """Return the language of the workspace, in which its words are stemmed."""
    return str(getattr(current_tenant(), "language", "en"))


def given_of(composed: ComposedEntry) -> Mapping[str, object]:
    """Return what `WITH_ENTRY` writes of an entry that the book takes."""
    row, form = composed.row, composed.form
    said = json.loads(composed.content.content)
    marks = _marks(row, composed.entry_type.severity)
    found = _found(marks, said, form.form if form else None, composed.named)
    columns = {"occurred_at": row.occurred_at, **found.given}
    return {f"finding_{name}": value for name, value in columns.items()}


def index_missing() -> str:
    """Index the entries that are not: those written before there was an index; say how many."""
    indexed = Exists(EntryWords.objects.filter(pk=OuterRef("pk")))
    count = _index_each(_loaded().filter(~indexed))
    return f"{count} {'entry' if count == 1 else 'entries'} made searchable" if count else ""


def index_again() -> int:
    """Make the whole index anew, as after another language or another version of the database."""
    return _index_each(_loaded())


def index_these(keys: Collection[UUID]) -> int:
    """Index these entries anew, as after something of them was erased: by what is left."""
    return _index_each(_loaded().filter(pk__in=keys))


def _index_each(entries: EntryQuerySet) -> int:
    """Index block after block, each from where the last one ended; return how many they were."""
    count, last = 0, UUID(int=0)
    while block := _index(entries.filter(pk__gt=last).order_by("pk")):
        count, last = count + len(block), block[-1].pk
    return count


@transaction.atomic
def _index(entries: EntryQuerySet) -> list[Entry]:
    """Index one block, and return it; an erasure waits until it stands, and then takes it out.

    What was erased is found by what is left of it.
    """
    block = list(entries.select_for_update(of=("content",))[:BLOCK])
    load_remains(block)
    if block:
        write(_found_of(block))
    return block


def write(found: Iterable[tuple[Place, Found]]) -> None:
    """Write rows of the index, in the place of those that stand there: one statement."""
    rows = [(*place, *one.given.values()) for place, one in found]
    sql = INSERT + ", ".join([ROW] * len(rows)) + AGAIN
    with connection.cursor() as cursor:
        cursor.execute(sql, [part for row in rows for part in row])


def _loaded() -> EntryQuerySet:
    return Entry.objects.select_related("content", "entry_type").filter(content__isnull=False)


def _found_of(entries: Sequence[Entry]) -> Iterator[tuple[Place, Found]]:
    forms = FormVersion.objects.of_each((one.entry_type_id, one.form_version) for one in entries)
    for entry in entries:
        marks = _marks(entry, entry.severity)
        form = forms.get((entry.entry_type_id, entry.form_version))
        said, definition = entry.content.facts, form.form if form else None
        values, at = said.get("values", {}), entry.occurred_at
        named = named_in(definition, values, occurred_at=at) if definition else []
        place = Place(entry.pk, at, entry.recorded_at)
        yield place, _found(marks, said, definition, named)


def _marks(row: Entry | EntryRow, severity: str) -> list[str]:
    return [
        mark("book", row.book_id),
        mark("type", row.entry_type_id),
        mark("author", row.author_id),
        mark("severity", severity),
    ]


def _found(
    marks: Sequence[str],
    said: Mapping[str, Any],
    form: Definition | None,
    named: Sequence[Named],
) -> Found:
    spoken, texts = language(), [said.get("text", "")]
    if values := said.get("values"):
        with translation.override(spoken):  # answers such as “yes” are read as the workspace does
            texts += _answers(values, form)
    return Found(words_of(" ".join(texts), language=spoken), [*marks, *marks_of(named)])


def _answers(values: Mapping[str, Any], form: Definition | None) -> Iterator[str]:
    """Yield what a reader of the entry sees of its answers, and what no form asked."""
    asked = {field.key for field in form.fields} if form else set()
    yield from (text for key, text in values.items() if key not in asked and isinstance(text, str))
    for one in readings(form, values) if form else []:
        yield one.text
        for row in one.rows:
            yield from row
