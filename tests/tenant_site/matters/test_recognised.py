from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.matters.following import finish_follow_up
from tenant_site.matters.recognised import open_about
from tenant_site.members.models import Member
from tenant_site.registers.models import Vehicle
from tests.tenant_site.corrections.correcting import correct_entry
from tests.tenant_site.matters.test_follow_ups import opened
from tests.tenant_site.registers.gate import car, passed

CELL = "f-cars-0-plate"


def test_what_is_open_about_a_plate_is_told_while_it_is_typed(
    acme: Client, acme_book: Book, guard: Member, browse: Callable[..., Browser]
) -> None:
    with tenant_context(acme):
        entry = passed(acme_book, guard, cars=[car("ABC 123"), car("ABC123", "out")])[0].entry
        follow_up = opened(entry, guard, about="Ask for the papers")
    data = {"kind": "plate", "cell": CELL, CELL: "abc-123"}
    told = browse(acme, guard).get(f"/books/{acme_book.code}/known/", data).content.decode()
    assert told.count("Ask for the papers") == 1
    assert follow_up.get_absolute_url() in told


def test_what_is_done_or_of_a_book_that_is_not_theirs_is_not_told(
    inside_acme: Client, acme_book: Book, guard: Member, supervisor: Member
) -> None:
    made = passed(acme_book, guard, cars=[car("ABC 123")])[0]
    done, subject = opened(made.entry, guard), Vehicle.objects.get()
    assert open_about(subject, guard) is not None
    finish_follow_up(follow_up=done, by=guard, words="Done")
    assert open_about(subject, guard) is None
    vault = open_book(client=inside_acme, name="Vault")
    opened(passed(vault, supervisor, cars=[car("ABC 123")])[0].entry, supervisor)
    assert open_about(subject, guard) is None
    assert open_about(subject, supervisor) is not None


@pytest.mark.parametrize("count", [1, 6])
def test_it_costs_two_queries(
    inside_acme: Client, acme_book: Book, guard: Member, count: int
) -> None:
    for _ in range(count):
        made = passed(acme_book, guard, cars=[car("ABC 123")])[0]
        opened(made.entry, guard)
    subject = Vehicle.objects.get()
    with CaptureQueriesContext(connection) as seen:
        open_about(subject, guard)
    assert len(seen) == 2


def test_what_is_open_about_an_annulled_entry_says_so(
    acme: Client, acme_book: Book, guard: Member, browse: Callable[..., Browser]
) -> None:
    with tenant_context(acme):
        entry = passed(acme_book, guard, cars=[car("ABC 123")])[0].entry
        opened(entry, guard)
        correct_entry(entry, guard)
    data = {"kind": "plate", "cell": CELL, CELL: "abc-123"}
    told = browse(acme, guard).get(f"/books/{acme_book.code}/known/", data).content
    assert b"entry annulled" in told
