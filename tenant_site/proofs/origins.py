"""Know the books of a copy: they begin with the id of the workspace that opened them."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from tenant_site.books.models import Book, BookHead
from tenant_site.books.seal import genesis
from tenant_site.members.places import client_id
from tenant_site.proofs.models import AnchorAddress, Origin


def note_origin(original_id: UUID) -> None:
    """Note in a workspace that it is a copy, and of which (TENANT_ARRIVALS).

    Its anchors go to nobody until an owner says so: who gets those of the original would hold two
    hashes of one day against each other. One that came back under its own id is no copy.
    """
    is_behind = Origin._meta.db_table not in connection.introspection.table_names()
    if is_behind or original_id == client_id() or not Book.objects.exists():
        return
    Origin.objects.get_or_create(pk=original_id)
    AnchorAddress.objects.all().delete()


def openers(own_id: UUID) -> list[UUID]:
    """Return the ids with which books here may begin: our own, and those we were copied from."""
    return [own_id, *Origin.objects.values_list("pk", flat=True)]


def opener_of(book: Book, known: Sequence[UUID]) -> UUID:
    """Return the one of these `known` ids with which `book` begins; the first when none is."""
    if len(known) == 1:
        return known[0]
    first = book.entries.filter(seq=1).values_list("prev_hash", flat=True).first()
    begins = first or BookHead.objects.filter(pk=book.pk).values_list("head", flat=True).first()
    fitting = (one for one in known if genesis(client_id=one, book_id=book.pk) == begins)
    return next(fitting, known[0])
