from collections.abc import Callable

from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tests.reading import read_page

ROUND = "/books/main-gate/write/003/"


def test_what_was_typed_is_shown_to_be_copied_and_nothing_is_written(
    acme: Client, acme_book: Book, acme_client: Browser
) -> None:
    answer = acme_client.post(ROUND, {"text": "Gate <b>open</b>"})
    page = read_page(answer.content)
    assert answer.status_code == 403
    assert page.one("h1").text == "You are no longer signed in"
    assert page.one("textarea").text == "Gate <b>open</b>"
    assert page.all("a", href=f"/sign-in/?next={ROUND}")
    with tenant_context(acme):
        assert not Entry.objects.exists()


def test_no_other_value_of_a_form_comes_back(acme_client: Browser) -> None:
    sent = {"old_password": "battery horse", "new_password1": "staple 12345"}
    answer = acme_client.post("/password/", sent)
    assert answer.status_code == 403
    assert b"battery" not in answer.content
    assert b"staple" not in answer.content


def test_the_page_is_the_same_whether_or_not_the_book_exists(acme_client: Browser) -> None:
    shown = [
        acme_client.post(f"/books/{code}/write/003/", {"text": "x"}).content.replace(
            code.encode(), b"?"
        )
        for code in ("main-gate", "there-is-none")
    ]
    assert shown[0] == shown[1]


def test_htmx_is_led_to_sign_in_and_back_to_the_form(acme_client: Browser) -> None:
    answer = acme_client.post(ROUND, {"text": "x"}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == f"/sign-in/?next={ROUND}"


def test_a_written_entry_is_opened_by_htmx_as_a_whole_page(
    acme: Client, guard: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, guard)
    sent = {"text": "Round done", "occurred_at": "2026-03-01T01:10"}
    answer = browser.post(ROUND, sent, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/books/main-gate/entries/1/"
    assert b"data-written" in browser.get("/books/main-gate/entries/1/").content


def test_only_the_author_reads_the_identity_of_the_form_it_came_from(
    acme: Client, guard: Member, supervisor: Member, browse: Callable[..., Browser]
) -> None:
    browse(acme, guard).post(ROUND, {"text": "Round done", "occurred_at": "2026-03-01T01:10"})
    page = browse(acme, supervisor).get("/books/main-gate/entries/1/").content
    assert b"data-written" not in page


def test_a_password_manager_learns_whose_password_is_changed(
    acme: Client, guard: Member, owner: Member, browse: Callable[..., Browser]
) -> None:
    for member, name in ((owner, "owner@acme.example"), (guard, "guard@acme.example")):
        page = read_page(browse(acme, member).get("/password/").content)
        assert page.one("input", autocomplete="username").attributes["value"] == name
