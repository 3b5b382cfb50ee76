from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.members.models import Member
from tenant_site.shifts.handover.closing import accept, hand_over
from tenant_site.shifts.models import Handover
from tests.clock import at
from tests.reading import read_page
from tests.tenant_site.books.writing import write_entry
from tests.tenant_site.shifts.conftest import order
from tests.tenant_site.shifts.test_handover_pages import CLOSE, LIST, SENT, SIGNED, TAKE
from tests.tenant_site.shifts.test_windows import MORNING, Result, change


def test_late_and_missing_hand_overs_are_seen(
    acme: Client, acme_book: Book, guard: Member, supervisor: Member, desk: Browser
) -> None:
    with tenant_context(acme):
        first = hand_over(change(acme_book, guard, changed_at=MORNING))
        accept(handover=first, by=supervisor, result=Result.ACCEPTED)
        later = MORNING + timedelta(days=2)
        hand_over(change(acme_book, supervisor, changed_at=later))
    with at(later + timedelta(hours=25)):
        page = desk.get(LIST).content
    assert b"3 shifts without a hand-over" in page
    assert b"2 shifts without a hand-over" in page
    assert page.count(b"handed over late") == 2


def test_an_unaccepted_hand_over_is_shown_to_supervisors_after_its_time(
    acme: Client, handover: Handover, desk: Browser, gate: Browser
) -> None:
    assert b"to accept" in gate.get("/books/main-gate/").content
    overdue = handover.accept_by + timedelta(minutes=1)
    with at(handover.accept_by - timedelta(minutes=1)):
        assert b"and nobody has accepted" not in desk.get("/hand-overs/").content
    with at(overdue):
        assert b"and nobody has accepted" in desk.get("/hand-overs/").content
        assert b"overdue" in gate.get("/books/main-gate/").content


def test_a_book_that_never_handed_over_is_not_watched(
    acme: Client, acme_book: Book, guard: Member, desk: Browser
) -> None:
    with tenant_context(acme):
        write_entry(acme_book, guard)
    assert b"Everything is handed over" in desk.get("/hand-overs/").content


def test_a_guard_sees_no_hand_over_of_another_book(
    acme: Client, supervisor: Member, gate: Browser
) -> None:
    with tenant_context(acme):
        vault = open_book(client=acme, name="Vault")
        hand_over(change(vault, supervisor))
    for address in ("", "1/", "1/accept/", "close/"):
        assert gate.get(f"/books/vault/hand-overs/{address}").status_code == 404


def test_an_auditor_reads_and_signs_nothing(
    acme: Client, handover: Handover, auditor: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, auditor)
    assert browser.get(f"{LIST}2/").status_code == 200
    for address in (CLOSE, TAKE, f"{LIST}2/accept/"):
        assert browser.post(address, SENT | SIGNED).status_code == 403


def test_more_hand_overs_do_not_mean_more_queries(
    acme: Client,
    acme_book: Book,
    guard: Member,
    supervisor: Member,
    desk: Browser,
    django_assert_max_num_queries: Any,
) -> None:
    addresses, counts, moment = [LIST, "/hand-overs/", f"{LIST}1/"], list[int](), MORNING
    for turn in range(2):
        with tenant_context(acme):
            book = open_book(client=acme, name=f"Book {turn}")
            hand_over(change(book, supervisor, changed_at=MORNING))
            for _ in range(2):
                moment += timedelta(hours=12)
                made = hand_over(change(acme_book, guard, changed_at=moment))
                accept(handover=made, by=supervisor, result=Result.ACCEPTED)
        for address in addresses:
            desk.get(address)  # the host is known now
            with django_assert_max_num_queries(30) as asked:
                assert desk.get(address).status_code == 200
            counts.append(len(asked.captured_queries))
    assert counts[:3] == counts[3:]


def test_older_hand_overs_are_one_link_away(
    acme: Client,
    acme_book: Book,
    guard: Member,
    supervisor: Member,
    desk: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tenant_site.shifts.handover.pages.HANDOVERS_PER_PAGE", 2)
    with tenant_context(acme):
        for number in range(3):
            moment = MORNING + number * timedelta(hours=12)
            made = hand_over(change(acme_book, guard, changed_at=moment))
            accept(handover=made, by=supervisor, result=Result.ACCEPTED)
    link = read_page(desk.get(LIST).content).one("a", rel="next").attributes["href"]
    assert b"Entries 1 to 1" in desk.get(link).content


def test_the_entries_lead_to_the_hand_over_and_to_the_order(
    acme: Client, acme_book: Book, handover: Handover, supervisor: Member, desk: Browser
) -> None:
    with tenant_context(acme):
        accept(handover=handover, by=supervisor, result=Result.ACCEPTED)
        made = order(acme_book, supervisor)
    page = read_page(desk.get("/books/main-gate/").content)
    links = [one.attributes["href"] for one in page.all("a") if "→" not in one.text]
    assert links.count(f"{LIST}2/") == 2
    assert made.order.get_absolute_url() in links
    assert f"{LIST}2/".encode() in desk.get("/books/main-gate/entries/3/").content
