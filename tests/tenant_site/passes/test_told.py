"""What is said of passes while a document or plate is typed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.members.models import Member
from tenant_site.passes.giving import revoke_pass
from tenant_site.passes.hours import Hours
from tenant_site.passes.models import wall_now
from tenant_site.registers.banning import Banned, impose_ban
from tenant_site.registers.merging import merge
from tests.tenant_site.passes.giving import given
from tests.tenant_site.registers.gate import gate_form

CELL = "f-cars-0-plate"
Ask = Callable[..., str]


@pytest.fixture
def ask(acme: Client, acme_book: Book, guard: Member, browse: Callable[..., Browser]) -> Ask:
    """Return what our guard is told of what stands in a cell of the first book's form."""
    browser = browse(acme, guard)

    def _ask(typed: str, kind: str = "plate", **sent: Any) -> str:
        data = {"kind": kind, "cell": CELL, CELL: typed, **sent}
        return browser.get(f"/books/{acme_book.code}/known/", data).content.decode()

    return _ask


def days(first: int, last: int | None) -> Hours:
    """Whole days, counted from today where the test runs."""
    with timezone.override("America/Bogota"):
        today = wall_now().date()
    end = None if last is None else today + timedelta(days=last)
    return Hours(today + timedelta(days=first), end)


def test_a_valid_pass_says_until_when_whom_they_visit_and_who_gave_it(
    inside_acme: Client, owner: Member, ask: Ask
) -> None:
    given(owner, days(-1, None))
    told = ask("abc-123")
    assert "valid pass" in told
    for said in ("until it is revoked", "visits Marta, 2nd floor", "Maintenance"):
        assert said in told
    assert f"given by {owner.display_name} on" in told
    assert "No earlier entry" in told


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [(1, None, "pass not valid now"), (-9, -2, "pass that is over")],
    ids=["to-come", "over"],
)
def test_a_pass_that_is_not_valid_now_is_told_as_such_with_its_hours(
    inside_acme: Client, owner: Member, ask: Ask, first: int, last: int | None, said: str
) -> None:
    given(owner, days(first, last))
    told = ask("ABC123")
    assert said in told
    assert "every day, all day, from" in told
    assert "valid pass" not in told


def test_a_revoked_pass_says_who_revoked_it_and_why(
    inside_acme: Client, owner: Member, supervisor: Member, ask: Ask
) -> None:
    revoke_pass(given(owner), reason="Work is done", by=supervisor)
    told = ask("abc123")
    assert "pass revoked" in told
    assert f"revoked by {supervisor.display_name}: Work is done" in told


def test_what_has_been_over_for_long_is_not_told(
    inside_acme: Client, owner: Member, ask: Ask
) -> None:
    given(owner, days(-90, -40))
    assert "pass" not in ask("abc123")


def test_valid_passes_stand_first_and_few_are_told(
    inside_acme: Client, owner: Member, ask: Ask
) -> None:
    given(owner, reason="The valid one")
    for number in range(5):
        given(owner, days(1, 2), reason=f"Later {number}")
    told = ask("abc123")
    assert told.count("data-pass") == 4
    assert told.index("The valid one") < told.index("Later 4")


def test_a_ban_counts_before_a_pass_and_the_page_says_so(
    inside_acme: Client, owner: Member, ask: Ask
) -> None:
    given(owner)
    impose_ban(on=Banned(plate="ABC 123"), reason="Rammed the gate", by=owner)
    told = ask("abc123", client_uuid=uuid4())
    assert "A ban counts before a pass: do not let in." in told
    assert "pass that does not count" in told
    assert "valid pass" not in told


def test_a_ban_of_a_name_alone_counts_before_the_pass_of_that_name(
    inside_acme: Client, acme_book: Book, owner: Member, ask: Ask
) -> None:
    given(owner, name="Ana Peña")
    impose_ban(on=Banned(name="Ana Peña"), reason="x", book_id=acme_book.pk, by=owner)
    told = ask("99887", "document", name="Ana Peña")
    assert "pass that does not count" in told
    assert "valid pass" not in told


def test_a_pass_of_another_books_post_does_not_count_here(
    inside_acme: Client, acme_book: Book, owner: Member, ask: Ask
) -> None:
    vault = open_book(client=inside_acme, name="Vault")
    given(owner, book_id=vault.pk)
    assert "valid pass" not in ask("abc123")
    given(owner, book_id=acme_book.pk)
    assert "valid pass" in ask("abc123")


def test_a_pass_given_to_a_name_alone_is_told_beside_a_document_to_be_compared(
    inside_acme: Client, owner: Member, ask: Ask
) -> None:
    given(owner, name="Ana Peña")
    given(owner, name="Eva Luz", document="777")
    told = ask("1020", "document", name="ANA  PENA")
    assert "valid pass" in told
    assert "given to Ana Peña by name alone: compare" in told
    assert "valid pass" not in ask("1020", "document", name="Eva Luz")
    told = ask("7-7-7", "document", name="Somebody else")
    assert "valid pass" in told
    assert "compare" not in told


def test_a_name_alone_is_told_of_the_passes_of_all_who_bear_it(
    inside_acme: Client, owner: Member, ask: Ask
) -> None:
    given(owner, name="Ana Peña", reason="By name")
    given(owner, name="Ana Peña", document="777", reason="By document")
    given(owner, name="Ana Peña Ruiz", reason="Of another")
    told = ask("ana pena", "name")
    assert told.count("data-pass") == 2
    assert "By name" in told
    assert "given to Ana Peña · 777: compare" in told


def test_what_was_merged_has_the_passes_and_bans_of_both(
    inside_acme: Client, owner: Member, ask: Ask, office: Browser
) -> None:
    by_name = given(owner, name="Ana Peña", reason="By name").person
    stays = given(owner, days(1, 2), document="1020", name="Ana").person
    assert by_name
    assert stays
    merge(by_name, into=stays, by=owner)
    told = ask("10-20", "document")
    assert told.count("data-pass") == 2
    assert "By name" in told
    assert "compare" not in told
    assert "pass" not in ask("777", "document", name="Ana Peña")
    impose_ban(on=Banned(document="1020"), reason="Hit a guard", by=owner)
    listed = office.get("/passes/?q=1020").content.decode().partition("<table")[2]
    assert listed.count("banned: does not count") == 2


def test_where_no_script_runs_the_form_leads_to_the_same_words(
    inside_acme: Client, acme_book: Book, owner: Member, gate: Browser
) -> None:
    gate_form(owner)
    given(owner)
    form = gate.get(f"/books/{acme_book.code}/write/006/").content.decode()
    without_script = form.partition("<noscript>")[2].partition("</noscript>")[0]
    assert f'href="/passes/?state=all&amp;book={acme_book.code}"' in without_script
    found = gate.get("/passes/", {"state": "all", "book": acme_book.code, "q": "abc-123"})
    for said in ("valid now", "until it is revoked", "Marta, 2nd floor"):
        assert said in found.content.decode()


def test_the_other_workspaces_passes_stay_untold(
    acme: Client, globex: Client, stranger: Member, ask: Ask
) -> None:
    with tenant_context(globex):
        given(stranger)
    assert "pass" not in ask("abc123")


def test_it_costs_one_query_however_many_passes(
    inside_acme: Client, owner: Member, ask: Ask
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            ask("abc123")
        return sum("passes_pass" in query["sql"] for query in seen)

    given(owner)
    assert queries() == 1
    for _ in range(5):
        revoke_pass(given(owner), reason="x", by=owner)
    assert queries() == 1
