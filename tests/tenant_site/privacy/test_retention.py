from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from public_site.models import Client
from tenant_site.activity.models import Activity
from tenant_site.books.models import Attachment, Book, Entry, EntryContent, EntryType
from tenant_site.books.reading import read_entry
from tenant_site.matters.commenting import comment_on
from tenant_site.matters.models import Comment
from tenant_site.members.models import Member
from tenant_site.passes.giving import Allowed, give_pass
from tenant_site.passes.hours import Hours
from tenant_site.privacy import retaining
from tenant_site.privacy.holding import Held, place_hold
from tenant_site.privacy.models import Redaction, Retention
from tenant_site.privacy.retaining import due, retain_daily, set_retention
from tenant_site.registers.banning import Banned, impose_ban
from tenant_site.registers.merging import merge
from tenant_site.registers.models import Person
from tests.tenant_site.books.writing import codes, photo, write_entry
from tests.tenant_site.privacy.erasing import erase_entry, erase_person, refuse
from tests.tenant_site.registers.gate import gate_form, mention, recorded, visitor


@pytest.fixture
def rounds(inside_acme: Client) -> EntryType:
    return EntryType.objects.get(code="003")


def written(book: Book, by: Member, days_ago: int, **given: object) -> Entry:
    now = timezone.now() - timedelta(days=days_ago)
    return write_entry(book, by, clock=lambda: now, **given)


@pytest.fixture
def three(rounds: EntryType, acme_book: Book, guard: Member) -> list[Entry]:
    """One of 800 days ago, one of 100 with a photo, one of today with another."""
    return [
        written(acme_book, guard, 800, uploads=[photo()]),
        written(acme_book, guard, 100, uploads=[photo()]),
        written(acme_book, guard, 0, uploads=[photo()]),
    ]


def test_a_preview_counts_what_would_go_and_what_is_held(
    three: list[Entry], rounds: EntryType, owner: Member
) -> None:
    rule = Retention(entry_type=rounds, content_days=730, files_days=90)
    told = due(rule)
    assert (told.entry_count, told.file_count, told.held_count) == (1, 2, 0)
    place_hold(on=Held(three[0].book, 1, 1), reason="Case 7.", by=owner)
    told = due(rule)
    assert (told.entry_count, told.file_count, told.held_count) == (0, 1, 1)
    assert due(Retention(entry_type=rounds)) == due(Retention(entry_type=rounds, files_days=3650))


def test_what_is_due_goes_by_night_with_entries_that_say_so(
    acme: Client, three: list[Entry], rounds: EntryType, owner: Member
) -> None:
    comment_on(entry=three[0], by=owner, text="Lamp repaired.", client_uuid=uuid4())
    set_retention(entry_type=rounds, content_days=730, files_days=90, by=owner)
    assert retain_daily() == "3 entries suppressed by age"
    shown = EntryContent.objects.filter(content__isnull=False, entry__in=three)
    assert set(shown.values_list("entry__seq", flat=True)) == {2, 3}
    assert list(
        Attachment.objects.filter(content__isnull=False).values_list("entry__seq", flat=True)
    ) == [3]
    assert Comment.objects.get().text == ""
    first = Entry.objects.get(seq=4)
    assert first.facts["suppresses"] == ["1"]
    assert first.facts["basis"] == "retention"
    assert [one.entry_type for one in Redaction.objects.all()] == [rounds, rounds]
    assert Activity.objects.get(act="retention_ran").detail["entries"] == "3"
    assert retain_daily() == ""
    assert codes(first.book, acme) == []


def test_a_night_does_a_bounded_part_and_the_next_goes_on(
    acme: Client,
    acme_book: Book,
    rounds: EntryType,
    owner: Member,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(retaining, "BATCH", 2)
    monkeypatch.setattr(retaining, "MOST_BATCHES", 1)
    for _ in range(3):
        written(acme_book, owner, 100)
    set_retention(entry_type=rounds, content_days=90, files_days=None, by=owner)
    assert [retain_daily() for _ in range(3)] == [
        "2 entries suppressed by age",
        "1 entry suppressed by age",
        "",
    ]
    assert codes(acme_book, acme) == []


def test_an_entry_that_the_database_refuses_blocks_no_other_and_no_other_type(
    acme: Client, acme_book: Book, rounds: EntryType, owner: Member
) -> None:
    entries = [written(acme_book, owner, 100) for _ in range(3)]
    refuse(entries[1])
    set_retention(entry_type=rounds, content_days=90, files_days=None, by=owner)
    assert retain_daily() == "2 entries suppressed by age"
    assert retain_daily() == ""
    assert EntryContent.objects.get(entry=entries[1]).is_shown
    assert codes(acme_book, acme) == []


def test_what_is_held_and_what_says_so_stay(
    three: list[Entry], rounds: EntryType, owner: Member
) -> None:
    place_hold(on=Held(three[0].book), reason="Case 7.", by=owner)
    set_retention(entry_type=rounds, content_days=30, files_days=30, by=owner)
    assert retain_daily() == ""


def test_a_range_and_a_person_that_are_held_outlast_every_rule(
    inside_acme: Client, acme_book: Book, owner: Member
) -> None:
    form = gate_form(owner)
    for name, document in (("Ana", "1"), ("Bruno", "2"), ("Carla", "3")):
        visitors = [visitor(name, document=document)]
        recorded(acme_book, owner, form, visitors=visitors)
    first = acme_book.entries.get(mentions__person__document="1").seq
    place_hold(on=Held(acme_book, first, first), reason="Case 7.", by=owner)
    place_hold(on=Held(person=Person.objects.get(document="2")), reason="Case 8.", by=owner)
    set_retention(entry_type=form.entry_type, content_days=30, files_days=None, by=owner)
    later = timezone.now() + timedelta(days=100)
    assert retain_daily(later) == "1 entry suppressed by age"
    kept = Entry.objects.filter(mentions__person__isnull=False, content__content__isnull=False)
    assert set(kept.values_list("mentions__person__document", flat=True)) == {"1", "2"}


def test_whom_no_entry_names_any_more_leaves_the_register_unless_something_needs_them(
    inside_acme: Client, acme_book: Book, owner: Member, rounds: EntryType
) -> None:
    form = gate_form(owner)
    names = ("Ana", "Bruno", "Carla", "Dora", "Eva")
    for number, name in enumerate(names, 1):
        recorded(acme_book, owner, form, visitors=[visitor(name, document=f"{number}00")])
    mention(written(acme_book, owner, 0), {"visitors": [visitor("Bruno", document="200")]})
    impose_ban(on=Banned(document="300"), reason="Stole.", by=owner)
    give_pass(to=Allowed(document="400"), hours=Hours(date(2026, 3, 1), None), reason="x", by=owner)
    merge(Person.objects.create(document="9", document_key="9"), into=person("500"), by=owner)
    set_retention(entry_type=form.entry_type, content_days=30, files_days=None, by=owner)
    later = timezone.now() + timedelta(days=100)
    assert retain_daily(later) == "5 entries suppressed by age"
    left = Person.objects.exclude(name="").order_by("name").values_list("name", flat=True)
    assert list(left) == ["Bruno", "Carla", "Dora", "Eva"]
    erase_person(person("300"), owner)
    assert not Person.objects.filter(name="Carla").exists()


def person(document: str) -> Person:
    return Person.objects.get(document_key=document)


def test_entries_that_say_what_went_are_kept_whatever_the_rule(
    three: list[Entry], rounds: EntryType, owner: Member
) -> None:
    set_retention(entry_type=rounds, content_days=30, files_days=None, by=owner)
    retain_daily()
    redaction = Redaction.objects.get().entry
    of_redactions = Retention(entry_type=redaction.entry_type, content_days=30)
    later = timezone.now() + timedelta(days=100)
    assert due(of_redactions, later).entry_count == 0


def test_what_an_erasure_left_goes_in_its_time_with_what_was_said_below(
    inside_acme: Client, acme: Client, acme_book: Book, owner: Member
) -> None:
    came = [visitor("Bruno", "1020"), visitor("Ana", "55555")]
    entry = recorded(acme_book, owner, gate_form(owner), visitors=came)
    comment_on(entry=entry, by=owner, text="Both left.", client_uuid=uuid4())
    erase_person(Person.objects.get(name="Bruno"), owner)
    rule = set_retention(entry_type=entry.entry_type, content_days=90, files_days=None, by=owner)
    later = timezone.now() + timedelta(days=100)
    assert (due(rule).entry_count, due(rule, later).entry_count) == (0, 1)
    assert retain_daily(later) == "1 entry suppressed by age"
    assert read_entry(acme_book, entry.seq).content.values == {}
    assert Comment.objects.get().text == ""
    assert not EntryContent.objects.filter(content__contains="55555").exists()
    assert due(rule, later).entry_count == 0
    assert codes(acme_book, acme) == []


def test_words_below_an_entry_that_was_suppressed_before_go_in_their_own_time(
    acme: Client, three: list[Entry], rounds: EntryType, owner: Member
) -> None:
    erase_entry(three[0], owner)
    for text, days_ago in (("Lamp repaired.", 780), ("Lamp out again.", 0)):
        at = timezone.now() - timedelta(days=days_ago)
        said = {"entry": three[0], "by": owner, "by_name": "Olga", "client_uuid": uuid4()}
        Comment.objects.create(text=text, at=at, **said)
    rule = set_retention(entry_type=rounds, content_days=730, files_days=None, by=owner)
    assert due(rule).entry_count == 1
    assert retain_daily() == "1 entry suppressed by age"
    assert set(Comment.objects.values_list("text", flat=True)) == {"", "Lamp out again."}
    assert retain_daily() == ""
    place_hold(on=Held(three[0].book, 1, 1), reason="Case 7.", by=owner)
    later = timezone.now() + timedelta(days=740)
    assert (due(rule, later).entry_count, due(rule, later).held_count) == (2, 1)
    assert codes(three[0].book, acme) == []


def test_without_a_rule_everything_is_kept(three: list[Entry]) -> None:
    assert retain_daily() == ""


def test_a_rule_keeps_a_month_at_least_and_is_noted(rounds: EntryType, owner: Member) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        set_retention(entry_type=rounds, content_days=29, files_days=None, by=owner)
    set_retention(entry_type=rounds, content_days=30, files_days=None, by=owner)
    assert Activity.objects.get(act="retention_set").detail["after"] == "30 / ∞"
