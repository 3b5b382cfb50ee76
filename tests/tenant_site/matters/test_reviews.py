import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry, EntryType
from tenant_site.books.refusals import BookClosed
from tenant_site.books.repeats import SentBefore
from tenant_site.matters import reviewing
from tenant_site.matters.models import Review
from tenant_site.matters.reviewing import (
    AlreadyApproved,
    NothingToReview,
    approve,
    mark_seen,
    waiting_in,
)
from tenant_site.matters.verification import verify_tenant
from tenant_site.members.models import Member
from tests.reading import read_page
from tests.tenant_site.books.test_entry_write import hidden_uuid
from tests.tenant_site.books.writing import codes, triggers_off, write_entry
from tests.tenant_site.matters.conftest import ENTRY
from tests.tenant_site.matters.test_book_page import queries

REVIEW = "/books/main-gate/review/"


@pytest.fixture
def five(acme: Client, acme_book: Book, guard: Member) -> list[Entry]:
    """Five entries of our guard; the third is an alert."""
    with tenant_context(acme):
        alert = EntryType.objects.get(code="0010")
        EntryType.objects.filter(pk=alert.pk).update(severity="alert")
        alert.refresh_from_db()
        kinds = {3: {"entry_type": alert}}
        return [write_entry(acme_book, guard, **kinds.get(number, {})) for number in range(1, 6)]


def signed(entries: list[Entry], by: Member, **given: Any) -> Entry:
    facts: dict[str, Any] = {"remark": "Well done.", "client_uuid": uuid4()}
    return approve(book=entries[0].book, by=by, entries=entries, **(facts | given))


def reviews(acme: Client) -> list[tuple[int, str, str]]:
    with tenant_context(acme):
        found = Review.objects.order_by("entry__seq", "pk")
        return list(found.values_list("entry__seq", "verdict", "by_name"))


def test_an_approval_is_an_entry_that_seals_what_it_approves(
    acme: Client, five: list[Entry], supervisor: Member
) -> None:
    with tenant_context(acme):
        approval = signed([five[4], five[0], five[1]], supervisor)
        sealed = json.loads(Entry.objects.get(pk=approval.pk).canon)
        assert (sealed["kind"], sealed["facts"]) == ("approval", {"approves": ["1-2", "5"]})
        assert (codes(approval.book, acme), list(verify_tenant(acme))) == ([], [])
    assert [(seq, verdict) for seq, verdict, _ in reviews(acme)] == [
        (1, "approved"),
        (2, "approved"),
        (5, "approved"),
    ]


def test_a_form_sent_twice_signs_once(acme: Client, five: list[Entry], supervisor: Member) -> None:
    uuid = uuid4()
    with tenant_context(acme):
        first, again = (signed(five[:2], supervisor, client_uuid=uuid) for _ in range(2))
        assert first == again
        with pytest.raises(AlreadyApproved):
            signed(five[1:3], supervisor)
        assert first.book.entries.count() == 6
    assert len(reviews(acme)) == 2


def test_another_remark_or_other_numbers_after_a_lost_answer_are_told_and_not_signed(
    acme: Client, five: list[Entry], supervisor: Member, owner: Member
) -> None:
    uuid = uuid4()
    with tenant_context(acme):
        signed(five[:2], supervisor, client_uuid=uuid)
        own = write_entry(five[0].book, supervisor)
        for by, entries, given in (
            (supervisor, five[:2], {"remark": "Badly done."}),
            (supervisor, five[:3], {}),
            (owner, five[:2], {}),
            (supervisor, five[:2], {"client_uuid": own.client_uuid}),
        ):
            with pytest.raises(SentBefore):
                signed(entries, by, **({"client_uuid": uuid} | given))
        assert list(verify_tenant(acme)) == []
    assert len(reviews(acme)) == 2


def test_who_signed_before_with_another_remark_is_told_and_signs_what_is_left(
    five: list[Entry], desk: Browser
) -> None:
    sent = {"act": "approve", "entry": ["1"], "remark": "Right.", "client_uuid": str(uuid4())}
    desk.post(REVIEW, sent)
    answer = desk.post(REVIEW, sent | {"entry": ["1", "2"], "remark": "Both right."})
    page = read_page(answer.content)
    assert answer.status_code == 422
    assert "Entry 6 was already signed from this form" in page.one("main").text
    assert page.one("textarea", name="remark").text.strip() == "Both right."
    left = [one for one in page.all("input", name="entry") if "checked" in one.attributes]
    again = {"entry": [one.attributes["value"] for one in left], "client_uuid": hidden_uuid(page)}
    assert desk.post(REVIEW, sent | again)["Location"] == REVIEW


def test_nobody_reviews_an_entry_of_their_own_or_a_signature(
    acme: Client, five: list[Entry], supervisor: Member, owner: Member, guard: Member
) -> None:
    with tenant_context(acme):
        own, signature = write_entry(five[0].book, supervisor), signed(five[:1], supervisor)
        for by, entry in ((supervisor, own), (owner, signature), (guard, five[1])):
            for act in (mark_seen, signed):
                with pytest.raises(NothingToReview):
                    act(entries=[entry], by=by)
        with pytest.raises(NothingToReview):
            mark_seen(by=owner, entries=[])


def test_seen_is_a_row_and_no_entry(acme: Client, five: list[Entry], supervisor: Member) -> None:
    with tenant_context(acme):
        for _ in range(2):
            mark_seen(by=supervisor, entries=five[:2])
        assert five[0].book.entries.count() == 5
    assert reviews(acme) == [(1, "seen", "Supervisor"), (2, "seen", "Supervisor")]


def test_a_closed_book_is_seen_and_not_signed(
    acme: Client, five: list[Entry], supervisor: Member, desk: Browser
) -> None:
    with tenant_context(acme):
        Book.objects.update(is_open=False)
        five[0].book.refresh_from_db()
        with pytest.raises(BookClosed):
            signed(five[:1], supervisor)
    answer = desk.post(REVIEW, {"act": "approve", "entry": ["1"]})
    assert answer.status_code == 422
    assert desk.post(REVIEW, {"act": "seen", "entry": ["1"]}).status_code == 302


def test_routine_entries_are_marked_and_signed_by_one_act(
    acme: Client, five: list[Entry], desk: Browser
) -> None:
    boxes = read_page(desk.get(REVIEW).content).all("input", name="entry")
    marked = [one.attributes["value"] for one in boxes if "checked" in one.attributes]
    assert [one.attributes["value"] for one in boxes] == ["5", "4", "3", "2", "1"]
    assert marked == ["5", "4", "2", "1"]
    answer = desk.post(REVIEW, {"act": "approve", "entry": marked, "remark": "Quiet night."})
    assert answer["Location"] == REVIEW
    left = read_page(desk.get(REVIEW).content).all("input", name="entry")
    assert [one.attributes["value"] for one in left] == ["3"]
    book = desk.get("/books/main-gate/").content.decode()
    assert "Approves 1–2, 4–5" in book
    assert "approved by Supervisor, entry 6" in book
    assert "Quiet night." in book


def test_one_entry_is_approved_with_a_remark_or_seen_from_its_page(
    acme: Client, five: list[Entry], desk: Browser
) -> None:
    assert desk.post(f"{ENTRY}seen/")["Location"] == ENTRY
    assert desk.get(f"{ENTRY}approve/").status_code == 200
    answer = desk.post(f"{ENTRY}approve/", {"act": "approve", "remark": "Right."})
    assert answer["Location"] == ENTRY
    assert reviews(acme) == [(1, "seen", "Supervisor"), (1, "approved", "Supervisor")]
    page = desk.get(ENTRY).content
    assert b"/approve/" not in page
    assert b"/seen/" not in page
    assert b"approves the numbers 1 of" in desk.get("/books/main-gate/entries/6/").content


@pytest.mark.parametrize("numbers", [[], ["x"], ["0"], ["9" * 30], ["٣"]])
def test_nothing_marked_is_said(five: list[Entry], desk: Browser, numbers: list[str]) -> None:
    answer = desk.post(REVIEW, {"act": "approve", "entry": numbers})
    assert answer.status_code == 422
    assert b"Mark at least one entry." in answer.content


def test_own_entries_and_those_that_are_not_there_are_refused(
    acme: Client, five: list[Entry], supervisor: Member, desk: Browser
) -> None:
    with tenant_context(acme):
        write_entry(five[0].book, supervisor)
    for numbers in (["6"], ["1", "99"]):
        answer = desk.post(REVIEW, {"act": "seen", "entry": numbers})
        assert b"Nobody reviews an entry of their own." in answer.content
    own = "/books/main-gate/entries/6/"
    assert b"Nobody reviews an entry of their own" in desk.get(f"{own}approve/").content
    assert desk.post(f"{own}approve/", {"act": "approve"}).status_code == 422
    desk.post(f"{own}seen/")
    assert reviews(acme) == []


def test_guards_and_auditors_review_nothing(
    acme: Client, five: list[Entry], gate: Browser, audit: Browser
) -> None:
    for browser in (gate, audit):
        for address in (REVIEW, f"{ENTRY}approve/", f"{ENTRY}seen/"):
            assert browser.post(address, {"act": "seen", "entry": ["1"]}).status_code == 403
    assert reviews(acme) == []


def test_what_waits_is_looked_for_a_stretch_at_a_time(
    acme: Client, five: list[Entry], supervisor: Member, monkeypatch: Any
) -> None:
    monkeypatch.setattr(reviewing, "ENTRIES_LOOKED_AT", 3)
    monkeypatch.setattr(reviewing, "ENTRIES_A_PAGE", 2)
    with tenant_context(acme):
        book = five[0].book

        def seen(before: int | None) -> tuple[list[int], int, int, int | None]:
            found = waiting_in(book, reviewer=supervisor, before=before)
            return [one.seq for one in found.entries], found.first, found.last, found.older

        assert seen(None) == ([5, 4], 4, 5, 4)
        assert seen(4) == ([3, 2], 2, 3, 2)
        assert seen(2) == ([1], 1, 1, None)
        mark_seen(by=supervisor, entries=five[2:])
        assert seen(None) == ([], 3, 5, 3)
        assert seen(1) == ([], 1, 0, None)


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 30, "٣"])
def test_an_address_that_names_nothing_shows_the_newest(
    five: list[Entry], desk: Browser, before: str
) -> None:
    assert b"Review entry 5" in desk.get(f"{REVIEW}?before={before}").content


def test_a_review_that_was_moved_or_cut_out_is_found(
    acme: Client, five: list[Entry], supervisor: Member
) -> None:
    with tenant_context(acme):
        signed(five[:2], supervisor)
        with triggers_off():
            Review.objects.filter(entry=five[0]).update(entry=five[4])
        assert [(one.code, one.place) for one in verify_tenant(acme)] == [
            ("approval", "main-gate#6")
        ]
        with triggers_off():
            Review.objects.all().delete()
        assert len(list(verify_tenant(acme))) == 1


def test_the_page_costs_the_same_however_much_waits(
    acme: Client, acme_book: Book, guard: Member, desk: Browser
) -> None:
    costs = set()
    for _ in range(2):
        with tenant_context(acme):
            for _ in range(4):
                write_entry(acme_book, guard)
        costs.add(queries(desk, REVIEW))
    assert len(costs) == 1
