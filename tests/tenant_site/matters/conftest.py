"""An entry of our guard, and browsers of those who look at it."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

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


@pytest.fixture
def gate(acme: Client, guard: Member, browse: Callable[..., Browser]) -> Browser:
    return browse(acme, guard)


@pytest.fixture
def desk(acme: Client, supervisor: Member, browse: Callable[..., Browser]) -> Browser:
    return browse(acme, supervisor)


@pytest.fixture
def office(acme: Client, owner: Member, browse: Callable[..., Browser]) -> Browser:
    return browse(acme, owner)


@pytest.fixture
def audit(acme: Client, auditor: Member, browse: Callable[..., Browser]) -> Browser:
    return browse(acme, auditor)
