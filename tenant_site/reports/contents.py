"""Entries as a paper shows them: as the book stood when the report was issued."""

import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenant_site.books.lines import signed
from tenant_site.books.models import Entry, EntryContent
from tenant_site.books.reading import read_with_forms
from tenant_site.books.remains import last_redactions_of, load_remains
from tenant_site.corrections.content import reason_of
from tenant_site.corrections.models import Correction
from tenant_site.entry_forms.values import Reading
from tenant_site.reports.models import Report
from tenant_site.reports.paper import Answer, Line, Part, Photo, Told
from tenant_site.reports.subjects import OWN_KINDS

MOST_PHOTOS = 200
WIDEST = 4  # times its height: a wider photo has a line of its own


@dataclass(frozen=True)
class Contents:
    """The entries of a report and the corrections among them that it knows."""

    report: Report
    entries: Sequence[Entry]
    annulled: Mapping[UUID, Correction]
    correcting: Mapping[UUID, Correction]
    with_photos: frozenset[UUID]
    suppressed_by: Mapping[UUID, EntryContent]

    @property
    def has_own_lines(self) -> bool:
        """Say whether lines of the book itself are among them."""
        return any(entry.kind in OWN_KINDS for entry in self.entries)

    @property
    def blinding(self) -> str:
        """A digest of the salts of all that is told, in hexadecimal.

        It stands in the PDF: who guesses what was erased cannot try it against the fingerprint,
        for its salt went with it.
        """
        told = (one for entry in self.entries for one in (entry.content, *entry.files))
        salts = (one.salt or b"" for one in (*told, *self.suppressed_by.values()))
        return hashlib.sha256(b"".join(map(bytes, salts))).hexdigest()

    def parts(self) -> Iterator[Part | Line]:
        """Yield the entries in order, day by day, and then what was written afterwards."""
        within = [entry for entry in self.entries if entry.seq <= self.report.to_seq]
        for day, of_day in itertools.groupby(within, key=_day_of):
            yield Part("heading", capfirst(day))
            yield from map(self._line, of_day)
        for day, of_day in itertools.groupby(self.entries[len(within) :], key=_day_of):
            told = _("Written afterwards about these entries: %(day)s")
            yield Part("heading", told % {"day": day})
            yield from map(self._line, of_day)

    def _line(self, entry: Entry) -> Line:
        content = entry.content
        return Line(
            seq=entry.seq,
            time=date_format(timezone.localtime(entry.occurred_at), "H:i"),
            type=entry.type_name,
            tone=entry.tone,
            author=signed(content.author_name, content.author_badge),
            seal=entry.short_hash,
            told=Told(content.text),
            suppressed="" if content.is_shown else self._suppressed(entry),
            answers=[_answer(one) for one in entry.readings],
            photos=self._photos(entry),
            files=[file.original_name for file in entry.documents if file.is_shown],
            notes=list(self._notes(entry)),
            struck=list(self._struck(entry)),
        )

    def _photos(self, entry: Entry) -> list[Photo]:
        if entry.pk not in self.with_photos:
            return []
        said = _("Photo %(position)s of entry %(number)s: %(name)s")
        return [
            Photo(
                file.thumbnail_name,
                f"{entry.seq}-{position}.{file.thumbnail_name.rpartition('.')[2]}",
                said % {"position": position, "number": entry.seq, "name": file.original_name},
                is_wide=(file.width or 0) > WIDEST * (file.height or 0),
            )
            for position, file in enumerate(entry.photos, start=1)
            if file.is_shown
        ]

    def _suppressed(self, entry: Entry) -> str:
        told = suppressed(entry)
        last = self.suppressed_by.get(entry.pk)
        if last is not None and last.entry.seq > self.report.known_seq:
            return f"{told}. {_('It was erased for ever after this version was issued.')}"
        return told

    def _struck(self, entry: Entry) -> Iterator[str]:
        correction = self.annulled.get(entry.pk)
        if correction is None:
            return
        by = correction.entry
        told = _("Annulled by entry %(number)s") % {"number": by.seq}
        when = short(by.recorded_at)
        yield ", ".join(part for part in (told, by.content.author_name, when) if part)
        if reason := reason_of(by):
            yield reason

    def _notes(self, entry: Entry) -> Iterator[str]:
        corrects = self.correcting.get(entry.pk)
        if corrects is not None:
            yield _corrects(corrects)
        if _is_worth_telling(entry):
            yield _("Recorded %(recorded)s, occurred %(occurred)s") % {
                "recorded": short(entry.recorded_at),
                "occurred": short(entry.occurred_at),
            }
        if erased := len(entry.erased_files):
            told = ngettext("One file is suppressed.", "%(counter)s files are suppressed.", erased)
            yield told % {"counter": erased}
        if entry.photos and entry.pk not in self.with_photos:
            told = ngettext(
                "%(counter)s photo stands in the book.",
                "%(counter)s photos stand in the book.",
                len(entry.photos),
            )
            yield told % {"counter": len(entry.photos)}


def contents_of(report: Report) -> Contents:
    """Read the entries of a report; six queries however many, a few more where any was erased."""
    found = list(Entry.objects.for_page().filter(**report.entry_filter()).order_by("seq"))
    load_remains(found)
    entries = read_with_forms(found)
    for entry in entries:
        entry.book = report.book
    touching = Correction.objects.touching(entries).filter(entry__seq__lte=report.known_seq)
    corrections = list(touching)
    return Contents(
        report,
        entries,
        {one.annuls_id: one for one in corrections},
        {one.entry_id: one for one in corrections},
        _with_photos(entries),
        last_redactions_of(entries),
    )


def _with_photos(entries: Sequence[Entry]) -> frozenset[UUID]:
    """Return the entries whose photos fit on the paper: it has an end."""
    counts = itertools.accumulate(len(entry.photos) for entry in entries)
    pairs = zip(entries, counts, strict=True)
    return frozenset(entry.pk for entry, count in pairs if count <= MOST_PHOTOS)


def _answer(reading: Reading) -> Answer:
    label = str(reading.field.label)
    if reading.is_heading:
        return Answer("heading", label)
    if reading.rows:
        columns = tuple(str(column.label) for column in reading.columns)
        return Answer("rows", label, columns=columns, rows=reading.rows)
    alt = _("Drawn by %(name)s") % {"name": reading.text}
    return Answer("text", label, text=reading.text, strokes=reading.strokes, alt=alt)


def _corrects(correction: Correction) -> str:
    number = {"number": correction.annuls.seq}
    if correction.carries:
        told = _("Correction of entry %(number)s") % number
    else:
        told = _("Annuls entry %(number)s; nothing takes its place") % number
    reason = reason_of(correction.entry)
    return f"{told}: {reason}" if reason else told


def _is_worth_telling(entry: Entry) -> bool:
    """Say whether it was written late, or on another day than it occurred."""
    days = {timezone.localdate(moment) for moment in (entry.occurred_at, entry.recorded_at)}
    return entry.is_late or len(days) > 1


def _day_of(entry: Entry) -> str:
    day = timezone.localdate(entry.recorded_at)
    return f"{date_format(day, 'l')} {date_format(day, 'DATE_FORMAT')}"


def suppressed(entry: Entry) -> str:
    """Say which redaction took out what an entry said."""
    redaction = entry.content.redacted_by
    return _("Suppressed, entry %(number)s") % {"number": redaction.seq if redaction else "?"}


def short(moment: datetime) -> str:
    """Return a moment as papers write it, on the clocks in force."""
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
