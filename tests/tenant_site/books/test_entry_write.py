from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books import kept_files
from tenant_site.books.forms import MAX_TEXT_LENGTH
from tenant_site.books.models import Attachment, Book, DraftUpload, Entry
from tenant_site.files.intake import Intake, inspect
from tenant_site.members.models import Member
from tests.reading import Page, read_page
from tests.tenant_site.books.test_record_entry import stored_files
from tests.tenant_site.books.writing import photo

ROUND = "/books/main-gate/write/003/"


def sent(**changes: Any) -> dict[str, Any]:
    return {
        "text": "Gate closed.",
        "occurred_at": "2026-03-01T01:10",
        "client_uuid": str(uuid4()),
    } | changes


def hidden_uuid(page: Page) -> str:
    return page.one("input", name="client_uuid").attributes["value"]


def kept(page: Page) -> list[str]:
    return [box.attributes["value"] for box in page.all("input", name="kept")]


def entries(client: Client) -> list[Entry]:
    with tenant_context(client):
        return list(Entry.objects.order_by("seq").select_related("content", "entry_type"))


def test_the_types_are_offered_first(gate: Browser) -> None:
    links = read_page(gate.get("/books/main-gate/write/").content).internal_links
    assert len([link for link in links if link.startswith("/books/main-gate/write/0")]) == 12


def test_a_type_that_is_not_offered_cannot_be_written(gate: Browser) -> None:
    assert gate.get("/books/main-gate/write/099/").status_code == 404


def test_the_form_begins_with_now_in_the_clients_zone(gate: Browser) -> None:
    page = read_page(gate.get(ROUND).content)
    shown = datetime.fromisoformat(page.one("input", name="occurred_at").attributes["value"])
    utc = (shown + timedelta(hours=5)).replace(tzinfo=UTC)
    assert abs(timezone.now() - utc) < timedelta(minutes=2)


def test_writing_leads_to_the_entry(acme: Client, gate: Browser, guard: Member) -> None:
    answer = gate.post(ROUND, sent(text="Gate\r\nclosed."))
    assert (answer.status_code, answer["Location"]) == (302, "/books/main-gate/entries/1/")
    (entry,) = entries(acme)
    assert entry.content.text == "Gate\nclosed."
    assert entry.occurred_at == datetime(2026, 3, 1, 6, 10, tzinfo=UTC)
    assert (entry.author_id, entry.entry_type.code) == (guard.pk, "003")


def test_what_would_turn_words_around_is_not_sealed(acme: Client, gate: Browser) -> None:
    gate.post(ROUND, sent(text="Plate \u202e321CBA\x07 \u200fשלום"))
    assert entries(acme)[0].content.text == "Plate 321CBA \u200fשלום"


def test_a_form_sent_twice_makes_one_entry_and_leads_to_it(acme: Client, gate: Browser) -> None:
    form, picture = sent(), photo().read()
    where = {
        gate.post(ROUND, form | {"uploads": SimpleUploadedFile("gate.jpg", picture)})["Location"]
        for _ in range(2)
    }
    assert where == {"/books/main-gate/entries/1/"}
    assert len(entries(acme)) == 1
    with tenant_context(acme):
        assert (Attachment.objects.count(), DraftUpload.objects.count()) == (1, 0)


def test_each_form_has_a_number_of_its_own(gate: Browser) -> None:
    pages = [read_page(gate.get(ROUND).content) for _ in range(2)]
    assert len({hidden_uuid(page) for page in pages}) == 2


def test_a_form_without_a_proper_number_is_written_all_the_same(
    acme: Client, gate: Browser
) -> None:
    assert gate.post(ROUND, sent(client_uuid="' OR 1=1 --")).status_code == 302
    assert len(entries(acme)) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 20_001}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"occurred_at": ""}, "occurred_at"),
        ({"occurred_at": "yesterday"}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00"}, "occurred_at"),
        ({"occurred_at": "2999-01-01T00:00"}, "occurred_at"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    acme: Client, gate: Browser, changes: dict[str, str], field: str
) -> None:
    form = sent(**changes)
    answer = gate.post(ROUND, form)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    page = read_page(answer.content)
    assert hidden_uuid(page) == form["client_uuid"]
    assert page.one("textarea", name="text").text.strip() == form["text"].strip()
    assert entries(acme) == []


def test_clocks_may_differ_by_a_few_minutes(acme: Client, gate: Browser) -> None:
    local = timezone.now() - timedelta(hours=5)
    soon, later = (f"{local + timedelta(minutes=ahead):%Y-%m-%dT%H:%M}" for ahead in (3, 8))
    assert gate.post(ROUND, sent(occurred_at=soon)).status_code == 302
    assert gate.post(ROUND, sent(occurred_at=later)).status_code == 422


def test_nothing_to_report_needs_no_words(acme: Client, gate: Browser) -> None:
    assert gate.post("/books/main-gate/write/0012/", sent(text="")).status_code == 302


def test_what_is_too_long_is_said_and_never_cut_by_the_browser(gate: Browser) -> None:
    long = "x" * (MAX_TEXT_LENGTH + 1)
    answer = gate.post(ROUND, sent(text=long))
    (shown,) = read_page(answer.content).all("textarea", name="text")
    assert answer.status_code == 422
    assert shown.text.strip() == long
    assert "maxlength" not in shown.attributes


def test_a_photo_says_enough(acme: Client, gate: Browser) -> None:
    assert gate.post(ROUND, sent(text="", uploads=photo())).status_code == 302


def test_many_files_go_into_one_entry_in_their_order(acme: Client, gate: Browser) -> None:
    gate.post(ROUND, sent(uploads=[photo("b.jpg"), photo("a.jpg"), photo("c.jpg")]))
    with tenant_context(acme):
        names = [file.original_name for file in Attachment.objects.order_by("position")]
    assert sorted(names) == ["a.jpg", "b.jpg", "c.jpg"]
    assert names == ["b.jpg", "a.jpg", "c.jpg"]


def test_refused_files_are_named_and_the_good_ones_stay_for_the_next_try(
    acme: Client, gate: Browser
) -> None:
    form = sent()
    page = SimpleUploadedFile("page.html", b"<script>alert(1)</script>")
    empty = SimpleUploadedFile("empty.jpg", b"")
    answer = gate.post(ROUND, form | {"uploads": [photo("good.jpg"), page, empty]})
    assert answer.status_code == 422
    errors = answer.context["form"].errors["uploads"]
    assert [error.split(":")[0] for error in errors] == ["page.html", "empty.jpg"]
    again = form | {"kept": kept(read_page(answer.content))}
    assert b"good.jpg" in answer.content
    assert gate.post(ROUND, again).status_code == 302
    with tenant_context(acme):
        assert Attachment.objects.get().original_name == "good.jpg"
        assert DraftUpload.objects.count() == 0


def test_files_survive_another_fault_and_one_may_be_unmarked(acme: Client, gate: Browser) -> None:
    form = sent(occurred_at="")
    with tenant_context(acme):
        before = set(stored_files())
    answer = gate.post(ROUND, form | {"uploads": [photo("keep.jpg"), photo("drop.jpg")]})
    boxes = kept(read_page(answer.content))
    assert len(boxes) == 2
    with tenant_context(acme):
        keep = DraftUpload.objects.get(facts__original_name="keep.jpg")
    again = sent(client_uuid=form["client_uuid"], kept=[str(keep.pk)], shown=boxes)
    assert gate.post(ROUND, again).status_code == 302
    with tenant_context(acme):
        file = Attachment.objects.get()
        assert file.original_name == "keep.jpg"
        mine = {file.storage_name, file.display_name, file.thumbnail_name} - {""}
        assert set(stored_files()) - before == mine


def test_more_files_than_fit_are_named(acme: Client, gate: Browser, settings: Any) -> None:
    settings.MAX_FILES_PER_ENTRY = 2
    answer = gate.post(ROUND, sent(uploads=[photo("1.jpg"), photo("2.jpg"), photo("3.jpg")]))
    assert answer.status_code == 422
    assert [error.split(":")[0] for error in answer.context["form"].errors["uploads"]] == ["3.jpg"]


def test_a_whole_camera_roll_costs_ten_decodings_and_no_word(
    acme: Client, gate: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_into = []

    def counted(upload: Any) -> Intake:
        looked_into.append(upload.name)
        return inspect(upload)

    monkeypatch.setattr(kept_files, "inspect", counted)
    answer = gate.post(ROUND, sent(uploads=[photo(f"{number}.jpg") for number in range(60)]))
    page = read_page(answer.content)
    assert answer.status_code == 422
    assert page.one("textarea", name="text").text.strip() == "Gate closed."
    assert (len(kept(page)), len(looked_into)) == (10, 10)


def test_files_that_wait_for_somebody_elses_form_cannot_be_taken(
    acme: Client, gate: Browser, owner: Member, browse: Callable[..., Browser]
) -> None:
    form = sent(occurred_at="")
    theirs = kept(read_page(gate.post(ROUND, form | {"uploads": photo()}).content))
    mine = sent(client_uuid=form["client_uuid"], kept=theirs)
    assert browse(acme, owner).post(ROUND, mine).status_code == 302
    with tenant_context(acme):
        assert (Attachment.objects.count(), DraftUpload.objects.count()) == (0, 1)


def test_a_closed_book_offers_no_form_and_takes_nothing(
    acme: Client, gate: Browser, acme_book: Book
) -> None:
    with tenant_context(acme):
        Book.objects.update(is_open=False)
    assert b"takes no more entries" in gate.get(ROUND).content
    assert gate.post(ROUND, sent()).status_code == 200
    assert b"main-gate/write/" not in gate.get("/books/main-gate/").content
    assert entries(acme) == []


def test_the_forms_of_two_books_do_not_meet(
    acme: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    browser, form = browse(acme, owner), sent()
    browser.post("/new-book/", {"name": "Vault"})
    browser.post(ROUND, form)
    answer = browser.post("/books/vault/write/003/", form)
    assert answer["Location"] == "/books/vault/entries/1/"


def test_a_read_only_workspace_stores_no_file_of_what_it_does_not_take(
    acme: Client, gate: Browser
) -> None:
    Client.objects.filter(pk=acme.pk).update(status="read_only")
    with tenant_context(acme):
        before = stored_files()
    for uploads in ([photo()], []):
        answer = gate.post(ROUND, sent(uploads=uploads))
        assert answer.status_code == 422
        assert b"this news book can only be read now" in answer.content
        assert b"Gate closed." in answer.content
    with tenant_context(acme):
        assert stored_files() == before
        assert not DraftUpload.objects.exists()
