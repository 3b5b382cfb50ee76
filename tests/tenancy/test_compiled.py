from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from public_site.models import Client
from tenancy.bound import WrongTenant
from tenancy.compiled import Unrepeatable, compiled_once
from tenancy.context import tenant_context
from tenant_site.books.models import Book


@compiled_once
def named_main_gate(book_id: UUID) -> models.QuerySet[Book]:
    """Ask for one book, and whether there are others."""
    others = Book.objects.exclude(pk=models.OuterRef("pk")).filter(pk=book_id)
    rows = Book.objects.annotate(has_others=models.Exists(others))
    return rows.filter(pk=book_id, name="Main gate")


def test_it_finds_what_the_queryset_finds_in_each_tenant(
    acme: Client, globex: Client, acme_book: Book, globex_book: Book
) -> None:
    for client, book, other in ((acme, acme_book, globex_book), (globex, globex_book, acme_book)):
        with tenant_context(client):
            Book.objects.update(name="Main gate")
            found: Any = named_main_gate(book.pk)
            assert found == book
            assert found.has_others is False
            assert named_main_gate(other.pk) is None
            assert named_main_gate(None) is None


def test_its_rows_belong_to_their_tenant(acme: Client, globex: Client, acme_book: Book) -> None:
    with tenant_context(acme):
        Book.objects.update(name="Main gate")
        found = named_main_gate(acme_book.pk)
    assert found is not None
    with tenant_context(globex), pytest.raises(WrongTenant):
        found.save()


def test_it_is_put_together_once(acme: Client) -> None:
    asked = []

    @compiled_once
    def book(book_id: UUID) -> models.QuerySet[Book]:
        asked.append(book_id)
        return Book.objects.filter(pk=book_id)

    with tenant_context(acme), CaptureQueriesContext(connection) as queries:
        assert book(uuid4()) is book(uuid4()) is None
    assert (len(asked), len(queries)) == (1, 2)


QUESTIONS: dict[str, Any] = {
    "a moment": lambda one: Book.objects.filter(pk=one, created_at__lt=timezone.now()),
    "an id from elsewhere": lambda one: Book.objects.filter(pk=one, entries__author=uuid4()),
    "an id that is lost": lambda _one: Book.objects.filter(code="main-gate"),
}


@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)
def test_what_would_be_another_question_next_time_is_refused(acme: Client, ask: Any) -> None:
    with tenant_context(acme), pytest.raises(Unrepeatable):
        compiled_once(ask)(uuid4())
