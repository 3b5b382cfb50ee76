"""Which books are gates of one place, and which of them somebody may read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.presence.models import PresenceRule


@dataclass(frozen=True)
class Place:
    """Books whose movements count together; `name` is empty for a book that stands alone."""

    name: str = ""
    books: list[Book] = field(default_factory=list)


@dataclass(frozen=True)
class Places:
    """Every place of the workspace, the books of them that one reader may read, and the rules."""

    all: Sequence[Place]
    readable: dict[UUID, Book]
    rules: Mapping[UUID, PresenceRule]

    def rule_of(self, book_id: UUID) -> PresenceRule:
        """Return what was decided for a book, or what is usual."""
        return self.rules.get(book_id) or PresenceRule(book_id=book_id)

    def of(self, books: Sequence[Book]) -> list[Place]:
        """Return the places to which `books` are gates."""
        asked = {book.pk for book in books}
        return [place for place in self.all if any(one.pk in asked for one in place.books)]

    def left_out(self, books: Sequence[Book]) -> list[Place]:
        """Return the places of `books` that have gates besides: their people are not among them."""
        asked = {book.pk for book in books}
        return [
            place for place in self.of(books) if any(one.pk not in asked for one in place.books)
        ]


def places_for(reader: Member) -> Places:
    """Load the places of the workspace as `reader` may see them: two queries, three for guards."""
    books = list(Book.objects.order_by("name", "code"))
    rules = PresenceRule.objects.in_bulk()
    found = dict[object, Place]()
    for book in books:
        rule = rules.get(book.pk)
        key = rule.place_key if rule and rule.place_key else book.pk
        found.setdefault(key, Place(rule.place if rule else "")).books.append(book)
    if reader.reads_every_book:
        readable = {book.pk: book for book in books}
    else:
        mine = set(Book.objects.readable_by(reader).values_list("pk", flat=True))
        readable = {book.pk: book for book in books if book.pk in mine}
    return Places(list(found.values()), readable, rules)
