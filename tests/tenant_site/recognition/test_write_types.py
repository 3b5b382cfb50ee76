from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member


def page_of(browser: Browser, book: Book, form: FormVersion, **sent: Any) -> Any:
    usual = {
        "client_uuid": uuid4(),
        "form_version": form.number,
        "occurred_at": "2026-03-01T01:10",
        "f-visitors-0-name": "Ana Peña",
        "f-visitors-0-movement": "in",
    }
    return browser.post(f"/books/{book.code}/write/006/", usual | sent)


def test_a_form_asks_for_what_the_type_of_a_person_must_show(
    acme: Client,
    acme_book: Book,
    guard: Member,
    form: FormVersion,
    browse: Callable[..., Browser],
) -> None:
    browser = browse(acme, guard)
    typed = {"f-visitors-0-type": "contractor"}
    refused = page_of(browser, acme_book, form, **typed)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'href="#id_f-visitors-0-company"' in page
    assert 'value="Ana Peña"' in page
    given = {"f-visitors-0-company": "Aguas SA"}
    assert page_of(browser, acme_book, form, **typed, **given).status_code == 302
    with tenant_context(acme):
        entry = Entry.objects.get(book=acme_book, kind="entry")
        assert entry.mentions.get().person_type is not None


def test_the_types_of_person_are_offered_where_one_is_asked_for(
    acme: Client,
    acme_book: Book,
    guard: Member,
    form: FormVersion,
    browse: Callable[..., Browser],
) -> None:
    browser = browse(acme, guard)
    page = browser.get(f"/books/{acme_book.code}/write/006/").content.decode()
    assert 'list="person-types"' in page
    assert page.count('<datalist id="person-types"') == 1
    assert '<option value="Contractor" data-asks="company tax_id">' in page
    plain = browser.get(f"/books/{acme_book.code}/write/003/").content.decode()
    assert "<datalist" not in plain
