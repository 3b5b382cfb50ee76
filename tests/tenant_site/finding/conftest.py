"""Entries to look for, and a browser that looks for them."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import NIGHT, write_entry
from tests.tenant_site.registers.gate import gate_form

Found = Callable[..., list[str]]


def numbers(content: str) -> list[str]:
    """The numbers of the hits that a page shows, in their order."""
    return re.findall(r'class="entry__number"[^>]*>(\d+)<', content)


@pytest.fixture
def found(desk: Browser) -> Found:
    """Search as the supervisor and return the numbers of the hits."""

    def _found(q: str = "", browser: Browser = desk, **given: str) -> list[str]:
        return numbers(page_of(browser, q, **given))

    return _found


def page_of(browser: Browser, q: str = "", **given: str) -> str:
    """What the page of a search says."""
    return unescape(browser.get(f"/search/?{urlencode({'q': q, **given})}").content.decode())


@pytest.fixture
def form(acme: Client, owner: Member, acme_book: Book) -> FormVersion:
    """The form of the gate; its publication is entry 1."""
    with tenant_context(acme):
        return gate_form(owner)


def write(client: Client, book: Book, author: Member, *texts: str) -> list[Entry]:
    """Entries of one text each, a minute apart."""
    with tenant_context(client):
        return [
            write_entry(book, author, text=text, occurred_at=NIGHT + timedelta(minutes=at))
            for at, text in enumerate(texts)
        ]
