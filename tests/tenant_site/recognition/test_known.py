from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.members.models import Member
from tenant_site.registers import lookup
from tenant_site.registers.banning import Banned, impose_ban, lift_ban
from tenant_site.registers.models import Ban, BanWarning, Vehicle
from tenant_site.registers.warning import note_warnings, unread
from tests.tenant_site.registers.gate import car, passed, visitor

CELL = "f-cars-0-plate"


@pytest.fixture
def ask(acme: Client, acme_book: Book, browse: Callable[..., Browser]) -> Callable[..., str]:
    """Return what a member is told of what stands in a cell of the first book's form."""

    def _ask(member: Member, typed: str, kind: str = "plate", **sent: Any) -> str:
        data = {"kind": kind, "cell": CELL, CELL: typed, **sent}
        answer = browse(acme, member).get(f"/books/{acme_book.code}/known/", data)
        assert answer.status_code == 200
        return answer.content.decode().strip()

    return _ask


def test_a_known_plate_shows_its_last_three_events_newest_first(
    acme: Client, acme_book: Book, guard: Member, ask: Callable[..., str]
) -> None:
    with tenant_context(acme):
        for movement in ("in", "out", "in", "out"):
            passed(acme_book, guard, cars=[car("ABC 123", movement)])
    told = ask(guard, "abc-123")
    assert "ABC 123" in told
    places = [told.find(f"/entries/{seq}/") for seq in (4, 3, 2)]
    assert -1 not in places
    assert places == sorted(places)
    assert "/entries/1/" not in told


def test_a_known_document_shows_who_it_is(
    acme: Client, acme_book: Book, guard: Member, ask: Callable[..., str]
) -> None:
    with tenant_context(acme):
        row = visitor("Ana Peña", document="1.020", company="Aguas SA")
        passed(acme_book, guard, visitors=[row])
    told = ask(guard, "1020", kind="document")
    assert "Ana Peña" in told
    assert "Aguas SA" in told
    assert "Ana" not in ask(guard, "1020", kind="plate")


@pytest.mark.parametrize(
    ("kind", "typed", "name"),
    [("document", "DOC\0 42", ""), ("name", "Ana\0 Ruiz", ""), ("document", "9999", "Ana Ruiz\0")],
)
def test_what_no_keyboard_types_hides_no_ban(
    acme: Client,
    owner: Member,
    guard: Member,
    ask: Callable[..., str],
    kind: str,
    typed: str,
    name: str,
) -> None:
    with tenant_context(acme):
        for document in ("DOC42", ""):
            impose_ban(on=Banned("", document, "Ana Ruiz"), reason="Rammed", by=owner)
    assert "Rammed" in ask(guard, typed, kind=kind, name=name, client_uuid=uuid4())
    with tenant_context(acme):
        assert "\0" not in BanWarning.objects.earliest("warned_at").typed


def test_a_guard_sees_no_event_of_a_book_that_is_not_theirs(
    acme: Client, guard: Member, supervisor: Member, ask: Callable[..., str]
) -> None:
    with tenant_context(acme):
        passed(open_book(client=acme, name="Vault"), supervisor, cars=[car("ABC123")])
    assert "Vault" in ask(supervisor, "abc123")
    assert "Vault" not in ask(guard, "abc123")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", "plate"),
        ("a1", "plate"),
        ("- -", "plate"),
        ("abc123", "else"),
        ("Al", "name"),
        ("Nobody Known", "name"),
        ("\x00\x00\x00", "plate"),
    ],
    ids=["nothing", "short", "signs", "other-kind", "short-name", "new-name", "controls"],
)
def test_too_little_is_answered_by_nothing(
    guard: Member, ask: Callable[..., str], typed: str, kind: str
) -> None:
    assert ask(guard, typed, kind) == ""


def test_a_new_plate_is_said_to_be_new(guard: Member, ask: Callable[..., str]) -> None:
    assert "nothing is known of it yet" in ask(guard, "NEW123")


def test_a_banned_plate_warns_and_the_warning_is_noted_once_for_a_form(
    acme: Client, acme_book: Book, guard: Member, banned_car: Ban, ask: Callable[..., str]
) -> None:
    form_id = uuid4()
    for spelt in ("abc123", "ABC-123"):
        told = ask(guard, spelt, client_uuid=form_id)
        assert "Do not let in: ABC 123" in told
        assert "Rammed the gate" in told
        assert "<dialog" in told
    with tenant_context(acme):
        warning = BanWarning.objects.get()
        assert (warning.ban, warning.member, warning.book) == (banned_car, guard, acme_book)
        assert (warning.typed, warning.client_uuid) == ("abc123", form_id)


@pytest.mark.parametrize("is_known", [True, False])
def test_a_document_with_a_name_that_is_banned_by_itself_is_to_be_compared(
    acme: Client,
    acme_book: Book,
    guard: Member,
    owner: Member,
    banned_person: Ban,
    ask: Callable[..., str],
    is_known: bool,
) -> None:
    with tenant_context(acme):
        impose_ban(on=Banned(name="Ana Peña"), reason="Broke a window", by=owner)
        lifted = impose_ban(on=Banned(name="Eva Luz"), reason="Shouted", by=owner)
        lift_ban(lifted, reason="Paid for it", by=owner)
        if is_known:
            passed(acme_book, guard, visitors=[visitor("ANA PENA", document="555")])
    form_id = uuid4()
    for name in ("ana  peña", "") if is_known else ("ana  peña",):
        told = ask(guard, "555", kind="document", name=name, client_uuid=form_id)
        assert "Somebody called Ana Peña is banned" in told
        assert "Broke a window" in told
        assert "<dialog" not in told
    for name in ("Bruno Díaz", "Eva Luz"):  # the one is banned by a document, the other no more
        assert "is banned" not in ask(guard, "777", kind="document", name=name)
    assert "Somebody called" not in ask(guard, "1020304", kind="document", name="Bruno Díaz")
    assert "is banned" not in ask(guard, "ANA123", name="Ana Peña")
    with tenant_context(acme):
        warning = BanWarning.objects.get(client_uuid=form_id)
        assert (warning.is_to_compare, warning.typed) == (True, "ana  peña")
        named = warning.ban
        gave: dict[str, Any] = {"member": guard, "book_id": acme_book.pk, "client_uuid": form_id}
        assert unread([named], [named.pk], **gave) == [named]  # it was to be compared, not read
        note_warnings({named.pk: "Ana Peña"}, **gave)
        assert unread([named], [named.pk], **gave) == []


def test_a_name_alone_warns_of_whoever_is_banned_under_it_and_it_has_to_be_read(
    acme: Client, guard: Member, banned_person: Ban, ask: Callable[..., str]
) -> None:
    form_id = uuid4()
    told = ask(guard, "bruno  DIAZ", kind="name", client_uuid=form_id)
    assert "Somebody of this name is banned: Bruno Díaz · 1.020-304. Compare." in told
    assert "Hit a guard" in told
    assert f'name="ban_read" value="{banned_person.pk}"' in told
    assert "Do not let in" not in told
    assert "nothing is known" not in told
    for other in ("Bruno", "Bruno Díaz Ruiz"):
        assert ask(guard, other, kind="name") == ""
    with tenant_context(acme):
        warning = BanWarning.objects.get(client_uuid=form_id)
        assert (warning.ban, warning.is_to_compare) == (banned_person, False)


def test_a_name_alone_shows_whoever_is_known_by_it_alone(
    acme: Client, acme_book: Book, guard: Member, ask: Callable[..., str]
) -> None:
    with tenant_context(acme):
        rows = [visitor("Ana Peña", document="555", company="Aguas"), visitor("Ana Peña")]
        passed(acme_book, guard, visitors=rows)
    told = ask(guard, "ana pena", kind="name")
    assert "Ana Peña" in told
    assert "Aguas" not in told
    assert told.count("/entries/1/") == 1


def test_what_was_typed_is_shown_as_text(guard: Member, ask: Callable[..., str]) -> None:
    assert "<b>" not in ask(guard, "<b>ABC123</b>")


def test_the_other_workspaces_vehicles_and_bans_stay_unknown(
    acme: Client,
    globex: Client,
    globex_book: Book,
    stranger: Member,
    guard: Member,
    ask: Callable[..., str],
) -> None:
    with tenant_context(globex):
        passed(globex_book, stranger, cars=[car("XYZ789", model="Secret")])
        Ban.objects.create(vehicle=Vehicle.objects.get(), reason="Spy", imposed_by=stranger)
    told = ask(guard, "xyz789", client_uuid=uuid4())
    assert "nothing is known" in told
    assert "Spy" not in told


def test_what_other_apps_know_is_told_too(
    acme: Client,
    acme_book: Book,
    guard: Member,
    ask: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lookup, "_TELLERS", {})
    lookup.register("x", lambda subject, _: lookup.Told(subject, "recognition/_warned.html"))
    lookup.register("y", lambda *_: None)
    with tenant_context(acme):
        passed(acme_book, guard, cars=[car("ABC123")])
    assert "written after a warning" in ask(guard, "abc123")


def about_registers(seen: CaptureQueriesContext) -> int:
    """How often the database was asked for what a page is about, not for who asks."""
    tables = ("registers_", "matters_", "books_entry")
    return sum(any(table in query["sql"] for table in tables) for query in seen)


def test_much_history_and_many_bans_cost_no_more_queries(
    acme: Client, acme_book: Book, owner: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, owner)

    def queries() -> int:
        data = {"kind": "plate", "cell": CELL, CELL: "abc123", "client_uuid": str(uuid4())}
        with CaptureQueriesContext(connection) as seen:
            browser.get(f"/books/{acme_book.code}/known/", data)
        return about_registers(seen)

    def add() -> None:
        with tenant_context(acme):
            made = passed(acme_book, owner, cars=[car("ABC123")])
            Ban.objects.create(vehicle=made[0].vehicle, reason="x", imposed_by=owner)

    add()
    few = queries()
    assert few >= 5
    for _ in range(5):
        add()
    assert queries() == few
