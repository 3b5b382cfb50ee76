from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Attachment, Book, Entry, EntryContent
from tenant_site.books.reading import read_entry
from tenant_site.books.redacting import Going, Order, Remainders, redact
from tenant_site.books.remains import remains_in
from tenant_site.matters.commenting import comment_on
from tenant_site.matters.models import Comment
from tenant_site.members.models import Member
from tenant_site.privacy.erasing import NothingToErase, run_erasure
from tenant_site.privacy.finding_people import person_called
from tenant_site.privacy.holding import Held, HoldEnded, end_hold, place_hold
from tenant_site.privacy.models import Erasure, Hold, HoldEnd, Redaction, entries_held
from tenant_site.privacy.suppressing import Cause, Wanted, suppress
from tenant_site.privacy.targets import EntryTarget, PersonTarget
from tenant_site.privacy.words import WordsGoing
from tenant_site.registers.merging import merge
from tenant_site.registers.models import Mention, Person
from tests.tenant_site.books.writing import photo, write_entry
from tests.tenant_site.privacy.erasing import begin, erase_entry, erase_person, refuse
from tests.tenant_site.registers.gate import gate_form, recorded, visitor

CASE = "Case 7 of the court."


@pytest.fixture
def entry(inside_acme: Client, acme_book: Book, owner: Member) -> Entry:
    """Bruno came, with a photo and a comment."""
    made = recorded(
        acme_book,
        owner,
        gate_form(owner),
        visitors=[visitor("Bruno", "1020")],
        uploads=[photo()],
    )
    comment_on(entry=made, by=owner, text="Bruno again.", client_uuid=uuid4())
    return made


def on_book(entry: Entry) -> Held:
    return Held(entry.book)


def on_range(entry: Entry) -> Held:
    return Held(entry.book, entry.seq, entry.seq + 5)


def on_person(entry: Entry) -> Held:
    return Held(person=Person.objects.get())


EVERY_HOLD = pytest.mark.parametrize("what", [on_book, on_range, on_person])


@EVERY_HOLD
def test_what_is_held_is_not_begun_to_be_erased(
    entry: Entry, owner: Member, what: Callable[[Entry], Held]
) -> None:
    place_hold(on=what(entry), reason=CASE, by=owner)
    with pytest.raises(NothingToErase):
        begin(EntryTarget(entry, ["content", "files"]), owner)


@EVERY_HOLD
def test_the_database_lets_nothing_of_it_go(
    entry: Entry, owner: Member, what: Callable[[Entry], Held]
) -> None:
    place_hold(on=what(entry), reason=CASE, by=owner)
    comment = Comment.objects.select_related("entry").get()
    cause = Cause("duty", "authority", "x", owner)
    going: list[Wanted] = [
        Wanted(entry.book, [Entry.objects.select_related("content").get(pk=entry.pk)]),
        Wanted(entry.book, files=list(Attachment.objects.select_related("entry"))),
        Wanted(entry.book, words=WordsGoing([comment])),
    ]
    for wanted in going:
        with pytest.raises(IntegrityError, match="legal hold"), transaction.atomic():
            suppress(wanted, cause)
    with pytest.raises(IntegrityError, match="legal hold"), transaction.atomic():
        Mention.objects.all().delete()


def test_a_range_holds_its_numbers_and_no_others(
    entry: Entry, owner: Member, acme_book: Book
) -> None:
    later = write_entry(acme_book, owner)
    place_hold(on=Held(acme_book, later.seq, later.seq), reason=CASE, by=owner)
    assert list(Entry.objects.filter(entries_held())) == [later]
    assert erase_entry(entry, owner).entry_count == 1


def test_a_person_keeps_what_is_held_and_stays_in_the_register(
    entry: Entry, owner: Member, acme_book: Book
) -> None:
    place_hold(on=Held(acme_book, entry.seq, entry.seq), reason=CASE, by=owner)
    done = erase_person(Person.objects.get(), owner)
    assert (done.is_over, done.entry_count, done.held_count) == (True, 0, 1)
    assert Person.objects.get().document == "1020"
    assert EntryContent.objects.get(entry=entry).is_shown


def test_a_person_of_whom_a_hold_kept_something_is_forgotten_once_it_has_ended(
    entry: Entry, owner: Member, acme_book: Book
) -> None:
    hold = place_hold(on=Held(acme_book, entry.seq, entry.seq), reason=CASE, by=owner)
    first = erase_person(Person.objects.get(), owner)
    end_hold(hold=hold, reason="Closed.", by=owner)
    done = erase_person(Person.objects.get(), owner)
    assert (done.is_over, done.broke_off, done.held_count) == (True, "", 0)
    assert not Person.objects.exists()
    with pytest.raises(IntegrityError, match="as it was decided"), transaction.atomic():
        Erasure.objects.filter(pk=first.pk).update(reason="y")


@pytest.fixture
def carried(entry: Entry, owner: Member, acme_book: Book) -> Entry:
    """Bruno and Ana came in one entry, and a redaction carries what is left of it without Bruno."""
    both = [visitor("Bruno", "1020"), visitor("Ana", "55555")]
    made = recorded(acme_book, owner, gate_form(owner), visitors=both)
    erase_person(Person.objects.get(name="Bruno"), owner)
    return made


def test_what_a_held_redaction_carries_is_held_and_stops_nothing_else(
    carried: Entry, owner: Member, acme_book: Book
) -> None:
    order = Redaction.objects.get().entry
    recorded(acme_book, owner, gate_form(owner), visitors=[visitor("Ana", "55555")])
    place_hold(on=Held(acme_book, order.seq, order.seq), reason=CASE, by=owner)
    with pytest.raises(NothingToErase):
        begin(EntryTarget(carried, ["content"]), owner)
    done = erase_person(Person.objects.get(), owner)
    assert (done.is_over, done.entry_count, done.held_count) == (True, 1, 1)
    assert read_entry(acme_book, carried.seq).content.values["visitors"][1]["name"] == "Ana"


def test_a_hold_on_a_person_keeps_what_a_redaction_carries_of_them(
    carried: Entry, owner: Member, acme_book: Book
) -> None:
    place_hold(on=Held(person=Person.objects.get(name="Ana")), reason=CASE, by=owner)
    order = Redaction.objects.get().entry
    content, remains = EntryContent.objects.get(entry=order), remains_in(order.content)
    said = remains[str(carried.seq)]
    for left in ({}, {carried.seq: {**said, "text": "x"}}):
        with pytest.raises(IntegrityError, match="legal hold"), transaction.atomic():
            let_go(content, left, by=owner)
    let_go(content, {carried.seq: said}, by=owner)
    assert read_entry(acme_book, carried.seq).content.values["visitors"][1]["name"] == "Ana"


def let_go(content: EntryContent, left: Remainders, *, by: Member) -> Entry:
    return redact(
        book=content.entry.book,
        author=by,
        entry_type=content.entry.entry_type,
        order=Order("x", {"suppresses": [str(content.entry.seq)]}),
        going=Going([content], remains=left),
    )


def test_an_entry_that_the_database_refuses_blocks_itself_alone(
    entry: Entry, owner: Member, acme_book: Book, caplog: pytest.LogCaptureFixture
) -> None:
    form = gate_form(owner)
    for _ in range(3):
        recorded(acme_book, owner, form, visitors=[visitor("Bruno", "1020")])
    refuse(entry)
    done = erase_person(Person.objects.get(), owner)
    assert (done.is_over, done.entry_count, done.broke_off) == (False, 3, "IntegrityError")
    assert EntryContent.objects.get(entry=entry).is_shown
    assert f"Nothing of Main gate, entry {entry.seq}, could go: What was decided" in caplog.text
    assert Redaction.objects.count() == 2  # the other half of all, and the rest of its own


def test_a_held_person_is_not_erased_and_cannot_be_emptied(entry: Entry, owner: Member) -> None:
    person = Person.objects.get()
    place_hold(on=Held(person=person), reason=CASE, by=owner)
    with pytest.raises(NothingToErase):
        begin(PersonTarget(person, []), owner)
    blank = {"name": "", "document": "", "document_key": ""}
    with pytest.raises(IntegrityError, match="legal hold"), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(**blank, name_key=f"suppressed:{person.pk}")


def test_a_hold_on_a_person_goes_on_when_they_are_merged(
    entry: Entry, owner: Member, acme_book: Book
) -> None:
    held = Person.objects.get()
    place_hold(on=Held(person=held), reason=CASE, by=owner)
    other = Person.objects.create(document="99", document_key="99")
    merge(held, into=other, by=owner)
    assert list(Entry.objects.filter(entries_held())) == [entry]
    with pytest.raises(NothingToErase):
        begin(PersonTarget(other, []), owner)
    content = EntryContent.objects.get(entry=entry)
    with pytest.raises(IntegrityError, match="legal hold"), transaction.atomic():
        let_go(content, {}, by=owner)


def test_a_person_is_held_by_the_whole_document_though_many_have_it_in_theirs(entry: Entry) -> None:
    longer = [f"{number}1020" for number in range(10, 31)]
    Person.objects.bulk_create(
        Person(document=one, document_key=one, name="Ana", name_key="ana") for one in longer
    )
    assert person_called("10-20") == Person.objects.get(document="1020")
    assert [person_called(asked) for asked in ("102", "Ana", "")] == [None, None, None]


def test_a_hold_that_comes_in_between_stops_what_was_begun(entry: Entry, owner: Member) -> None:
    erasure = begin(EntryTarget(entry, ["content"]), owner)
    place_hold(on=Held(entry.book), reason=CASE, by=owner)
    done = run_erasure(erasure.pk)
    assert (done.is_over, done.entry_count, done.held_count) == (True, 0, 1)


def test_once_ended_it_holds_nothing_and_stays_in_the_history(entry: Entry, owner: Member) -> None:
    hold = place_hold(on=Held(entry.book), reason=CASE, by=owner)
    end_hold(hold=hold, reason="Closed.", by=owner)
    assert not Hold.objects.get().is_in_force
    assert erase_entry(entry, owner).entry_count == 1
    with pytest.raises(HoldEnded):
        end_hold(hold=hold, reason="Again.", by=owner)
    told = Activity.objects.filter(act__startswith="hold_").order_by("pk")
    assert [one.about for one in told] == ["Main gate", "Main gate"]


def test_holds_and_their_ends_are_never_changed_or_removed(entry: Entry, owner: Member) -> None:
    end_hold(hold=place_hold(on=Held(entry.book), reason=CASE, by=owner), reason="x", by=owner)
    acts: list[Callable[[], object]] = [
        lambda: Hold.objects.update(reason="y"),
        lambda: HoldEnd.objects.update(reason="y"),
        lambda: HoldEnd.objects.all().delete(),
        lambda: Hold.objects.all()._raw_delete("default"),
    ]
    for act in acts:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_a_hold_in_the_other_workspace_holds_nothing_here(
    entry: Entry, owner: Member, globex: Client, stranger: Member, globex_book: Book
) -> None:
    with tenant_context(globex):
        place_hold(on=Held(globex_book), reason=CASE, by=stranger)
    assert not Hold.objects.exists()
