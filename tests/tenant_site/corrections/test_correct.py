import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from public_site.models import Client
from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Book, Entry
from tenant_site.books.opening import open_book
from tenant_site.books.refusals import BookClosed, WritingNotAllowed
from tenant_site.corrections.content import reason_of
from tenant_site.corrections.correcting import (
    AlreadyCorrected,
    CannotBeAnnulled,
    NotTheirEntry,
)
from tenant_site.corrections.models import Correction
from tenant_site.corrections.verification import verify_tenant
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import (
    NIGHT,
    codes,
    photo,
    settle,
    triggers_off,
    write_entry,
    write_redaction,
)
from tests.tenant_site.corrections.correcting import correct_entry

pytestmark = pytest.mark.usefixtures("inside_acme")


def rows() -> list[tuple[int, int, int, bool]]:
    found = Correction.objects.order_by("entry__seq")
    return list(found.values_list("entry__seq", "annuls__seq", "root__seq", "carries"))


def problems(client: Client) -> list[tuple[str, str]]:
    return [(one.code, one.place) for one in verify_tenant(client)]


def test_a_correction_is_a_sealed_entry_that_names_what_it_annuls(
    acme: Client, entry: Entry, guard: Member
) -> None:
    written = correct_entry(entry, guard)
    sealed = json.loads(Entry.objects.get(pk=written.pk).canon)
    assert sealed["kind"] == "correction"
    assert sealed["facts"] == {"annuls": "1", "replaces": "1"}
    written = Entry.objects.select_related("content").get(pk=written.pk)
    assert (written.content.text, reason_of(written)) == ("North gate closed.", "Wrong gate.")
    assert written.entry_type == entry.entry_type
    assert rows() == [(2, 1, 1, True)]
    assert (codes(entry.book, acme), problems(acme)) == ([], [])


def test_the_reason_can_be_erased_with_the_content_and_stands_nowhere_else(
    entry: Entry, guard: Member
) -> None:
    written = correct_entry(entry, guard, reason="Pedro had the key.")
    assert "Pedro" not in Entry.objects.get(pk=written.pk).canon


def test_a_correction_may_only_annul(acme: Client, entry: Entry, guard: Member) -> None:
    written = correct_entry(entry, guard, carries=False, text="")
    assert written.facts == {"annuls": "1"}
    assert rows() == [(2, 1, 1, False)]
    assert problems(acme) == []


def test_corrections_follow_each_other_and_one_holds(
    acme: Client, entry: Entry, guard: Member, supervisor: Member
) -> None:
    first = correct_entry(entry, guard)
    second = correct_entry(first, supervisor, carries=False, text="")
    correct_entry(second, supervisor)
    assert rows() == [(2, 1, 1, True), (3, 2, 1, False), (4, 3, 1, True)]
    assert problems(acme) == []


def test_what_held_is_the_last_that_said_anything(
    entry: Entry, guard: Member, supervisor: Member
) -> None:
    what_held = Correction.objects.what_held
    bare = correct_entry(entry, guard, carries=False, text="")
    right = correct_entry(bare, supervisor)
    bare_again = correct_entry(right, supervisor, carries=False, text="")
    assert [what_held(one).seq for one in (entry, bare, right, bare_again)] == [1, 1, 3, 3]


def test_an_entry_is_annulled_once_and_the_second_is_told_by_whom(
    entry: Entry, guard: Member, supervisor: Member
) -> None:
    first = correct_entry(entry, guard)
    with pytest.raises(AlreadyCorrected) as refusal:
        correct_entry(entry, supervisor)
    assert refusal.value.correction.entry == first
    assert entry.book.entries.count() == 2
    assert write_entry(entry.book, guard).seq == 3


def test_a_form_sent_twice_corrects_once(entry: Entry, guard: Member) -> None:
    uuid = uuid4()
    first, again = (correct_entry(entry, guard, client_uuid=uuid) for _ in range(2))
    assert first == again
    assert rows() == [(2, 1, 1, True)]


def test_guards_correct_what_they_wrote_supervisors_and_owners_everything(
    entry: Entry, supervisor: Member, owner: Member, guard: Member, auditor: Member
) -> None:
    others = write_entry(entry.book, owner)
    for by in (guard, auditor):
        with pytest.raises(NotTheirEntry):
            correct_entry(others, by)
    with pytest.raises(NotTheirEntry):
        correct_entry(entry, auditor)
    correct_entry(others, supervisor)
    correct_entry(entry, guard)


def test_who_lost_the_book_corrects_nothing_in_it(entry: Entry, guard: Member) -> None:
    guard.books.clear()
    with pytest.raises(WritingNotAllowed):
        correct_entry(entry, guard)
    assert rows() == []


def test_a_closed_book_takes_no_correction(entry: Entry, guard: Member) -> None:
    Book.objects.filter(pk=entry.book_id).update(is_open=False)
    entry.book.refresh_from_db()
    with pytest.raises(BookClosed):
        correct_entry(entry, guard)


def erase(entry: Entry, by: Member) -> Entry:
    return write_redaction(entry.book, by, Entry.objects.get(pk=entry.pk).content)


def sign(entry: Entry, by: Member) -> Entry:
    return record_entry(
        book=entry.book,
        author=by,
        entry_type=entry.entry_type,
        occurred_at=NIGHT,
        client_uuid=uuid4(),
        kind="handover",
    )


@pytest.mark.parametrize("write", [erase, sign])
def test_signatures_and_erasures_stand(
    entry: Entry, owner: Member, write: Callable[[Entry, Member], Entry]
) -> None:
    with pytest.raises(CannotBeAnnulled):
        correct_entry(write(entry, owner), owner)


def test_photos_stay_with_the_original(entry: Entry, guard: Member) -> None:
    with_photo = write_entry(entry.book, guard, uploads=[photo()])
    written = correct_entry(with_photo, guard)
    assert (with_photo.attachments.count(), written.attachments.count()) == (1, 0)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE corrections_correction SET carries = NOT carries",
        "UPDATE corrections_correction SET annuls_id = root_id",
        "DELETE FROM corrections_correction",
        "TRUNCATE corrections_correction",
    ],
)
def test_sql_cannot_change_or_remove_a_correction(entry: Entry, guard: Member, sql: str) -> None:
    correct_entry(entry, guard)
    settle()
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        execute(sql)
    assert getattr(refusal.value.__cause__, "pgcode", "") == "23001"


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def corrected(acme: Client, entry: Entry, guard: Member) -> dict[str, Entry]:
    """Entry 1, corrected by 2; 3 is another entry, 4 stands in another book."""
    guard.books.add(open_book(client=acme, name="Vault"))
    return {
        "original": entry,
        "correction": correct_entry(entry, guard),
        "other": write_entry(entry.book, guard),
        "elsewhere": write_entry(Book.objects.get(code="vault"), guard),
    }


@pytest.mark.parametrize(
    ("entry_name", "annuls", "root", "carries"),
    [
        ("correction", "other", "other", True),
        ("correction", "correction", "correction", True),
        ("correction", "elsewhere", "elsewhere", True),
        ("correction", "original", "original", False),
        ("correction", "original", "other", True),
        ("other", "original", "original", True),
    ],
)
def test_a_row_that_says_something_else_is_refused_and_found_where_it_was_not(
    acme: Client,
    corrected: dict[str, Entry],
    entry_name: str,
    annuls: str,
    root: str,
    carries: bool,
) -> None:
    false = Correction(
        entry=corrected[entry_name],
        annuls=corrected[annuls],
        root=corrected[root],
        carries=carries,
    )
    with triggers_off():
        execute("DELETE FROM corrections_correction")
    with pytest.raises(IntegrityError, match="its entry sealed"), transaction.atomic():
        false.save(force_insert=True)
    with triggers_off():
        false.save(force_insert=True)
    found = [code for code, _ in problems(acme)]
    assert "correction" in found


def test_a_row_that_was_cut_out_is_found(acme: Client, corrected: dict[str, Entry]) -> None:
    with triggers_off():
        execute("DELETE FROM corrections_correction")
    assert problems(acme) == [("correction_missing", "main-gate#2")]
