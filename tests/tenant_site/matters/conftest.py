"""An entry of our guard."""

import pytest

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import write_entry

ENTRY = "/books/main-gate/entries/1/"


@pytest.fixture
def entry(acme: Client, acme_book: Book, guard: Member) -> Entry:
    with tenant_context(acme):
        return write_entry(acme_book, guard, text="Lock of the gate is broken.")
