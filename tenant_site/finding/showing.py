"""What a page shows of each hit: an excerpt around what was asked, with the hits marked."""

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tenant_site.books import beside
from tenant_site.books.lines import Line, lines_of
from tenant_site.books.models import Entry
from tenant_site.books.reading import read_with_forms
from tenant_site.finding.indexing import language
from tenant_site.finding.meaning import Question
from tenant_site.finding.searching import Hits, words_with
from tenant_site.finding.words import words_of
from tenant_site.members.models import Member
from tenant_site.registers.keys import folded

EXCERPT, BEFORE_THE_HIT, ANSWERS = 320, 80, 4
_folded = functools.lru_cache(1024)(folded)  # letter by letter the same ones come again
_WORD = re.compile(r"[^\W_]+")
Span = tuple[int, int]


@dataclass(frozen=True)
class Hit:
    """One entry as the list of hits shows it."""

    line: Line
    text: SafeString
    answers: list[SafeString]

    @property
    def entry(self) -> Entry:
        """The entry itself."""
        return self.line["entry"]


@dataclass(frozen=True)
class Day:
    """The hits of one day of the client's time zone."""

    on: date
    hits: list[Hit]


@dataclass(frozen=True)
class Marked:
    """A text and where in it something stands that was asked for."""

    text: str
    spans: Sequence[Span]

    def excerpt(self) -> SafeString:
        """Return the text, or its part around the first hit, escaped, with marks."""
        first = self.spans[0][0] if self.spans else 0
        begins = max(0, first - BEFORE_THE_HIT) if first > EXCERPT - BEFORE_THE_HIT else 0
        ends = begins + EXCERPT
        pieces = self._pieces(begins, min(ends, len(self.text)))
        marked = format_html_join("", "{}", ((piece,) for piece in pieces))
        left, right = "… " if begins else "", " …" if ends < len(self.text) else ""
        return format_html("{}{}{}", left, marked, right)

    def _pieces(self, begins: int, ends: int) -> Iterator[str]:
        at = begins
        for start, end in self.spans:
            if end <= at or start >= ends:
                continue
            yield self.text[at : max(at, start)]
            yield format_html("<mark>{}</mark>", self.text[max(at, start) : min(end, ends)])
            at = min(end, ends)
        yield self.text[at:ends]


def show(hits: Hits, question: Question, *, reader: Member) -> list[Day]:
    """Load the entries of one page, and let those who note readings know; newest first."""
    entries = _loaded(hits)
    beside.show(entries, reader=reader)
    of_book = sorted(entries, key=lambda entry: (entry.book.name, entry.book_id, -entry.seq))
    lines = dict[object, Line]()
    for _book, group in itertools.groupby(of_book, key=lambda entry: entry.book):
        of_one = list(group)
        lines |= {line["entry"].pk: line for line in lines_of(of_one[0].book, of_one)}
    asked = _asked(hits, entries)
    shown = [_hit(lines[entry.pk], asked, question.fragments) for entry in entries]
    days = itertools.groupby(shown, key=lambda hit: timezone.localdate(hit.entry.occurred_at))
    return [Day(on, list(of_day)) for on, of_day in days]


def _loaded(hits: Hits) -> list[Entry]:
    found = Entry.objects.select_related(
        "book", "entry_type", "content", "content__redacted_by"
    ).in_bulk(hits.ids)
    return read_with_forms(found[one] for one in hits.ids if one in found)


def _asked(hits: Hits, entries: Sequence[Entry]) -> set[str]:
    """Return the words of the page, folded, that were asked for: one question for all of them."""
    if not hits.stems:
        return set()
    said = {
        folded(word)
        for entry in entries
        for text in (entry.content.text, *(text for _label, text in _answers(entry)))
        for word in _WORD.findall(text)
    }
    taken = {word: " ".join(words_of(word, language=language())) for word in said}
    found = words_with(hits.stems, sorted(set(taken.values())))
    return {word for word, asked in taken.items() if asked in found}


def _hit(line: Line, asked: set[str], fragments: Sequence[str]) -> Hit:
    entry = line["entry"]
    text = Marked(line["text"], _spans(line["text"], asked, fragments))
    marked = [
        (label, Marked(said, _spans(said, asked, fragments))) for label, said in _answers(entry)
    ]
    with_hits = [one for one in marked if one[1].spans]
    chosen = with_hits or ([] if line["text"] else marked)
    answers = [format_html("{}: {}", label, one.excerpt()) for label, one in chosen[:ANSWERS]]
    return Hit(line, text.excerpt(), answers)


def _answers(entry: Entry) -> Iterator[tuple[str, str]]:
    for reading in entry.readings:
        if reading.text:
            yield reading.field.label, reading.text
        for row in reading.rows:
            yield reading.field.label, " · ".join(filter(None, row))


def _spans(text: str, asked: set[str], fragments: Sequence[str]) -> list[Span]:
    """Return where words that were asked, and parts of plates and names, stand in `text`."""
    words = [m.span() for m in _WORD.finditer(text) if folded(m[0]) in asked] if asked else []
    return sorted({*words, *_standing(fragments, text)})


def _standing(fragments: Sequence[str], text: str) -> Iterator[Span]:
    """Yield where fragments stand, whatever signs and spaces, accents and case lie between."""
    if not fragments:
        return
    places = [(mark, at) for at, letter in enumerate(text) for mark in _folded(letter)]
    signs = [(mark, at) for mark, at in places if mark.isalnum()]
    run = "".join(mark for mark, _at in signs)
    for fragment in set(fragments):
        start = run.find(fragment)
        while start >= 0:
            yield signs[start][1], signs[start + len(fragment) - 1][1] + 1
            start = run.find(fragment, start + len(fragment))
