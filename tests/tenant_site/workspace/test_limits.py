from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client as Browser

from accounts.models import User
from public_site.models import Client
from public_site.plans import PLANS, Limits
from tenancy.context import schema_context, tenant_context
from tenant_site.books.models import Attachment, Book, DraftUpload, Entry
from tenant_site.books.opening import open_book
from tenant_site.members.models import Member
from tenant_site.workspace import limits
from tenant_site.workspace.limits import LimitReached, room_for_books, room_for_members
from tests.reading import read_page
from tests.tenant_site.books.writing import photo, write_entry, write_redaction

AT = "/books/main-gate/write/003/"
NAMELESS = {"storage_name": "", "display_name": "", "thumbnail_name": ""}
PERSON = {"display_name": "Ana", "badge": "9", "role": "guard"}

Hold = Callable[..., None]


@pytest.fixture
def plan_holds(settings: Any) -> Hold:
    """Let every plan hold so much."""

    def _hold(**held: int | None) -> None:
        settings.PLANS = tuple(replace(plan, limits=Limits(**held)) for plan in PLANS)

    return _hold


def test_a_member_beyond_the_plan_is_told_and_the_form_stays(
    acme: Client, guard: Member, office: Browser, plan_holds: Hold
) -> None:
    plan_holds(members=2)
    assert "Your plan holds 2 people" in office.get("/members/add/").content.decode()
    answer = office.post("/members/add/", PERSON)
    page = read_page(answer.content)
    assert answer.status_code == 422
    assert page.one("input", name="display_name").attributes["value"] == "Ana"
    assert "Your plan holds 2 people" in page.one("main").text
    with tenant_context(acme):
        assert Member.objects.count() == 2
    assert not User.objects.filter(name="Ana").exists()
    plan_holds(members=3)
    assert office.post("/members/add/", PERSON).status_code == 200


def test_who_was_barred_takes_no_place_and_comes_back_only_where_there_is_one(
    acme: Client, guard: Member, office: Browser, plan_holds: Hold
) -> None:
    with tenant_context(acme):
        Member.objects.filter(pk=guard.pk).update(is_active=False)
    plan_holds(members=1)
    facts = {"display_name": "Guard", "badge": "1007", "role": "guard", "is_active": "on"}
    answer = office.post(f"/members/{guard.pk}/", facts)
    assert answer.status_code == 422
    assert b"Your plan holds 1 person" in answer.content
    with tenant_context(acme):
        assert not Member.objects.get(pk=guard.pk).is_active
    plan_holds(members=2)
    assert office.post(f"/members/{guard.pk}/", facts).status_code == 302


def test_a_full_plan_keeps_nobody_from_being_changed(
    acme: Client, guard: Member, office: Browser, plan_holds: Hold
) -> None:
    plan_holds(members=1)
    facts = {"display_name": "Guardia", "badge": "1007", "role": "guard", "is_active": "on"}
    assert office.post(f"/members/{guard.pk}/", facts).status_code == 302


def test_a_book_beyond_the_plan_is_told_and_a_closed_one_makes_room(
    acme: Client, acme_book: Book, office: Browser, plan_holds: Hold
) -> None:
    plan_holds(books=1)
    assert b"Your plan holds 1 book" in office.get("/new-book/").content
    answer = office.post("/new-book/", {"name": "Vault"})
    assert answer.status_code == 422
    assert b'value="Vault"' in answer.content
    with tenant_context(acme):
        assert Book.objects.count() == 1
        Book.objects.update(is_open=False)
    assert office.post("/new-book/", {"name": "Vault"}).status_code == 302


def test_a_file_beyond_the_plan_is_named_and_the_text_is_kept(
    acme: Client, guard: Member, browse: Callable[..., Browser], plan_holds: Hold
) -> None:
    plan_holds(storage_bytes=100)
    browser = browse(acme, guard)
    entry = {"text": "Gate open.", "occurred_at": "2026-03-01T01:10"}
    answer = browser.post(AT, entry | {"uploads": [photo("open.jpg")]})
    page = read_page(answer.content)
    assert answer.status_code == 422
    assert page.one("textarea").text.strip() == "Gate open."
    assert "open.jpg: The 100" in page.one("main").text
    with tenant_context(acme):
        assert not DraftUpload.objects.exists()
    assert browser.post(AT, entry).status_code == 302, "Without files it is never refused."


def test_used_up_room_is_told_before_anybody_chooses_files(
    acme: Client,
    acme_book: Book,
    guard: Member,
    browse: Callable[..., Browser],
    plan_holds: Hold,
) -> None:
    with tenant_context(acme):
        write_entry(acme_book, guard, uploads=[photo()])
    plan_holds(storage_bytes=1)
    browser = browse(acme, guard)
    page = read_page(browser.get(AT).content)
    assert not page.all("input", name="uploads")
    assert "are used up" in page.one("main").text
    assert browser.post(AT, {"text": "Still", "occurred_at": "2026-03-01T01:10"}).status_code == 302


def test_the_room_that_is_left_is_told_to_the_browser_before_anything_is_sent(
    acme: Client, guard: Member, browse: Callable[..., Browser], plan_holds: Hold
) -> None:
    plan_holds(storage_bytes=1000)
    field = read_page(browse(acme, guard).get(AT).content).one("input", name="uploads")
    assert field.attributes["data-room-bytes"] == "1000"
    assert "There is room for 1000" in field.attributes["data-no-room"]
    plan_holds()
    field = read_page(browse(acme, guard).get(AT).content).one("input", name="uploads")
    assert "data-room-bytes" not in field.attributes


def test_files_that_wait_take_room_and_become_part_of_an_entry_without_more(
    acme: Client, guard: Member, browse: Callable[..., Browser], plan_holds: Hold
) -> None:
    file = photo()
    plan_holds(storage_bytes=file.size)
    browser = browse(acme, guard)
    number = "1b4e28ba-2fa1-41d2-883f-0016d3cca427"
    sent = {"client_uuid": number, "occurred_at": "2026-03-01T01:10"}
    assert browser.post(AT, sent | {"text": "", "occurred_at": "", "uploads": [file]}) is not None
    with tenant_context(acme):
        draft = DraftUpload.objects.get()
    assert browser.post(AT, sent | {"text": "x", "kept": [str(draft.pk)]}).status_code == 302
    with tenant_context(acme):
        assert (Attachment.objects.count(), limits.used("storage_bytes")) == (1, file.size)


def test_an_erased_file_takes_no_room(acme: Client, acme_book: Book, guard: Member) -> None:
    with tenant_context(acme):
        entry = write_entry(acme_book, guard, uploads=[photo()])
        attachment = entry.attachments.get()
        assert limits.used("storage_bytes") == attachment.size_bytes
        redaction = write_redaction(acme_book, guard, attachment)
        Attachment.objects.filter(pk=attachment.pk).update(
            salt=None, content=None, redacted_by=redaction, **NAMELESS
        )
        assert limits.used("storage_bytes") == 0


def test_what_has_no_limit_is_not_counted(
    acme: Client, plan_holds: Hold, django_assert_num_queries: Any
) -> None:
    plan_holds()
    with tenant_context(acme), transaction.atomic(), django_assert_num_queries(0):
        room_for_members(acme, more=10**6)
        room_for_books(acme)
        assert limits.full("members") is None


def test_a_tenant_entered_by_its_schema_alone_has_no_limit(acme: Client) -> None:
    with schema_context(acme.schema_name):
        assert limits.full("books") is None


def test_the_owner_sees_what_is_used_of_what(
    acme: Client, office: Browser, plan_holds: Hold
) -> None:
    plan_holds(members=10, books=1)
    page = read_page(office.get("/workspace/").content)
    assert "1 of 10" in page.one("main").text
    assert "1 of 1 used up" in " ".join(page.one("main").text.split())
    assert [(bar.attributes["max"], bar.attributes["value"]) for bar in page.all("progress")] == [
        ("10", "1"),
        ("1", "1"),
    ]


@pytest.fixture
def both(committed: None, two_workspaces: dict[str, Client]) -> Iterator[Client]:
    client = two_workspaces["acme"]
    yield client
    with tenant_context(client), connections["default"].cursor() as cursor:
        cursor.execute(
            "DELETE FROM books_bookhead WHERE book_id IN "
            "(SELECT id FROM books_book WHERE name = 'Rush')"
        )
        cursor.execute("DELETE FROM books_book WHERE name = 'Rush'")


def test_of_two_who_add_the_last_one_at_once_one_is_refused(both: Client, plan_holds: Hold) -> None:
    plan_holds(books=2)
    start = Barrier(2)

    def add(_number: int) -> bool:
        try:
            with tenant_context(both), transaction.atomic():
                start.wait(10)
                room_for_books(both)
                open_book(client=both, name="Rush")
        except LimitReached:
            return False
        else:
            return True
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as two:
        assert sorted(two.map(add, range(2))) == [False, True]
    with tenant_context(both):
        assert Book.objects.count() == 2
        assert not Entry.objects.exists()
