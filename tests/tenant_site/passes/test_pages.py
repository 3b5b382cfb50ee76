from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy import hosts
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.members.models import Member
from tenant_site.passes import views
from tenant_site.passes.giving import revoke_pass
from tenant_site.passes.models import Pass, PassRevocation
from tenant_site.registers.banning import Banned, impose_ban
from tenant_site.registers.models import Person, Vehicle
from tests.tenant_site.passes.giving import given
from tests.tenant_site.passes.test_told import days

USUAL = {"reason": "Lift", "visits": "Marta", "kind": "once", "first_on": "2198-05-05"}


def give(browser: Browser, **sent: Any) -> Any:
    return browser.post("/passes/give/", USUAL | sent)


def table(answer: Any) -> str:
    """The page without what it says once."""
    found: str = answer.content.decode().partition("<table")[2]
    return found


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ({"plate": "abc 123"}, "abc 123"),
        ({"document": "1020", "name": "Ana"}, "Ana · 1020"),
        ({"name": "Ana"}, "Ana"),
    ],
    ids=["vehicle", "document", "name"],
)
def test_a_supervisor_gives_a_vehicle_or_a_person_a_pass(
    acme: Client, supervisor: Member, desk: Browser, sent: dict[str, str], shown: str
) -> None:
    page = desk.get(give(desk, **sent)["Location"]).content.decode()
    for said in (shown, "Marta", "Lift", "on May 5, 2198, all day", "not valid now"):
        assert said in page
    assert shown in table(desk.get("/passes/"))
    with tenant_context(acme):
        made = Pass.objects.get()
        assert (made.given_by, made.first_on, made.book) == (supervisor, made.last_on, None)
        assert Activity.objects.filter(act="pass_given", about=shown).exists()


def test_who_is_known_already_is_found_however_they_are_spelt(
    acme: Client, owner: Member, office: Browser
) -> None:
    with tenant_context(acme):
        given(owner, plate="ABC 123")
        given(owner, document="1.020", name="Ana Peña")
    give(office, plate="abc-123")
    give(office, document="1020", name="Ana")
    with tenant_context(acme):
        assert Vehicle.objects.get().passes.count() == 2
        assert Person.objects.get().passes.count() == 2


def test_a_pass_of_several_days_keeps_its_days_and_hours(
    acme: Client, acme_book: Book, office: Browser
) -> None:
    sent = {"kind": "again", "week_days": ["0", "4"], "from_time": "22:00", "until_time": "05:00"}
    give(office, name="Ana", book=acme_book.pk, last_on="", **sent)
    with tenant_context(acme):
        made = Pass.objects.get()
        assert (made.week_days, made.last_on, made.book) == ([0, 4], None, acme_book)
        assert made.hours.is_overnight


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"name": ""}, "Give a plate, a document or a name."),
        ({"plate": "A1"}, "give two where both are meant"),
        ({"reason": " "}, "This field is required"),
        ({"visits": ""}, "This field is required"),
        ({"first_on": "soon"}, "valid date"),
        ({"first_on": "0026-05-05"}, "Look at the year again."),
        ({"first_on": "2020-05-05"}, "All of this has passed."),
        ({"kind": "again", "last_on": "2198-05-04"}, "before the first one"),
        ({"last_on": "2198-05-08"}, "choose “On several days”"),
        ({"week_days": ["1"]}, "choose “On several days”"),
        ({"week_days": ["9"]}, "valid choice"),
        ({"from_time": "08:00"}, "Give both times"),
        ({"from_time": "late", "until_time": "09:00"}, "valid time"),
        ({"book": str(UUID(int=1))}, "valid choice"),
        (
            {"kind": "again", "last_on": "2198-05-06", "week_days": ["3"]},
            "None of these days of the week",
        ),
    ],
    ids=[
        *("nobody", "both", "no-reason", "no-host", "no-date", "old-year", "past", "order"),
        *("once-until", "once-days", "no-weekday", "half", "no-time", "no-book", "no-day"),
    ],
)
def test_a_pass_that_makes_no_sense_says_what_to_put_right(
    acme: Client, office: Browser, sent: dict[str, Any], told: str
) -> None:
    answer = give(office, **{"name": "Ana Peña", **sent})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert 'value="Marta"' in answer.content.decode() or not sent.get("visits", "x")
    with tenant_context(acme):
        assert not Pass.objects.exists()


def test_a_pass_is_revoked_with_a_reason_and_stays_to_be_read(
    acme: Client, owner: Member, office: Browser
) -> None:
    with tenant_context(acme):
        page = given(owner).get_absolute_url()
    assert office.post(f"{page}revoke/", {"reason": ""}).status_code == 422
    assert office.post(f"{page}revoke/", {"reason": "Work is done"})["Location"] == page
    assert "ABC 123" not in table(office.get("/passes/"))
    assert "ABC 123" in table(office.get("/passes/?state=ended"))
    shown = office.get(page).content.decode()
    assert "Work is done" in shown
    assert "<textarea" not in shown
    again = office.post(f"{page}revoke/", {"reason": "Again"})
    assert again.status_code == 422
    assert "Somebody else revoked this pass" in again.content.decode()
    with tenant_context(acme):
        assert Activity.objects.filter(act="pass_revoked", detail__reason="Work is done").exists()


def test_the_list_shows_what_is_valid_to_come_or_over(
    acme: Client, owner: Member, office: Browser
) -> None:
    with tenant_context(acme):
        given(owner, days(-1, None), plate="NOW 1")
        given(owner, days(1, 2), plate="SOON 2")
        given(owner, days(-5, -3), plate="OVER 3")
        revoke_pass(given(owner, plate="GONE 4"), reason="x", by=owner)
    all_of_them = ["NOW 1", "SOON 2", "OVER 3", "GONE 4"]
    for state, numbers in {
        "": "12",
        "valid": "1",
        "to_come": "2",
        "ended": "34",
        "all": "1234",
    }.items():
        shown = table(office.get("/passes/", {"state": state}))
        assert [one for one in all_of_them if one in shown] == [
            one for one in all_of_them if one[-1] in numbers
        ], state
    assert "ABC" not in table(office.get("/passes/?state=else&before=x&book=none"))


@pytest.mark.parametrize("words", ["abc-1", "PENA", "ana", "020.3"])
def test_a_pass_is_found_by_name_document_or_plate(
    acme: Client, owner: Member, office: Browser, words: str
) -> None:
    with tenant_context(acme):
        given(owner, plate="ABC 123")
        given(owner, document="1-020-333", name="Ana Peña")
        given(owner, name="Eva Luz", document="5")
    shown = table(office.get("/passes/", {"q": words}))
    assert ("ABC 123" in shown) is (words == "abc-1")
    assert ("Ana Peña" in shown) is (words != "abc-1")
    assert "Eva Luz" not in shown
    assert "Nothing fits" in office.get("/passes/?q=zzz").content.decode()
    assert "too short to be looked for" in office.get("/passes/?q=a").content.decode()


def test_a_guard_reads_the_passes_of_their_books_and_decides_nothing(
    acme: Client, acme_book: Book, owner: Member, gate: Browser, audit: Browser
) -> None:
    with tenant_context(acme):
        vault = open_book(client=acme, name="Vault")
        hidden = given(owner, plate="SECRET 1", book_id=vault.pk).get_absolute_url()
        shown = given(owner, plate="HERE 2", book_id=acme_book.pk).get_absolute_url()
        given(owner, plate="EVERYWHERE 3")
    listed = table(gate.get("/passes/?state=all"))
    assert "HERE 2" in listed
    assert "EVERYWHERE 3" in listed
    assert "SECRET 1" not in listed
    assert gate.get(hidden).status_code == 404
    assert "SECRET 1" in table(audit.get("/passes/"))
    for browser in (gate, audit):
        page = browser.get(shown).content.decode()
        assert "HERE 2" in page
        assert "<textarea" not in page
        assert browser.post(f"{shown}revoke/", {"reason": "x"}).status_code == 403
        assert give(browser, name="Ana").status_code == 403
        assert "/passes/give/" not in browser.get("/passes/").content.decode()


def test_a_ban_counts_before_a_pass_on_every_page(
    acme: Client, acme_book: Book, owner: Member, gate: Browser, office: Browser
) -> None:
    with tenant_context(acme):
        vault = open_book(client=acme, name="Vault")
        free = given(owner, plate="FREE 1", book_id=acme_book.pk).get_absolute_url()
        page = given(owner, plate="BAD 2").get_absolute_url()
        given(owner, plate="BAD 2", book_id=acme_book.pk)
        wide = given(owner, plate="WIDE 3").get_absolute_url()
        impose_ban(on=Banned(plate="wide3"), reason="x", book_id=vault.pk, by=owner)
        impose_ban(on=Banned(plate="free1"), reason="x", book_id=vault.pk, by=owner)
        impose_ban(on=Banned(plate="bad2"), reason="Rammed the gate", by=owner)
    assert table(gate.get("/passes/")).count("banned: does not count") == 2
    assert "is banned" not in gate.get(free).content.decode()
    assert "banned: does not count" in gate.get(page).content.decode()
    assert "Vault" not in gate.get(wide).content.decode()
    shown = office.get(wide).content.decode()
    assert "WIDE 3 is banned in Vault." in shown
    assert "valid now" in shown
    shown = gate.get(page).content.decode()
    assert "BAD 2 is banned. A ban counts before a pass: they are not let in." in shown
    assert "Rammed the gate" in shown


def test_a_workspace_without_passes_learns_what_they_are(office: Browser, gate: Browser) -> None:
    assert "Give a pass to whoever may come" in office.get("/passes/").content.decode()
    assert "Owners and supervisors give passes" in gate.get("/passes/").content.decode()


def test_older_passes_follow_by_the_last_one_shown(
    acme: Client, owner: Member, office: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PASSES_A_PAGE", 2)
    with tenant_context(acme):
        second, _ = [given(owner, plate=f"CAR {number}").pk for number in range(3)][1:]
    first = office.get("/passes/?q=car").content.decode()
    assert f"?q=car&amp;before={second}" in first
    with tenant_context(acme):
        given(owner, plate="CAR 9")
    older = table(office.get(f"/passes/?q=car&before={second}"))
    assert [one for one in ("CAR 0", "CAR 1", "CAR 2", "CAR 9") if one in older] == ["CAR 0"]


def test_more_passes_cost_no_more_queries(acme: Client, owner: Member, office: Browser) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert office.get("/passes/?state=all").status_code == 200
        return len(seen)

    with tenant_context(acme):
        given(owner)
    office.get("/passes/")
    few = queries()
    with tenant_context(acme):
        for number in range(4):
            given(owner, plate=f"CAR {number}")
            given(owner, name=f"Person {number}")
            revoke_pass(given(owner), reason="x", by=owner)
    assert queries() == few


def test_the_other_workspaces_passes_stay_unseen(
    acme: Client,
    globex: Client,
    owner: Member,
    stranger: Member,
    browse: Callable[..., Browser],
) -> None:
    with tenant_context(acme):
        page = given(owner).get_absolute_url()
    browser = browse(globex, stranger)
    assert b"ABC 123" not in browser.get("/passes/?state=all").content
    assert browser.get(page).status_code == 404
    assert browser.post(f"{page}revoke/", {"reason": "x"}).status_code == 404


def test_a_workspace_that_is_only_read_gives_and_revokes_nothing(
    acme: Client, owner: Member, office: Browser
) -> None:
    with tenant_context(acme):
        page = given(owner).get_absolute_url()
    Client.objects.filter(pk=acme.pk).update(status="read_only")
    hosts.forget_all()
    for answer in (give(office, name="Ana"), office.post(f"{page}revoke/", {"reason": "x"})):
        assert answer.context["form"].non_field_errors().as_data()[0].code == "read_only"
    with tenant_context(acme):
        assert Pass.objects.count() == 1
        assert not PassRevocation.objects.exists()
