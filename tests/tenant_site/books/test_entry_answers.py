from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, DraftUpload, Entry, EntryType
from tenant_site.books.publishing import publish
from tenant_site.entry_forms.definition import Definition
from tenant_site.entry_forms.kinds import KINDS
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tests.reading import read_page
from tests.tenant_site.books.every_kind import GATES, SENT, every_kind
from tests.tenant_site.books.writing import codes, photo, triggers_off

ROUND = "/books/main-gate/write/003/"
Publish = Callable[..., FormVersion]


@pytest.fixture
def publish_fields(acme: Client, owner: Member) -> Publish:
    """Publish a form of the type of rounds."""

    def _publish(*fields: dict[str, Any]) -> FormVersion:
        definition = Definition.read(
            {"fields": [{"label": one["key"].title(), **one} for one in fields]}
        )
        with tenant_context(acme):
            return publish(
                entry_type=EntryType.objects.get(code="003"), definition=definition, by=owner
            )

    return _publish


def sent(**changes: Any) -> dict[str, Any]:
    return {"text": "", "occurred_at": "2026-03-01T01:10", "client_uuid": str(uuid4())} | {
        name.replace("__", "-"): value for name, value in changes.items()
    }


def entry_written(client: Client) -> Entry:
    with tenant_context(client):
        return Entry.objects.for_page().order_by("-seq")[0]


def test_every_kind_of_field_is_asked_sealed_and_read(
    acme: Client, acme_book: Book, owner: Member, gate: Browser
) -> None:
    with tenant_context(acme):
        publish(entry_type=EntryType.objects.get(code="003"), definition=every_kind(), by=owner)
    page = read_page(gate.get(ROUND).content)
    asked = {one.attributes.get("name", "") for one in page.all("input")}
    assert {"f-time", "f-vehicle-0-plate", "f-files-new", "f-signature-name"} <= asked
    answer = gate.post(ROUND, sent(f__files__new=[photo()]) | SENT)
    assert answer.status_code == 302
    entry = entry_written(acme)
    with tenant_context(acme):
        assert set(entry.content.values) == KINDS.keys() - {"heading"}
        assert entry.content.values["files"] == [entry.attachments.get().facts["sha256"]]
        assert [row["plate"] for row in entry.content.values["vehicles"]] == ["XYZ 987", "JKL 456"]
        assert codes(acme_book, acme) == []
    shown = gate.get(answer["Location"]).content.decode()
    for text in ("The code", "7701234", "JKL 456", "12.5 kg", "Ana Gómez", "North, South", "30,40"):
        assert text in shown


def test_what_is_wrong_is_said_by_field_and_cell_and_what_was_typed_stays(
    gate: Browser, publish_fields: Publish
) -> None:
    publish_fields(
        {"key": "weight", "kind": "number", "required": True},
        {"key": "at", "kind": "time"},
        {"key": "cars", "kind": "vehicles"},
    )
    typed = {
        "f-weight": "heavy",
        "f-at": "25:00",
        "f-cars-0-plate": "ABC 123",
        "f-cars-0-movement": "in",
        "f-cars-3-plate": "",
        "f-cars-3-movement": "out",
        "f-cars-3-time": "99:99",
    }
    answer = gate.post(ROUND, sent(text="Seen") | typed)
    assert answer.status_code == 422
    page = read_page(answer.content)
    summary = {one.attributes["href"] for one in page.all("a") if "#" in one.attributes["href"]}
    assert {"#id_f-weight", "#id_f-at", "#id_f-cars-1-plate", "#id_f-cars-1-time"} <= summary
    values = {
        name: page.one("input", name=name).attributes["value"]
        for name in ("f-weight", "f-at", "f-cars-0-plate", "f-cars-1-time")
    }
    assert list(values.values()) == ["heavy", "25:00", "ABC 123", "99:99"]
    assert page.one("input", name="f-at").attributes["type"] == "text"  # or it would be empty
    assert page.one("input", name="f-weight").attributes["aria-invalid"] == "true"
    assert page.one("textarea", name="text").text.strip() == "Seen"


def test_a_button_by_name_shows_one_more_row_and_writes_nothing(
    acme: Client, gate: Browser, publish_fields: Publish
) -> None:
    publish_fields(
        {"key": "weight", "kind": "number", "required": True},
        {"key": "cars", "kind": "vehicles", "settings": {"most": 2}},
    )
    form = sent(**{"f-cars-0-plate": "ABC 123", "add-row": "cars"})
    answer = gate.post(ROUND, form)
    page = read_page(answer.content)
    assert answer.status_code == 200
    assert not page.all("div", role="alert")
    assert page.one("input", name="f-cars-0-plate").attributes["value"] == "ABC 123"
    assert page.one("input", name="client_uuid").attributes["value"] == form["client_uuid"]
    assert page.all("input", name="f-cars-1-plate")
    full = gate.post(ROUND, form | {"f-cars-1-plate": "X"})
    assert not read_page(full.content).all("input", name="f-cars-2-plate")
    assert entry_written(acme).kind == "publication"


def test_files_belong_to_their_field_and_survive_what_is_wrong_elsewhere(
    acme: Client, gate: Browser, publish_fields: Publish
) -> None:
    publish_fields(
        {"key": "load", "kind": "files", "required": True},
        {"key": "weight", "kind": "number", "required": True},
    )
    refused = gate.post(ROUND, sent())
    assert {"id_f-load", "id_f-weight"} <= set(ids_led_to(refused.content))
    form = sent(f__load__new=[photo()], uploads=[photo()])
    page = read_page(gate.post(ROUND, form).content)
    (of_field,) = page.all("input", name="f-load-kept")
    (plain,) = page.all("input", name="kept")
    again = sent(**{"f-weight": "5", "client_uuid": form["client_uuid"]})
    again |= {"f-load-kept": of_field.attributes["value"], "kept": plain.attributes["value"]}
    assert gate.post(ROUND, again).status_code == 302
    entry = entry_written(acme)
    with tenant_context(acme):
        hashes = [one.facts["sha256"] for one in entry.attachments.all()]
        assert entry.content.values["load"] == hashes[1:]
        assert len(hashes) == 2
        assert not DraftUpload.objects.exists()
    assert gate.post(ROUND, again)["Location"].endswith(f"/entries/{entry.seq}/")


def ids_led_to(content: bytes) -> list[str]:
    links = read_page(content).all("a")
    return [
        one.attributes["href"][1:] for one in links if one.attributes["href"].startswith("#id_")
    ]


def test_a_refused_file_is_told_at_its_field(gate: Browser, publish_fields: Publish) -> None:
    publish_fields({"key": "load", "kind": "files"})
    page = SimpleUploadedFile("page.html", b"<script>alert(1)</script>")
    answer = gate.post(ROUND, sent(text="x", f__load__new=[page]))
    assert (answer.status_code, ids_led_to(answer.content)) == (422, ["id_f-load"])


def test_what_is_not_to_be_asked_is_neither_asked_nor_kept(
    acme: Client, gate: Browser, publish_fields: Publish
) -> None:
    publish_fields(
        {"key": "gate", "kind": "choice", "settings": {"options": GATES}},
        {
            "key": "why",
            "kind": "text",
            "required": True,
            "show_if": {"field": "gate", "is": ["south"]},
        },
    )
    page = read_page(gate.get(ROUND).content)
    assert [one for one in page.all("div") if "data-not-asked" in one.attributes]
    assert "Only if" in gate.get(ROUND).content.decode()
    asked = gate.post(ROUND, sent(**{"f-gate": "south", "text": "x"}))
    assert ids_led_to(asked.content) == ["id_f-why"]
    shown = read_page(asked.content).all("div")
    assert not [one for one in shown if "data-not-asked" in one.attributes]
    assert gate.post(ROUND, sent(**{"f-gate": "north", "f-why": "rain"})).status_code == 302
    assert entry_written(acme).content.values == {"gate": "north"}


def test_an_entry_that_says_nothing_at_all_is_asked_for_something(
    gate: Browser, publish_fields: Publish
) -> None:
    publish_fields({"key": "a", "kind": "text"})
    answer = gate.post(ROUND, sent())
    assert (answer.status_code, ids_led_to(answer.content)) == (422, ["id_text"])


def test_a_form_without_questions_may_be_sent_as_it_is(
    acme: Client, gate: Browser, publish_fields: Publish
) -> None:
    publish_fields()
    assert gate.post(ROUND, sent()).status_code == 302
    assert entry_written(acme).form_version == 1


def test_the_same_answers_twice_make_one_entry_and_other_answers_are_looked_at_again(
    acme: Client, gate: Browser, publish_fields: Publish
) -> None:
    publish_fields({"key": "a", "kind": "text"})
    form = sent(**{"f-a": "one"})
    assert [gate.post(ROUND, form).status_code for _ in range(2)] == [302, 302]
    other = gate.post(ROUND, form | {"f-a": "two"})
    assert other.status_code == 422
    assert "was already written from this form" in other.content.decode()
    assert entry_written(acme).seq == 2


def test_what_was_begun_with_the_version_before_may_be_sent_for_a_day(
    acme: Client, gate: Browser, publish_fields: Publish
) -> None:
    publish_fields({"key": "a", "kind": "text"})
    publish_fields({"key": "b", "kind": "text", "required": True})
    begun = {"form_version": "1", "f-a": "typed before"}
    assert gate.post(ROUND, sent(**begun)).status_code == 302
    assert entry_written(acme).form_version == 1
    with tenant_context(acme), triggers_off():
        long_ago = timezone.now() - timedelta(days=1, minutes=1)
        FormVersion.objects.filter(number=2).update(published_at=long_ago)
    late = gate.post(ROUND, sent(**begun))
    assert late.status_code == 422
    assert "was changed since you began" in late.content.decode()
    page = read_page(late.content)
    assert page.one("input", name="form_version").attributes["value"] == "2"


@pytest.mark.parametrize("number", ["x", "-1", "99", "9" * 40, "²"])
def test_a_version_that_never_was_is_the_current_one(
    gate: Browser, publish_fields: Publish, number: str
) -> None:
    publish_fields({"key": "a", "kind": "text"})
    answer = gate.post(ROUND, sent(form_version=number, f__a="x"))
    assert answer.status_code == 422
    assert "was changed since you began" in answer.content.decode()


def test_a_type_without_version_keeps_the_plain_form(gate: Browser) -> None:
    page = read_page(gate.get("/books/main-gate/write/0010/").content)
    assert not [one for one in page.all("input") if one.attributes["name"].startswith("f-")]
