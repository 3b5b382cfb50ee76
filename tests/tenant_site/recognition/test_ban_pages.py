from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tenant_site.recognition import ban_views
from tenant_site.registers.banning import BanLifted, Banned, impose_ban, lift_ban
from tenant_site.registers.models import Ban, BanLift
from tenant_site.registers.warning import note_warnings
from tests.tenant_site.recognition.test_known import about_registers
from tests.tenant_site.registers.gate import car, recorded


def ban(browser: Browser, **sent: str) -> Any:
    return browser.post("/bans/add/", {"reason": "Stole a radio", **sent})


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ({"plate": "abc 123"}, "abc 123"),
        ({"document": "1020", "name": "Ana"}, "Ana · 1020"),
        ({"name": "Ana"}, "Ana"),
    ],
    ids=["vehicle", "document", "name"],
)
def test_a_supervisor_bans_a_vehicle_or_a_person(
    acme: Client,
    supervisor: Member,
    browse: Callable[..., Browser],
    sent: dict[str, str],
    shown: str,
) -> None:
    browser = browse(acme, supervisor)
    assert ban(browser, **sent)["Location"] == "/bans/"
    assert shown in browser.get("/bans/").content.decode()
    with tenant_context(acme):
        assert Ban.objects.get().imposed_by == supervisor
        assert Activity.objects.filter(act="ban_imposed", about=shown).exists()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Give a plate, a document or a name."),
        ({"plate": "--"}, "Give a plate, a document or a name."),
        ({"plate": "A1", "name": "Ana"}, "make two where both are meant"),
        ({"plate": "A1", "reason": " "}, "This field is required"),
        ({"plate": "A1", "ends_at": "2020-01-01T10:00"}, "This moment has passed."),
        ({"plate": "A1", "ends_at": "soon"}, "valid date"),
        ({"plate": "A1", "book": str(UUID(int=1))}, "valid choice"),
    ],
    ids=["nobody", "signs", "both", "no-reason", "past", "no-date", "no-book"],
)
def test_a_ban_that_makes_no_sense_says_what_to_put_right(
    acme: Client, owner: Member, browse: Callable[..., Browser], sent: dict[str, str], told: str
) -> None:
    answer = ban(browse(acme, owner), **sent)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    with tenant_context(acme):
        assert not Ban.objects.exists()


def test_a_ban_is_lifted_with_a_reason_and_stays_to_be_read(
    acme: Client, owner: Member, banned_car: Ban, browse: Callable[..., Browser]
) -> None:
    browser, page = browse(acme, owner), f"/bans/{banned_car.pk}/"
    assert browser.post(page, {"reason": ""}).status_code == 422
    assert browser.post(page, {"reason": "Paid"})["Location"] == "/bans/"
    assert "ABC 123" not in _table(browser.get("/bans/"))
    assert "ABC 123" in _table(browser.get("/bans/?all=1"))
    assert "Paid" in browser.get(page).content.decode()
    again = browser.post(page, {"reason": "Again"})
    assert again.status_code == 422
    assert "Somebody else lifted this ban" in again.content.decode()


def _table(answer: Any) -> str:
    """The page without what it says once."""
    found: str = answer.content.decode().partition("<table")[2]
    return found


def test_two_who_lift_a_ban_lift_it_once(
    inside_acme: Client, owner: Member, banned_car: Ban
) -> None:
    lift_ban(banned_car, reason="Paid", by=owner)
    with pytest.raises(BanLifted):
        lift_ban(banned_car, reason="Paid too", by=owner)
    assert BanLift.objects.get().reason == "Paid"


def test_the_page_of_a_ban_tells_who_was_warned_and_whether_an_entry_followed(
    acme: Client,
    acme_book: Book,
    guard: Member,
    owner: Member,
    form: FormVersion,
    banned_car: Ban,
    browse: Callable[..., Browser],
) -> None:
    written = uuid4()
    with tenant_context(acme):
        for form_id, typed in ((written, "abc-123"), (uuid4(), "ABC.123")):
            note_warnings(
                {banned_car.pk: typed}, member=guard, book_id=acme_book.pk, client_uuid=form_id
            )
        read = [banned_car.pk]
        entry = recorded(
            acme_book, guard, form, client_uuid=written, bans_read=read, cars=[car("abc123")]
        )
    told = browse(acme, owner).get(f"/bans/{banned_car.pk}/").content.decode()
    assert told.index("ABC.123") < told.index("none followed") < told.index("abc-123")
    assert entry.get_absolute_url() in told
    shown = browse(acme, owner).get(entry.get_absolute_url()).content.decode()
    assert "was to be kept out" in shown
    listed = browse(acme, owner).get(acme_book.get_absolute_url()).content.decode()
    assert "written after a warning" in listed


def test_more_warnings_than_a_page_takes_lead_to_the_older_ones(
    acme: Client,
    acme_book: Book,
    owner: Member,
    banned_car: Ban,
    browse: Callable[..., Browser],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ban_views, "BANS_PER_PAGE", 2)
    typed = ("first", "second", "third")
    with tenant_context(acme):
        for words in typed:
            form: dict[str, Any] = {
                "member": owner,
                "book_id": acme_book.pk,
                "client_uuid": uuid4(),
            }
            note_warnings({}, to_compare={banned_car.pk: words}, **form)
    browser, address = browse(acme, owner), f"/bans/{banned_car.pk}/"
    pages = [browser.get(address + query).content.decode() for query in ("", "?page=2")]
    shown = [[words for words in typed if f"<span>{words} " in page] for page in pages]
    assert shown == [["second", "third"], ["first"]]
    assert 'rel="next" href="?page=2"' in pages[0]
    assert "same name: to compare" in pages[1]


def test_the_moment_and_the_book_of_a_ban_are_kept_and_shown(
    acme: Client, acme_book: Book, owner: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, owner)
    ban(browser, plate="ABC 123", book=str(acme_book.pk), ends_at="2999-03-01T22:15")
    with tenant_context(acme):
        made = Ban.objects.get()
        assert made.book == acme_book
        assert made.ends_at == datetime(2999, 3, 1, 22, 15, tzinfo=ZoneInfo(acme.time_zone))
    listed, shown = _table(browser.get("/bans/")), browser.get(f"/bans/{made.pk}/")
    for page in (listed, shown.content.decode()):
        assert 'datetime="2999-03-01T22:15:00' in page
        assert "everywhere" not in page
    assert f'">{acme_book.name}</td>' in listed
    assert f"<dd>{acme_book.name}</dd>" in shown.content.decode()


def test_a_workspace_without_bans_learns_what_they_are(
    acme: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    assert "Nobody is kept out" in browse(acme, owner).get("/bans/").content.decode()


def test_more_bans_and_warnings_cost_no_more_queries(
    acme: Client, acme_book: Book, owner: Member, banned_car: Ban, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, owner)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            for page in ("/bans/", f"/bans/{banned_car.pk}/"):
                assert browser.get(page).status_code == 200
        return about_registers(seen)

    def add(number: int) -> None:
        form: dict[str, Any] = {"member": owner, "book_id": acme_book.pk, "client_uuid": uuid4()}
        with tenant_context(acme):
            impose_ban(on=Banned(plate=f"Z{number}"), reason="x", by=owner)
            note_warnings({banned_car.pk: "x"}, **form)

    add(0)
    few = queries()
    for number in range(1, 6):
        add(number)
    assert queries() == few


def test_the_other_workspaces_bans_stay_unseen(
    acme: Client, globex: Client, stranger: Member, banned_car: Ban, browse: Callable[..., Browser]
) -> None:
    browser = browse(globex, stranger)
    assert b"ABC 123" not in browser.get("/bans/?all=1").content
    assert browser.get(f"/bans/{banned_car.pk}/").status_code == 404
    assert browser.post(f"/bans/{banned_car.pk}/", {"reason": "x"}).status_code == 404
