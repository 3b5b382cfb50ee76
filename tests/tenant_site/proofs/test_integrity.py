import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book, BookHead, Entry, EntryType
from tenant_site.books.opening import open_book
from tenant_site.members.models import Member
from tenant_site.proofs.anchoring import make_anchor
from tenant_site.proofs.checking import CheckRuns, ask_for_check, begin_check, run_check
from tenant_site.proofs.checks import SILENT
from tenant_site.proofs.models import AnchorAddress, Check
from tenant_site.proofs.stored_files import Share
from tests.tenant_site.books.test_many_writers import busy as busy
from tests.tenant_site.books.writing import remove, settle, triggers_off, write_entry

PAGE, ADDRESSES = "/integrity/", "/integrity/addresses/"


def outcome() -> tuple[list[tuple[str, str]], int, int]:
    """Check everything; return what was found, and how many entries and files were read."""
    check = begin_check(by=None)
    run_check(check.pk)
    check.refresh_from_db()
    assert (check.is_over, check.broke_off) == (True, "")
    found = [(code, place) for code, place, _ in check.findings]
    return found, check.entry_count, check.file_count


def test_a_check_reads_every_entry_and_every_file(
    with_files: list[Entry], inside_acme: Client
) -> None:
    assert outcome() == ([], 6, 2)
    assert Check.objects.get().holds


def test_a_check_names_what_the_chain_the_anchors_and_the_bytes_tell(
    with_files: list[Entry], inside_acme: Client
) -> None:
    make_anchor(on=date(2026, 3, 1))
    file = with_files[-1].attachments.get(position=1)
    path = Path(default_storage.path(file.storage_name))
    path.chmod(0o600)
    path.write_bytes(b"another picture")
    with triggers_off():
        remove(with_files[2])
    found, _, _ = outcome()
    assert found == [("gap", "main-gate#4"), ("file_bytes", "main-gate#6")]


def test_a_check_finds_a_tail_cut_with_its_head(entries: list[Entry], inside_acme: Client) -> None:
    make_anchor(on=date(2026, 3, 1))
    with triggers_off():
        remove(entries[4])
        BookHead.objects.update(seq=4, head=entries[3].hash)
    assert outcome()[0] == [("anchored_tail", "main-gate#5")]


def test_a_check_looks_for_types_of_the_same_code(inside_acme: Client, acme_book: Book) -> None:
    settle()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE books_entrytype DROP CONSTRAINT entry_type_code_is_unique")
    EntryType.objects.create(code="003", name="Nothing of note")
    assert outcome()[0] == [("type_twice", "003")]


def test_a_book_that_lost_its_head_keeps_no_other_from_being_read(
    entries: list[Entry], inside_acme: Client
) -> None:
    other = open_book(client=inside_acme, name="Yard")
    write_entry(other, Member.objects.get(role="owner"))
    with triggers_off():
        BookHead.objects.filter(book=entries[0].book)._raw_delete("default")
    assert outcome() == ([("no_head", "main-gate#0")], 1, 0)


def test_a_check_that_breaks_off_says_so_and_holds_nothing_up(
    entries: list[Entry], inside_acme: Client, settings: Any
) -> None:
    settings.TENANT_VERIFIERS = [f"{__name__}.breaks_off"]
    check = begin_check(by=None)
    run_check(check.pk)
    check.refresh_from_db()
    assert (check.holds, check.broke_off) == (False, "OSError: the disk is gone")
    assert begin_check(by=None)


def breaks_off(tenant: object) -> list[object]:
    raise OSError("the disk is gone")


def test_one_check_runs_at_a_time_and_an_interrupted_one_holds_nobody_up(
    inside_acme: Client,
) -> None:
    first = begin_check(by=None)
    with pytest.raises(CheckRuns):
        begin_check(by=None)
    Check.objects.update(seen_at=timezone.now() - SILENT - timedelta(seconds=1))
    assert begin_check(by=None)
    first.refresh_from_db()
    assert (first.is_over, first.broke_off, first.holds) == (True, "interrupted", False)


def is_given_up(tenant: object) -> list[object]:
    Check.objects.update(seen_at=timezone.now() - SILENT - timedelta(seconds=1))
    Check.objects.all().give_up_interrupted()
    return []


def test_a_check_that_is_given_up_meanwhile_keeps_no_outcome(
    inside_acme: Client, settings: Any
) -> None:
    settings.TENANT_VERIFIERS = [f"{__name__}.is_given_up"]
    check = begin_check(by=None)
    run_check(check.pk)
    check.refresh_from_db()
    assert (check.broke_off, check.holds) == ("interrupted", False)


def test_a_check_that_was_killed_is_shown_as_cut_short_with_the_button(
    acme: Client, office: Browser
) -> None:
    with tenant_context(acme):
        begin_check(by=None)
        Check.objects.update(seen_at=timezone.now() - SILENT - timedelta(seconds=1))
    page = office.get(PAGE).content.decode()
    assert "did not come to its end" in page
    assert "Verify now" in page
    assert "A check is running" not in page


def test_daily_checks_and_fails_where_a_book_does_not_hold(
    entries: list[Entry], acme: Client, globex: Client
) -> None:
    call_command("daily", verbosity=0)
    with tenant_context(acme):
        assert Check.objects.get().holds
        with triggers_off():
            BookHead.objects.filter(book=entries[0].book).update(head=b"x" * 32)
    with pytest.raises(CommandError, match="1 of 2 schemas failed"):
        call_command("daily", verbosity=0)
    with tenant_context(globex):
        assert all(check.holds for check in Check.objects.all())


def test_seven_nights_read_every_file_once(with_files: list[Entry], inside_acme: Client) -> None:
    for night in range(7):
        run_check(begin_check(by=None).pk, share=Share(night, 7))
    assert sum(check.file_count for check in Check.objects.all()) == 2


def test_what_is_asked_for_is_done_beside_the_request(busy: Client) -> None:
    book, owner = Book.objects.get(), Member.objects.get()
    write_entry(book, owner)
    check = ask_for_check(by=owner)
    for thread in threading.enumerate():
        if thread.name == f"check-{check.pk}":
            thread.join(30)
    check.refresh_from_db()
    assert (check.is_over, check.broke_off, check.finding_count) == (True, "", 0)
    assert check.entry_count == Book.objects.get().head.seq


def test_the_button_begins_a_check_and_the_page_says_how_far_it_is(
    acme: Client, audit: Browser, auditor: Member
) -> None:
    assert audit.post(PAGE + "check/").status_code == 302
    with tenant_context(acme):
        assert Check.objects.get().asked_by == auditor
    page = audit.get(PAGE).content.decode()
    assert "<progress" in page
    assert 'hx-trigger="every 2s"' in page
    again = audit.post(PAGE + "check/", follow=True).content.decode()
    assert "A check is running already" in again


def test_the_page_shows_findings_in_words_and_what_each_anchor_covers(
    acme: Client, entries: list[Entry], desk: Browser
) -> None:
    with tenant_context(acme):
        anchor = make_anchor(on=date(2026, 3, 1))
        assert anchor
        with triggers_off():
            remove(entries[2])
        outcome()
    page = desk.get(PAGE).content.decode()
    assert "<strong>main-gate#4</strong>: Entries before this one are missing." in page
    assert anchor.root_hex in page
    assert "Main gate, up to entry 5" in page
    assert "They are mailed to nobody" in page


def test_a_workspace_whose_payment_ended_is_verified_too(acme: Client, office: Browser) -> None:
    Client.objects.filter(pk=acme.pk).update(status=Client.Status.ARCHIVED)
    assert office.get(PAGE).status_code == 200
    assert office.post(PAGE + "check/").status_code == 302
    with tenant_context(acme):
        assert Check.objects.count() == 1


def test_the_page_asks_the_same_number_of_questions_however_much_there_is(
    acme: Client, entries: list[Entry], office: Browser
) -> None:
    def measured() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert office.get(PAGE).status_code == 200
        return len(asked)

    with tenant_context(acme):
        make_anchor(on=date(2026, 3, 1))
        outcome()
    measured()
    before = measured()
    with tenant_context(acme):
        for days in range(2, 6):
            write_entry(entries[0].book, entries[0].author)
            make_anchor(on=date(2026, 3, days))
            outcome()
    assert measured() == before


def test_an_owner_chooses_where_anchors_are_mailed(acme: Client, office: Browser) -> None:
    assert office.post(ADDRESSES, {"email": " Notary@Elsewhere.example "}).status_code == 302
    again = office.post(ADDRESSES, {"email": "notary@elsewhere.example"})
    assert again.status_code == 422
    assert office.post(ADDRESSES, {"email": "nobody"}).status_code == 422
    with tenant_context(acme):
        address = AnchorAddress.objects.get()
        assert address.email == "notary@elsewhere.example"
    assert office.post(f"{ADDRESSES}{address.pk}/remove/").status_code == 302
    with tenant_context(acme):
        assert not AnchorAddress.objects.exists()
        acts = set(Activity.objects.values_list("act", flat=True))
    assert {"anchor_address_added", "anchor_address_removed"} <= acts
    assert mail.outbox == []


def test_anchors_go_to_five_addresses_at_most(acme: Client, office: Browser) -> None:
    for number in range(5):
        assert office.post(ADDRESSES, {"email": f"n{number}@a.example"}).status_code == 302
    answer = office.post(ADDRESSES, {"email": "n5@a.example"})
    assert (answer.status_code, b"5 addresses at most" in answer.content) == (422, True)


def test_a_book_is_taken_along_by_whoever_reads_every_book(
    acme: Client, entries: list[Entry], audit: Browser, download: Callable[..., Any]
) -> None:
    answer = audit.get("/books/main-gate/proof/")
    assert b"".join(answer)[:2] == b"PK"
    packed = download("/books/main-gate/proof/")
    assert {"verify.py", "anchors.json", "README.txt"} < set(packed.namelist())
    assert "members.csv" not in packed.namelist()
    with tenant_context(acme):
        assert Activity.objects.filter(act="book_exported").count() == 2


def test_the_other_workspaces_proofs_stay_unseen(
    acme: Client, globex: Client, globex_book: Book, stranger: Member, office: Browser
) -> None:
    with tenant_context(globex):
        write_entry(globex_book, stranger)
        anchor = make_anchor(on=date(2026, 3, 1))
        assert anchor
        AnchorAddress.objects.create(email="spy@globex.example")
        outcome()
    page = office.get(PAGE).content.decode()
    assert anchor.root_hex not in page
    assert "spy@" not in page
