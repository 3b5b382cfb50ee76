"""Books with something in them."""

import pytest

from public_site.models import Client
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import photo, write_entry


@pytest.fixture
def entries(inside_acme: Client, acme_book: Book, guard: Member) -> list[Entry]:
    """Five entries of our guard, written inside our workspace."""
    return [write_entry(acme_book, guard, text=f"Round {number}") for number in range(1, 6)]


@pytest.fixture
def with_files(entries: list[Entry]) -> list[Entry]:
    book, author = entries[0].book, entries[0].author
    return [*entries, write_entry(book, author, uploads=[photo(), photo()])]
