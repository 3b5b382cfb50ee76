from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.default_forms import default_form
from tenant_site.books.models import Book, Entry, EntryType
from tenant_site.books.publishing import publish
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tenant_site.registers.models import Ban, BanWarning, Mention

FORM_ID = uuid4()


@pytest.fixture
def send(
    acme: Client,
    acme_book: Book,
    guard: Member,
    form: FormVersion,
    banned_car: Ban,
    browse: Callable[..., Browser],
) -> Callable[..., Any]:
    """Send the form of the gate as our guard."""
    browser = browse(acme, guard)

    def _send(plate: str = "abc-123", **sent: Any) -> Any:
        usual = {
            "client_uuid": FORM_ID,
            "form_version": form.number,
            "occurred_at": "2026-03-01T01:10",
            "f-cars-0-plate": plate,
            "f-cars-0-movement": "in",
        }
        return browser.post(f"/books/{acme_book.code}/write/006/", usual | sent)

    return _send


def test_the_server_warns_where_no_script_did_and_takes_the_form_once_it_was_read(
    acme: Client, acme_book: Book, guard: Member, banned_car: Ban, send: Callable[..., Any]
) -> None:
    answer = send()
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody named here is to be kept out." in page
    assert "Rammed the gate" in page
    assert f'name="ban_read" value="{banned_car.pk}"' in page
    assert 'value="abc-123"' in page
    with tenant_context(acme):
        assert not Entry.objects.filter(book=acme_book, kind="entry").exists()
        assert BanWarning.objects.get().typed == "abc-123"
    assert send(ban_read=banned_car.pk).status_code == 302
    with tenant_context(acme):
        entry = Entry.objects.get(book=acme_book, kind="entry")
        assert entry.facts == {"bans_shown": [str(banned_car.pk)]}
        assert Mention.objects.get(entry=entry).vehicle == banned_car.vehicle


@pytest.mark.parametrize("what", ["the ban", "nonsense"])
def test_a_form_that_claims_to_have_read_what_was_never_shown_is_warned(
    acme: Client, acme_book: Book, banned_car: Ban, send: Callable[..., Any], what: str
) -> None:
    read = banned_car.pk if what == "the ban" else what
    answer = send(ban_read=read)
    assert answer.status_code == 422
    assert "Rammed the gate" in answer.content.decode()
    with tenant_context(acme):
        assert not Entry.objects.filter(book=acme_book, kind="entry").exists()


def test_what_was_read_stays_read_while_something_else_is_put_right(
    banned_car: Ban, send: Callable[..., Any]
) -> None:
    send()
    answer = send(ban_read=banned_car.pk, occurred_at="2999-01-01T00:00")
    assert answer.status_code == 422
    hidden = f'<input type="hidden" name="ban_read" value="{banned_car.pk}">'
    assert hidden in answer.content.decode()


def test_a_plate_that_is_not_banned_is_written_at_once(send: Callable[..., Any]) -> None:
    assert send(plate="FREE 1").status_code == 302


def test_the_page_of_a_form_says_where_to_ask_who_is_meant(
    acme: Client,
    acme_book: Book,
    guard: Member,
    form: FormVersion,
    browse: Callable[..., Browser],
) -> None:
    page = browse(acme, guard).get(f"/books/{acme_book.code}/write/006/").content.decode()
    assert f'data-known-url="/books/{acme_book.code}/known/"' in page
    for name, known in (("visitors-0-document", "document"), ("cars-0-plate", "plate")):
        cell = page.partition(f'name="f-{name}"')[2].partition(">")[0]
        assert f'data-known="{known}"' in cell


@pytest.mark.parametrize(
    ("document", "told"),
    [("", "Somebody of this name is banned: Bruno"), ("1020304", "Do not let in: Bruno")],
    ids=["by-name", "by-document"],
)
def test_a_warning_says_whether_a_name_alone_is_why(
    banned_person: Ban, send: Callable[..., Any], document: str, told: str
) -> None:
    row = {"name": "bruno diaz", "movement": "in", "document": document}
    answer = send("ZZZ 999", **{f"f-visitors-0-{name}": text for name, text in row.items()})
    assert answer.status_code == 422
    assert told in answer.content.decode()


@pytest.mark.parametrize(
    ("code", "row", "said"),
    [
        ("007", "f-vehicle-0", {"f-goods-0-description": "Boxes", "f-goods-0-movement": "in"}),
        (
            "0011",
            "f-vehicles-0",
            {"f-authority": "police", "f-officer": "Luz", "f-reason": "Looks around"},
        ),
    ],
    ids=["goods", "authorities"],
)
def test_a_banned_plate_is_warned_of_and_linked_in_the_default_forms_too(
    acme: Client,
    acme_book: Book,
    guard: Member,
    owner: Member,
    banned_car: Ban,
    browse: Callable[..., Browser],
    code: str,
    row: str,
    said: dict[str, str],
) -> None:
    default = default_form(code)
    assert default is not None
    with tenant_context(acme):
        asked = EntryType.objects.get(code=code)
        publish(entry_type=asked, definition=default, by=owner)
    sent = {"client_uuid": uuid4(), "form_version": 1, "occurred_at": "2026-03-01T01:10", **said}
    sent |= {f"{row}-plate": "abc-123", f"{row}-movement": "in"}
    browser, address = browse(acme, guard), f"/books/{acme_book.code}/write/{code}/"
    assert f'name="{row}-plate"' in (page := browser.get(address).content.decode())
    assert 'data-known="plate"' in page
    answer = browser.post(address, sent)
    assert answer.status_code == 422
    assert "Rammed the gate" in answer.content.decode()
    assert browser.post(address, {**sent, "ban_read": banned_car.pk}).status_code == 302
    with tenant_context(acme):
        (named,) = Mention.objects.filter(vehicle=banned_car.vehicle)
        assert named.entry.facts == {"bans_shown": [str(banned_car.pk)]}
