"""Who is inside, and gates that are of one place, the way the tests speak of it."""

from datetime import datetime, timedelta

from tenant_site.books.models import Book
from tenant_site.presence.inside import Stay, stays_in
from tenant_site.presence.models import PresenceRule
from tenant_site.presence.places import Place
from tests.tenant_site.books.writing import NIGHT

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def names(stays: list[Stay]) -> list[str]:
    told = [(one.name, one.document or one.plate, one.model) for one in (of.came for of in stays)]
    return [" · ".join(filter(None, one)) for one in told]


def inside(*books: Book, now: datetime = NIGHT + 24 * HOUR) -> list[str]:
    """Who is inside a place with these gates, longest first."""
    return names(stays_in([Place("", list(books))], now=now))


def gates_of_one_place(*books: Book, name: str = "Plant") -> None:
    for book in books:
        PresenceRule.objects.create(book=book, place=name, place_key=name.lower())
