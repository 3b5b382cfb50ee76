"""Five weeks of three posts, decided by dice that fall the same way each time."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from project.demo import texts
from project.demo.people import CONTROL, GATE, GUARDS, PLANT, SUPERVISOR, Person
from project.demo.texts import Line

DAYS = 35
PHOTO_COUNT = 25
SHIFT_HOURS = (6, 18)
NOTHING_TO_REPORT, LATE, WITHOUT_PHOTO = 0.5, 0.08, 0.5  # chances
PLACES = {GATE: "gate", CONTROL: "control", PLANT: "plant"}
JUST_NOW = ((73, "006"), (47, "007"), (14, "004"))  # minutes ago, type
ROUND_MINUTES = 25
STAYS_MINUTES = (20, 170)
OVERSTAYS_MINUTES = 13 * 60 + 20  # longer than the twelve hours that a book begins with
RARE = ((0.06, "0010", "important"), (0.10, "0011", "authorities"), (0.22, "008", "visit"))


@dataclass(frozen=True)
class Photo:
    """A picture to be drawn: what is on it, and what is written there."""

    subject: str
    caption: str


@dataclass(frozen=True)
class Told:
    """An entry of the story."""

    book: str
    type_code: str
    text: str
    author: Person
    occurred_at: datetime
    recorded_at: datetime
    photo: Photo | None
    values: dict[str, Any]

    def clock(self) -> datetime:
        """Return when it was recorded: what the ledger's clock shows while it is written."""
        return self.recorded_at


class Story:
    """Tells what happened at each post, day by day, up to `until`."""

    def __init__(self, until: datetime) -> None:
        self._until = until
        self._dice = random.Random(26)  # noqa: S311 - a sample, not a secret

    def tell(self) -> list[Told]:
        """Return all entries in the order in which they were recorded."""
        midnight = self._until.replace(hour=0, minute=0, second=0, microsecond=0)
        days = [midnight - timedelta(days=ago) for ago in range(DAYS - 1, -1, -1)]
        told = [entry for day in days for book in PLACES for entry in self._day(book, day)]
        told = [self._as_a_rule(entry) for entry in told] + list(self._just_now())
        past = [entry for entry in told if entry.recorded_at < self._until]
        return _with_newest_photos(sorted(past, key=lambda entry: entry.recorded_at))

    def _day(self, book: str, day: datetime) -> Iterator[Told]:
        guards = [guard for guard in GUARDS if book in guard.books]
        number = day.toordinal()
        coming, going = (guards * 2)[number % 2], (guards * 2)[(number + 1) % 2]
        begins = day.replace(hour=SHIFT_HOURS[number % 2])
        yield self._told(book, "001", self._line("anywhere", "handover"), coming, begins, going)
        for _ in range(self._dice.choice((1, 1, 2, 2))):
            code = self._dice.choice(texts.kinds(PLACES[book]))
            yield from self._visit(book, code, coming, self._moment(day))
        yield from self._rare(book, coming, self._moment(day))

    def _visit(self, book: str, code: str, guard: Person, moment: datetime) -> Iterator[Told]:
        """Tell one thing of the day, and how those go out again who came in with it."""
        line = self._line(PLACES[book], code)
        words, stays = self._words(), timedelta(minutes=self._dice.randrange(*STAYS_MINUTES))
        yield self._told(book, code, line, guard, moment, words=words)
        if leaving := line.on_leaving():
            yield self._told(book, code, leaving, guard, moment + stays, words=words)

    def _just_now(self) -> Iterator[Told]:
        """Tell what opens the first book's first page, each with a photo; these are inside."""
        guard = next(guard for guard in GUARDS if GATE in guard.books)
        came = self._until - timedelta(minutes=OVERSTAYS_MINUTES)
        yield self._told(GATE, "006", self._line("anywhere", "stays"), guard, came)
        for minutes_ago, code in JUST_NOW:
            line = next(line for line in texts.lines(PLACES[GATE], code) if line.photo)
            moment = self._until - timedelta(minutes=minutes_ago)
            told = self._told(GATE, code, line, guard, moment)
            yield replace(told, recorded_at=moment + timedelta(minutes=2))

    def _as_a_rule(self, told: Told) -> Told:
        return replace(told, photo=None) if self._dice.random() < WITHOUT_PHOTO else told

    def _rare(self, book: str, guard: Person, moment: datetime) -> Iterator[Told]:
        chance = self._dice.random()
        for below, code, kind in RARE:
            if chance < below:
                author = SUPERVISOR if kind == "visit" else guard
                yield self._told(book, code, self._line("anywhere", kind), author, moment)
                return
        if chance < NOTHING_TO_REPORT:
            yield self._told(book, "0012", self._line("anywhere", "nothing"), guard, moment)

    def _line(self, place: str, kind: str) -> Line:
        return self._dice.choice(texts.lines(place, kind))

    def _told(
        self,
        book: str,
        type_code: str,
        line: Line,
        author: Person,
        occurred_at: datetime,
        other: Person = SUPERVISOR,
        words: dict[str, str] | None = None,
    ) -> Told:
        words = (words or self._words()) | _named(author=author, guard=other)
        began = occurred_at - timedelta(minutes=ROUND_MINUTES)
        words |= {"time": f"{occurred_at:%H:%M}", "began": f"{began:%H:%M}"}
        late = self._dice.random() < LATE
        minutes = self._dice.randrange(40, 200) if late else self._dice.randrange(9)
        delay = timedelta(minutes=minutes, seconds=self._dice.randrange(60))
        return Told(
            book=book,
            type_code=type_code,
            text=line.filled(words),
            author=author,
            occurred_at=occurred_at,
            recorded_at=occurred_at + delay,
            photo=self._photo(line.photo, words),
            values=line.answers(words),
        )

    def _photo(self, subject: str | None, words: dict[str, str]) -> Photo | None:
        if subject is None:
            return None
        captions = {"plate": words["plate"], "parcel": f"GUIA {words['seal']}", "gate": "PORTERIA"}
        captions |= {"gauge": f"{words['amount']} psi", "fence": f"PUNTO {words['number']}"}
        captions |= {"panel": "16 EN LINEA", "pass": "Piso 2"}
        return Photo(subject, captions[subject])

    def _moment(self, day: datetime) -> datetime:
        return day + timedelta(minutes=self._dice.randrange(7 * 60, 23 * 60))

    def _words(self) -> dict[str, str]:
        dice = self._dice
        return texts.words(dice) | {
            "seal": f"{dice.randrange(100000, 999999)}",
            "number": str(dice.randrange(2, 9)),
            "amount": str(dice.randrange(12, 96)),
        }


def _named(**people: Person) -> dict[str, str]:
    names = {gap: person.name for gap, person in people.items()}
    return names | {f"{gap}_badge": person.badge or "" for gap, person in people.items()}


def _with_newest_photos(told: list[Told]) -> list[Told]:
    """Keep the photos that are seen first; the older ones were never taken."""
    pictured = [entry for entry in told if entry.photo]
    without = {id(entry) for entry in pictured[:-PHOTO_COUNT]}
    return [replace(entry, photo=None) if id(entry) in without else entry for entry in told]
