import re
from collections.abc import Callable
from datetime import timedelta

from django.test import Client as Browser
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry, EntryType
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import write_entry

BOOK = "/books/main-gate/"
FORM = re.compile(r'<form class="stack" method="post" action="([^"]+)".*?</form>', re.DOTALL)
HIDDEN = re.compile(r'type="hidden" name="(client_uuid|occurred_at)" value="([^"]+)"')


def quick_form(browser: Browser, page: str = BOOK) -> tuple[str, dict[str, str]]:
    found = FORM.search(browser.get(page).content.decode())
    assert found
    return found[1], dict(HIDDEN.findall(found[0]))


def test_the_book_writes_nothing_to_report_with_one_confirmation(
    acme: Client, gate: Browser
) -> None:
    address, sent = quick_form(gate)
    assert gate.post(address, sent)["Location"] == f"{BOOK}entries/1/"
    with tenant_context(acme):
        entry = Entry.objects.select_related("entry_type").get()
    assert entry.entry_type.code == "0012"
    assert timezone.now() - entry.occurred_at < timedelta(minutes=2)


def test_the_same_confirmation_sent_twice_writes_one_entry(acme: Client, gate: Browser) -> None:
    address, sent = quick_form(gate)
    assert {gate.post(address, sent)["Location"] for _ in range(2)} == {f"{BOOK}entries/1/"}
    with tenant_context(acme):
        assert Entry.objects.count() == 1


def test_each_look_at_the_book_may_write_another(gate: Browser) -> None:
    assert quick_form(gate)[1]["client_uuid"] != quick_form(gate)[1]["client_uuid"]


def test_an_entrys_page_leads_on_to_the_next_entry(
    acme: Client, acme_book: Book, guard: Member, gate: Browser
) -> None:
    with tenant_context(acme):
        write_entry(acme_book, guard)
    page = f"{BOOK}entries/1/"
    assert quick_form(gate, page)[0] == f"{BOOK}write/0012/"
    assert f'href="{BOOK}write/"' in gate.get(page).content.decode()


def test_where_the_type_is_not_offered_there_is_no_quick_button(
    acme: Client, gate: Browser
) -> None:
    with tenant_context(acme):
        EntryType.objects.filter(code="0012").update(is_active=False)
    page = gate.get(BOOK).content.decode()
    assert not FORM.search(page)
    assert f'href="{BOOK}write/"' in page


def test_a_closed_book_and_an_auditor_have_no_bar(
    acme: Client, auditor: Member, gate: Browser, browse: Callable[..., Browser]
) -> None:
    assert not FORM.search(browse(acme, auditor).get(BOOK).content.decode())
    with tenant_context(acme):
        Book.objects.update(is_open=False)
    assert b"thumb-bar" not in gate.get(BOOK).content
