import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from public_site.models import Client
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tenant_site.privacy.holding import Held, place_hold
from tenant_site.privacy.suppressing import Cause, Wanted, suppress
from tenant_site.registers.models import Person
from tests.tenant_site.books.test_many_writers import at_once
from tests.tenant_site.books.test_many_writers import busy as busy
from tests.tenant_site.books.writing import write_entry

MOST_LOOKS = 50_000


def on_book() -> Held:
    return Held(Book.objects.get())


def on_person() -> Held:
    return Held(person=Person.objects.get())


@pytest.mark.parametrize("what", [on_book, on_person])
def test_a_hold_waits_for_the_batch_that_goes_meanwhile(
    busy: Client, what: Callable[[], Held]
) -> None:
    book, owner, has_gone = Book.objects.get(), Member.objects.get(), threading.Event()
    Person.objects.create(name="Bruno", name_key="bruno")
    written = write_entry(book, owner)
    order: list[str] = []

    def erase() -> None:
        with transaction.atomic():
            entry = Entry.objects.select_related("content", "book").get(pk=written.pk)
            suppress(Wanted(book, [entry]), Cause("duty", "authority", "x", owner))
            has_gone.set()
            until_one_waits()
            order.append("erased")

    def hold() -> None:
        has_gone.wait()
        place_hold(on=what(), reason="Case 7.", by=owner)
        order.append("held")

    at_once(busy, [erase, hold])
    assert order == ["erased", "held"]


def until_one_waits() -> None:
    """Return when another waits for a lock."""
    with connection.cursor() as cursor:
        for _ in range(MOST_LOOKS):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("It never waited.")
