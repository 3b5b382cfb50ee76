"""What one reader may search through and by: books, types and authors, loaded once a page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from tenant_site.books.lines import signed
from tenant_site.books.models import Book, EntryType
from tenant_site.books.models.book import Severity
from tenant_site.members.models import Member
from tenant_site.members.models.member import WRITES_EVERY_BOOK
from tenant_site.registers.keys import folded


@dataclass(frozen=True)
class Choice:
    """One book, type, author or severity: how an address names it, its mark, and its words."""

    key: str
    label: str
    pk: UUID | str
    names: Sequence[str]

    def is_called(self, text: str) -> bool:
        """Say whether `text` is its code, or whether every word of it stands in its name."""
        asked = folded(text)
        if any(asked == folded(name) for name in self.names):
            return True
        words, said = folded(self.label).split(), asked.split()
        return bool(said) and all(any(has.startswith(word) for has in words) for word in said)


@dataclass(frozen=True)
class Reach:
    """The choices of one reader."""

    reader: Member
    books: Sequence[Choice]
    types: Sequence[Choice]
    authors: Sequence[Choice]

    @property
    def severities(self) -> Sequence[Choice]:
        """Every severity, in the words of the page and in those of both languages."""
        also = {"routine": ["rutina"], "notice": ["atención", "novedad"], "alert": ["alerta"]}
        return [
            Choice(one.value, str(one.label), one.value, [one.value, str(one.label), *also[one]])
            for one in Severity
        ]

    def choices(self, name: str) -> Sequence[Choice]:
        """Return the choices for one select, or one chip."""
        found: dict[str, Callable[[], Sequence[Choice]]] = {
            "book": lambda: self.books,
            "type": lambda: self.types,
            "author": lambda: self.authors,
            "severity": lambda: self.severities,
        }
        return found[name]()


def reach_of(reader: Member) -> Reach:
    """Load what `reader` may search by: three queries.

    A guard is offered the authors who write in the same books, and nobody else's name.
    """
    books = Book.objects.readable_by(reader).order_by("name", "code")
    authors = Member.objects.order_by("display_name", "pk")
    if not reader.reads_every_book:
        known = Q(role__in=WRITES_EVERY_BOOK) | Q(books__in=books.order_by()) | Q(pk=reader.pk)
        authors = authors.filter(known).distinct()
    return Reach(
        reader,
        [Choice(one.code, one.name, one.pk, [one.code]) for one in books],
        [
            Choice(one.code, one.name, one.pk, _numbers(one.code))
            for one in EntryType.objects.order_by("position", "code")
        ],
        [
            Choice(
                str(one.pk),
                signed(one.display_name, one.badge),
                one.pk,
                [one.badge or one.display_name],
            )
            for one in authors
        ],
    )


def called(text: str, choices: Iterable[Choice]) -> list[Choice]:
    """Return what `text` names: the exact code alone, else all whose name has its words."""
    found = [one for one in choices if one.is_called(text)]
    exact = [one for one in found if folded(text) in map(folded, one.names)]
    return exact or found


def _numbers(code: str) -> list[str]:
    """Return how a type's code is typed: `003` also as `3`."""
    return [code, code.lstrip("0")] if code.isdigit() else [code]
