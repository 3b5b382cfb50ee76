from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client as Browser

from public_site import clients
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tests.conftest import PASSWORD
from tests.reading import Page, read_page

ENTRY = {"text": "Gate found open.", "occurred_at": "2026-03-01T01:10"}
AT = "/books/main-gate/write/003/"


def read_only(client: Client) -> None:
    clients.extend_trial(client=client, until=date(2026, 1, 31))


def suspended(client: Client) -> None:
    clients.suspend(client=client, reason="Invoice 7 is open.")


def set_status(client: Client, status: str) -> None:
    client.status = status
    client.save()


def main_of(browser: Browser, address: str) -> Page:
    return read_page(browser.get(address).content)


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        ("suspended", 403, "suspended"),
        ("deleting", 403, "being deleted"),
        ("preparing", 503, "being prepared"),
    ],
)
def test_a_workspace_that_is_not_open_says_so(
    status: str,
    code: int,
    words: str,
    owner: Member,
    acme: Client,
    browse: Callable[..., Browser],
) -> None:
    set_status(acme, status)
    for browser in (browse(acme, owner), browse(acme)):
        answer = browser.get("/")
        assert answer.status_code == code
        assert words in read_page(answer.content).one("h1").text
        assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_the_dates_alone_make_it_read_only_and_a_later_one_opens_it_again(
    acme: Client, guard: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, guard)
    read_only(acme)
    assert browser.post(AT, ENTRY).status_code == 422
    clients.extend_trial(client=acme, until=acme.today)
    assert browser.post(AT, ENTRY).status_code == 302


def test_an_entry_that_is_not_taken_comes_back_with_all_that_was_typed(
    acme: Client, guard: Member, browse: Callable[..., Browser]
) -> None:
    read_only(acme)
    answer = browse(acme, guard).post(AT, ENTRY)
    page = read_page(answer.content)
    assert answer.status_code == 422
    assert "Nothing was written" in page.one("main").text
    assert page.one("textarea").text.strip() == ENTRY["text"]
    assert page.one("input", name="occurred_at").attributes["value"] == ENTRY["occurred_at"]
    with tenant_context(acme):
        assert not Entry.objects.exists()


def test_the_way_out_is_another_for_owners(
    acme: Client, owner: Member, guard: Member, browse: Callable[..., Browser]
) -> None:
    read_only(acme)
    told = {
        member.role: read_page(browse(acme, member).post(AT, ENTRY).content).one("main").text
        for member in (owner, guard)
    }
    assert "Renew it on the page" in told["owner"]
    assert "ask whoever manages" in told["guard"]


def test_books_and_members_are_not_added_and_what_was_typed_stays(
    acme: Client, acme_book: Book, owner: Member, browse: Callable[..., Browser]
) -> None:
    read_only(acme)
    browser = browse(acme, owner)
    member = {"display_name": "Ana", "badge": "9", "role": "guard", "password": PASSWORD}
    for address, sent in (("/new-book/", {"name": "Vault"}), ("/members/add/", member)):
        answer = browser.post(address, sent)
        assert answer.status_code == 422
        assert next(iter(sent.values())) in answer.content.decode()
    with tenant_context(acme):
        assert (Book.objects.count(), Member.objects.count()) == (1, 1)


def test_reading_goes_on_and_so_does_what_is_no_writing(
    acme: Client, owner: Member, guard: Member, browse: Callable[..., Browser]
) -> None:
    read_only(acme)
    browser = browse(acme, owner)
    for address in ("/", "/books/main-gate/", "/members/", "/workspace/", AT):
        assert browser.get(address).status_code == 200
    bar = {"display_name": "Guard", "badge": "1007", "role": "guard", "is_active": ""}
    assert browser.post(f"/members/{guard.pk}/", bar).status_code == 302
    assert browser.post("/support/end/").status_code in {302, 404}
    assert browser.post("/sign-out/").status_code == 302


def test_a_view_that_says_nothing_of_it_is_refused_with_the_words_that_were_sent(
    acme: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    read_only(acme)
    answer = browse(acme, owner).post("/books/main-gate/", {"text": "Lost", "password": "s3cret"})
    page = read_page(answer.content)
    assert answer.status_code == 403
    assert "was not written" in page.one("main").text
    assert page.one("textarea").text == "Lost"
    assert b"s3cret" not in answer.content


def test_an_archived_workspace_is_read_and_never_written(
    acme: Client, guard: Member, browse: Callable[..., Browser]
) -> None:
    clients.archive(client=acme)
    browser = browse(acme, guard)
    assert "archived" in main_of(browser, "/books/main-gate/").one("body").text
    answer = browser.post(AT, ENTRY)
    assert answer.status_code == 422
    assert "archived" in read_page(answer.content).one("main").text


def test_the_owner_of_a_suspended_workspace_reads_why_and_whom_to_write_to(
    acme: Client, owner: Member, guard: Member, browse: Callable[..., Browser]
) -> None:
    suspended(acme)
    told = main_of(browse(acme, owner), "/")
    assert "Invoice 7 is open." in told.one("main").text
    assert told.all("a", href="mailto:hello@localhost")
    for browser in (browse(acme, guard), browse(acme)):
        assert "Invoice" not in main_of(browser, "/").one("main").text


def test_an_owner_signs_in_to_a_suspended_workspace_and_works_nowhere(
    acme: Client, acme_client: Browser
) -> None:
    suspended(acme)
    assert acme_client.get("/sign-in/").status_code == 200
    sent = {"identifier": "owner@acme.example", "password": PASSWORD}
    assert acme_client.post("/sign-in/", sent).status_code == 302
    for address in ("/", "/books/main-gate/", "/members/", "/workspace/", "/password/"):
        assert acme_client.get(address).status_code == 403, address
        assert acme_client.post(address, ENTRY).status_code == 403, address


@pytest.mark.parametrize(
    ("days", "roles"),
    [(10, {"owner"}), (3, {"owner", "guard"}), (0, {"owner", "guard"}), (None, set())],
)
def test_the_days_of_the_trial_are_counted_for_owners_and_near_the_end_for_all_who_write(
    acme: Client,
    owner: Member,
    guard: Member,
    auditor: Member,
    browse: Callable[..., Browser],
    days: int | None,
    roles: set[str],
) -> None:
    until = None if days is None else date.fromordinal(acme.today.toordinal() + days)
    clients.extend_trial(client=acme, until=until)
    said = "The trial ends today" if days == 0 else f"{days} days of the trial are left"
    told = {
        member.role
        for member in (owner, guard, auditor)
        if said in main_of(browse(acme, member), "/").one("body").text
    }
    assert told == roles


@pytest.mark.parametrize(("language", "words"), [("es", "No hay"), ("en", "There is no")])
def test_a_host_that_nobody_has_leads_to_the_main_website(
    acme: Client, language: str, words: str
) -> None:
    answer = Browser(headers={"host": "nobody.example"}).get(
        "/sign-in/", headers={"accept-language": language}
    )
    page = read_page(answer.content)
    assert answer.status_code == 404
    assert words in page.one("h1").text
    assert "nobody" not in page.one("main").text
    assert page.all("a", href="http://localhost:8000/sign-in/")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
