from typing import Any
from urllib.parse import urljoin
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry, EntryType
from tenant_site.books.opening import open_book
from tenant_site.books.publishing import publish
from tenant_site.drafts.models import EntryDraft
from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tenant_site.registers.models import Mention
from tests.reading import read_page
from tests.tenant_site.books.writing import write_entry
from tests.tenant_site.corrections.correcting import correct_entry
from tests.tenant_site.presence.gates import HOUR
from tests.tenant_site.registers.gate import car, gate_form, recorded, visitor


@pytest.fixture
def form(acme: Client, owner: Member) -> FormVersion:
    with tenant_context(acme):
        return gate_form(owner)


def came(client: Client, book: Book, by: Member, form: FormVersion, **sent: Any) -> Mention:
    with tenant_context(client):
        entry = recorded(book, by, form, occurred_at=timezone.now() - HOUR, **sent)
        return Mention.objects.get(entry=entry)


def wrote(book: Book, by: Member, form: FormVersion, values: dict[str, Any]) -> Entry:
    kind, now = form.entry_type, timezone.now()
    return write_entry(
        book, by, text="", form=form, values=values, entry_type=kind, occurred_at=now
    )


def left(browser: Browser, mention: Mention) -> Any:
    return browser.post(f"/inside/{mention.pk}/left/")


def send(browser: Browser, address: str, fields: dict[str, Any]) -> Any:
    draft = address.partition("draft=")[2]
    sent = {name: values[0] for name, values in fields.items()}
    sent |= {"client_uuid": draft, "occurred_at_in_words": "now"}
    return browser.post(address, sent)


def test_a_leaving_is_begun_as_a_draft_and_nothing_is_written_before_it_is_sent(
    acme: Client, acme_book: Book, guard: Member, form: FormVersion, gate: Browser
) -> None:
    mention = came(acme, acme_book, guard, form, visitors=[visitor("Ana", "10-20")])
    address = left(gate, mention)["Location"]
    assert address == left(gate, mention)["Location"]  # goes on, never a second one
    with tenant_context(acme):
        draft = EntryDraft.objects.get()
        assert draft.fields["f-visitors-0-document"] == ["10-20"]
        assert draft.fields["f-visitors-0-movement"] == ["out"]
        assert Entry.objects.count() == 2
    assert b"Left without it being written. Came in by entry 2" in gate.get(address).content
    assert [one.name for one in gate.get("/inside/").context["page"].inside] == ["Ana"]
    assert send(gate, address, draft.fields).status_code == 302
    assert gate.get("/inside/").context["page"].inside == []


def test_each_row_sends_the_one_form_of_the_page_to_its_own_address(
    acme: Client, acme_book: Book, guard: Member, form: FormVersion, gate: Browser
) -> None:
    mention = came(acme, acme_book, guard, form, visitors=[visitor("Ana")])
    page = read_page(gate.get("/inside/?book=main-gate").content)
    button = page.one("button", form="left")
    assert urljoin("/inside/?book=main-gate", button.attributes["formaction"]) == (
        f"/inside/{mention.pk}/left/"
    )
    assert page.one("form", id="left").attributes["method"] == "post"


def test_a_leaving_that_was_annulled_can_be_written_again(
    acme: Client, acme_book: Book, guard: Member, form: FormVersion, gate: Browser
) -> None:
    mention = came(acme, acme_book, guard, form, cars=[car("A1")])
    address = left(gate, mention)["Location"]
    with tenant_context(acme):
        send(gate, address, EntryDraft.objects.get().fields)
        correct_entry(Entry.objects.get(seq=3), guard, text="Still here", carries=False)
    again = left(gate, mention)["Location"]
    assert again != address
    assert b"A1" in gate.get(again).content


def test_nothing_is_begun_for_who_has_left_meanwhile(
    acme: Client, acme_book: Book, guard: Member, form: FormVersion, gate: Browser
) -> None:
    mention = came(acme, acme_book, guard, form, cars=[car("A1")])
    with tenant_context(acme):
        recorded(acme_book, guard, form, occurred_at=timezone.now(), cars=[car("A1", "out")])
    answer = gate.post(f"/inside/{mention.pk}/left/", follow=True)
    assert b"written meanwhile" in answer.content
    with tenant_context(acme):
        assert not EntryDraft.objects.exists()


def test_only_who_came_in_can_leave(
    acme: Client, acme_book: Book, guard: Member, form: FormVersion, gate: Browser
) -> None:
    point = came(acme, acme_book, guard, form, place="Tank")
    gone = came(acme, acme_book, guard, form, cars=[car("A1", "out")])
    assert left(gate, point).status_code == left(gate, gone).status_code == 404


def test_a_trailer_leaves_without_the_model_of_what_drew_it(
    acme: Client, acme_book: Book, guard: Member, owner: Member, gate: Browser
) -> None:
    columns = dict.fromkeys(("plate", "model", "movement", "trailer"), "shown")
    cars = {"key": "cars", "kind": "vehicles", "label": "Cars", "settings": {"columns": columns}}
    with tenant_context(acme):
        kind, asked = EntryType.objects.get(code="004"), Definition.read({"fields": [cars]})
        form = publish(entry_type=kind, definition=asked, by=owner)
        wrote(acme_book, guard, form, {"cars": [car("A1", trailer="T3", model="Scania")]})
        drawn, trailer = Mention.objects.order_by("pk")
    models = []
    for mention in (drawn, trailer):
        left(gate, mention)
        with tenant_context(acme):
            models.append(EntryDraft.objects.latest("saved_at").fields.get("f-cars-0-model"))
    assert models == [["Scania"], None]


def test_a_discarded_draft_is_begun_anew(
    acme: Client, acme_book: Book, guard: Member, form: FormVersion, gate: Browser
) -> None:
    mention = came(acme, acme_book, guard, form, cars=[car("A1")])
    left(gate, mention)
    with tenant_context(acme):
        EntryDraft.objects.update(discarded_at=timezone.now(), page=uuid4())
    assert b"A1" in gate.get(left(gate, mention)["Location"]).content


def test_what_decides_whether_the_question_is_asked_is_answered_as_before(
    acme: Client, acme_book: Book, guard: Member, owner: Member, gate: Browser
) -> None:
    options = [{"key": "no", "label": "No"}, {"key": "yes", "label": "Yes"}]
    asked = Definition.read(
        {
            "fields": [
                {
                    "key": "cargo",
                    "kind": "choice",
                    "label": "Cargo",
                    "settings": {"options": options},
                },
                {
                    "key": "cars",
                    "kind": "vehicles",
                    "label": "Cars",
                    "show_if": {"field": "cargo", "is": ["no", "yes"]},
                },
            ]
        }
    )
    with tenant_context(acme):
        form = publish(entry_type=EntryType.objects.get(code="004"), definition=asked, by=owner)
        entry = wrote(acme_book, guard, form, {"cargo": "yes", "cars": [car("A1")]})
        mention = Mention.objects.get(entry=entry)
    left(gate, mention)
    with tenant_context(acme):
        assert EntryDraft.objects.get().fields["f-cargo"] == ["yes"]


def test_where_no_form_asks_for_it_the_guard_is_told_to_write_it_in_words(
    acme: Client, acme_book: Book, guard: Member, form: FormVersion, gate: Browser
) -> None:
    mention = came(acme, acme_book, guard, form, cars=[car("A1")])
    with tenant_context(acme):
        EntryType.objects.filter(code="006").update(is_active=False)
    answer = gate.post(f"/inside/{mention.pk}/left/", follow=True)
    assert b"write in words that they left" in answer.content
    assert answer.redirect_chain == [("/books/main-gate/write/", 302)]


def test_a_book_that_is_closed_or_of_others_takes_no_leaving(
    acme: Client,
    acme_book: Book,
    supervisor: Member,
    form: FormVersion,
    gate: Browser,
    desk: Browser,
    audit: Browser,
) -> None:
    with tenant_context(acme):
        vault = open_book(client=acme, name="Vault")
    mention = came(acme, vault, supervisor, form, cars=[car("A1")])
    assert left(gate, mention).status_code == 404
    assert left(audit, mention).status_code == 403
    with tenant_context(acme):
        Book.objects.filter(pk=vault.pk).update(is_open=False)
    assert b"takes no more entries" in desk.post(f"/inside/{mention.pk}/left/", follow=True).content
    assert b"Write that they left" not in desk.get("/inside/").content
