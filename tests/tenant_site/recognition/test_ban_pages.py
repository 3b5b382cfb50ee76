import re
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
from tenant_site.books.opening import open_book
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tenant_site.recognition import ban_views
from tenant_site.registers.banning import BanLifted, Banned, impose_ban, lift_ban
from tenant_site.registers.models import Ban, BanLift, Vehicle
from tenant_site.registers.warning import note_warnings
from tests.tenant_site.recognition.test_known import about_registers
from tests.tenant_site.registers.gate import car, passed, recorded


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


def test_guards_and_auditors_read_whom_to_keep_out_and_change_nothing(
    acme: Client,
    acme_book: Book,
    owner: Member,
    guard: Member,
    auditor: Member,
    browse: Callable[..., Browser],
) -> None:
    with tenant_context(acme):
        vault = open_book(client=acme, name="Vault")
        for plate, book in (("ALL 1", None), ("GATE 1", acme_book), ("SAFE 1", vault)):
            on, where = Banned(plate=plate), book.pk if book else None
            impose_ban(on=on, reason="Rammed", by=owner, book_id=where)
        lift_ban(impose_ban(on=Banned(plate="OLD 1"), reason="x", by=owner), reason="y", by=owner)
    seen = browse(acme, guard).get("/bans/?all=1").content.decode()
    assert [plate in seen for plate in ("ALL 1", "GATE 1", "SAFE 1", "OLD 1")] == [1, 1, 0, 0]
    assert "/bans/add/" not in seen
    assert not re.search(r'href="/(bans|registers/vehicles)/[0-9a-f]{8}-', seen)
    audited = browse(acme, auditor).get("/bans/?all=1").content.decode()
    assert [plate in audited for plate in ("SAFE 1", "OLD 1")] == [True, True]
    leads = re.search(r'href="(/registers/vehicles/[0-9a-f-]+/)"', audited)
    assert leads
    assert browse(acme, auditor).get(leads[1]).status_code == 200
    assert "/bans/add/" not in audited


def test_a_ban_is_found_by_words_and_by_book(
    acme: Client, acme_book: Book, owner: Member, browse: Callable[..., Browser]
) -> None:
    with tenant_context(acme):
        impose_ban(on=Banned(document="10-20", name="Ana Peña"), reason="Rammed", by=owner)
        on = Banned(plate="ABC 123")
        vault = open_book(client=acme, name="Vault")
        impose_ban(on=on, reason="Rammed", by=owner, book_id=vault.pk)

    def found(query: str) -> list[bool]:
        table = _table(browse(acme, owner).get(f"/bans/?{query}"))
        return ["Ana Peña" in table, "ABC 123" in table]

    assert found("") == [True, True]
    assert found("q=pena") == found("q=1020") == [True, False]
    assert found("q=c12") == [False, True]
    assert found(f"book={acme_book.code}") == [True, False]
    assert found(f"book={vault.code}") == [True, True]
    nothing = browse(acme, owner).get("/bans/?q=luis").content.decode()
    assert "No ban is like this" in nothing


def test_older_bans_follow_without_gap_or_repeat(
    acme: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    with tenant_context(acme):  # all at once: the same moment, told apart by their ids
        cars = [Vehicle(plate=f"Q{n}", plate_key=f"q{n}") for n in range(60)]
        Vehicle.objects.bulk_create(cars)
        Ban.objects.bulk_create(Ban(vehicle=one, reason="x", imposed_by=owner) for one in cars)
    seen, address = list[str](), "/bans/"
    while address:
        page = browse(acme, owner).get(address).content.decode()
        seen += re.findall(r'href="/bans/([0-9a-f-]{36})/"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/bans/{following[1].replace('&amp;', '&')}" if following else ""
        with tenant_context(acme):
            impose_ban(on=Banned(plate=f"NEW{len(seen)}"), reason="x", by=owner)
    assert len(seen) == len(set(seen)) == 60


def test_a_register_marks_those_who_are_banned_where_the_reader_reads(
    acme: Client, acme_book: Book, owner: Member, guard: Member, browse: Callable[..., Browser]
) -> None:
    with tenant_context(acme):
        vault = open_book(client=acme, name="Vault")
        for plate, book in (("ABC 123", None), ("ABC 124", vault)):
            on, where = Banned(plate=plate), book.pk if book else None
            impose_ban(on=on, reason="Rammed", by=owner, book_id=where)
        for plate in ("ABC 123", "ABC 124", "ABC 125"):
            passed(acme_book, guard, cars=[car(plate)])

    def marked(member: Member) -> int:
        page = browse(acme, member).get("/registers/vehicles/?q=abc").content.decode()
        assert page.count('data-label="Plate"') == 3
        return page.count(">banned<")

    assert (marked(owner), marked(guard)) == (2, 1)
