"""What the box and the selects together ask for, or why that cannot be."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from tenant_site.books.reading import number_of
from tenant_site.finding import chips
from tenant_site.finding.chips import Chip, Named, Parsed, Wrong
from tenant_site.finding.reach import Choice, Reach, called
from tenant_site.finding.words import (
    any_of,
    lexeme,
    mark,
    person_fragments,
    plate_fragments,
)

_OF_CHIPS = {
    "type": chips.TYPE,
    "book": chips.BOOK,
    "author": chips.BY,
    "severity": chips.SEVERITY,
}
_DAYS = {"hoy": 0, "today": 0, "ayer": 1, "yesterday": 1}
_WRITTEN = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
_AGO = re.compile(r"(?:hace\s+)?(\d{1,4})\s*(?:d|d[ií]as?|days?)(?:\s+ago)?", re.IGNORECASE)
_SUGGESTED = 0.5
_LAST_DAY = date.max - timedelta(days=1)  # that another one follows


@dataclass
class Question:
    """What is asked of the index; everything must hold.

    `marks` are terms of a query that the database reads; `named` is whom and what chips name.
    """

    books: Sequence[Choice]
    is_limited: bool = False
    words: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    since: datetime | None = None
    until: datetime | None = None
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def fragments(self) -> list[str]:
        """Return the parts of plates, documents and names that the hits show marked."""
        return [fragment for one in self.named for fragment in one.fragments]

    @property
    def asks_more_than_words(self) -> bool:
        """Say whether there is anything beside words that narrows the search."""
        return any((self.marks, self.numbers, self.since, self.until))

    @property
    def is_about_nothing(self) -> bool:
        """Say whether nothing at all is asked."""
        return not (self.words or self.phrases or self.asks_more_than_words or self.wrong)

    @property
    def is_out_of_reach(self) -> bool:
        """Say whether the reader has no book to search in."""
        return self.is_limited and not self.books

    def narrow(self, since: date | None, until: date | None) -> None:
        """Keep the days from `since` to `until`, both of them whole, of those kept so far."""
        if since:
            begins = _midnight(since)
            self.since = max(self.since, begins) if self.since else begins
        if until:
            ends = _midnight(min(until, _LAST_DAY) + timedelta(days=1))
            self.until = min(self.until, ends) if self.until else ends


def meaning_of(
    parsed: Parsed,
    chosen: Mapping[str, Choice | None],
    *,
    since: date | None,
    until: date | None,
    reach: Reach,
) -> Question:
    """Return what is asked; `wrong` says of each chip that names nothing what it could name."""
    is_limited = not reach.reader.reads_every_book
    asked = Question(reach.books, is_limited, parsed.words, parsed.phrases)
    asked.wrong += parsed.wrong
    asked.narrow(since, until)
    for kind, asks in _OF_CHIPS.items():
        if choice := chosen.get(kind):
            asked.marks.append(lexeme(_mark(kind, choice)))
        _name(asked, parsed, kind, parsed.values(asks), reach)
    _fragments(asked, parsed)
    _days(asked, parsed)
    _numbers(asked, parsed)
    if asked.since and asked.until and asked.since >= asked.until:
        asked.wrong.append(Wrong(_("The search ends before it begins: look at the two days.")))
    return asked


def _mark(kind: str, choice: Choice) -> str:
    return mark(kind, choice.pk)


def _name(asked: Question, parsed: Parsed, kind: str, said: list[Chip], reach: Reach) -> None:
    """Keep what any of the chips of one kind name."""
    found = list[str]()
    for chip in said:
        choices = reach.choices(kind)
        meant = called(chip.value, choices)
        found += [lexeme(_mark(kind, one)) for one in meant]
        if not meant:
            asked.wrong.append(_nobody(parsed, chip, choices))
    if found:
        asked.marks.append(any_of(sorted(set(found))))


def _nobody(parsed: Parsed, chip: Chip, choices: Sequence[Choice]) -> Wrong:
    names = {one.label.casefold(): one.label for one in choices}
    near = difflib.get_close_matches(chip.value.casefold(), names, n=1, cutoff=_SUGGESTED)
    if not near:
        sentence = _("Nothing here is called “%(value)s” (%(name)s).")
        return Wrong(sentence % {"value": chip.value, "name": chip.name})
    label = names[near[0]]
    sentence = _("Nothing here is called “%(value)s” (%(name)s). Do you mean “%(near)s”?")
    said = sentence % {"value": chip.value, "name": chip.name, "near": label}
    return Wrong(said, parsed.instead(chip, value=label.partition(" · ")[0]))


def _fragments(asked: Question, parsed: Parsed) -> None:
    for asks, letter, read in (
        (chips.PLATE, "v", plate_fragments),
        (chips.PERSON, "p", person_fragments),
    ):
        for chip in parsed.values(asks):
            found = read(chip.value)
            asked.marks += [lexeme(f"={letter}{one}", begins=True) for one in found]
            asked.named.append(Named(asks, chip.value, found))
            if not found:
                sentence = _("“%(value)s” is too short to be looked for: give two letters or more.")
                asked.wrong.append(Wrong(sentence % {"value": chip.value}))


def _days(asked: Question, parsed: Parsed) -> None:
    for asks in (chips.SINCE, chips.UNTIL):
        for chip in parsed.values(asks):
            day = _day(chip.value)
            if day is None:
                sentence = _(
                    "“%(value)s” is no day. Write it as %(example)s, “today” or “yesterday”."
                )
                example = timezone.localdate().isoformat()
                said = sentence % {"value": chip.value, "example": example}
                asked.wrong.append(Wrong(said, parsed.instead(chip, value=example)))
            elif asks == chips.SINCE:
                asked.narrow(day, None)
            else:
                asked.narrow(None, day)


def _numbers(asked: Question, parsed: Parsed) -> None:
    for chip in parsed.values(chips.NUMBER):
        if number := number_of(chip.value.lstrip("0")):
            asked.numbers.append(number)
            continue
        sentence = _("“%(value)s” is no number of an entry: numbers are 1, 2, 3 and so on.")
        asked.wrong.append(Wrong(sentence % {"value": chip.value}))


def _day(text: str) -> date | None:
    if (ago := _DAYS.get(text.casefold())) is not None:
        return timezone.localdate() - timedelta(days=ago)
    if counted := _AGO.fullmatch(text):
        return timezone.localdate() - timedelta(days=int(counted[1]))
    for written in _WRITTEN:
        try:
            day = datetime.strptime(text, written).date()  # a day, no instant
        except ValueError:
            continue
        return day if date.min < day < date.max else None
    return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
