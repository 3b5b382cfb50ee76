import tracemalloc
from collections import deque
from collections.abc import Callable, Iterable

import pytest

from bench.full_books import fill
from public_site.models import Client
from tenant_site.books import evidence
from tenant_site.books.models import Book, EntryType
from tenant_site.books.opening import open_book
from tenant_site.books.verification import verify
from tenant_site.members.models import Member
from tenant_site.proofs.exporting import book_export


def proof(book: Book, client: Client) -> Iterable[object]:
    return verify(book, client_id=client.pk)


def export(book: Book, client: Client) -> Iterable[object]:
    return book_export(book, client_id=client.pk)


@pytest.mark.parametrize("work", [proof, export])
def test_memory_does_not_grow_with_the_book(
    inside_acme: Client,
    guard: Member,
    monkeypatch: pytest.MonkeyPatch,
    work: Callable[[Book, Client], Iterable[object]],
) -> None:
    monkeypatch.setattr(evidence, "BLOCK", 100)

    def peak_bytes(count: int) -> int:
        book = open_book(client=inside_acme, name=f"Of {count}")
        fill(book, guard, list(EntryType.objects.offered()), count)
        tracemalloc.start()
        deque(work(book, inside_acme), maxlen=0)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    peak_bytes(1)  # what is loaded once
    grown_bytes = peak_bytes(1_500) - peak_bytes(150)
    assert grown_bytes < 100 * 1_350  # an entry has a thousand and more
