from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from public_site.models import Client
from tenant_site.books.models import Book, Entry
from tenant_site.books.opening import open_book
from tenant_site.books.refusals import BansUnread
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tenant_site.registers.banning import Banned, impose_ban, lift_ban
from tenant_site.registers.models import Ban, Mention
from tenant_site.registers.warning import note_warnings
from tests.tenant_site.books.writing import codes
from tests.tenant_site.registers.gate import car, recorded, visitor

FORM_ID = uuid4()


@pytest.fixture(autouse=True)
def _inside(inside_acme: Client) -> None:
    """All of this happens inside our workspace."""


def show(*bans: Ban, member: Member, book: Book) -> None:
    typed = {ban.pk: "abc123" for ban in bans}
    note_warnings(typed, member=member, book_id=book.pk, client_uuid=FORM_ID)


def write(
    book: Book, author: Member, form: FormVersion, read: Collection[UUID] = (), **named: Any
) -> Entry:
    return recorded(book, author, form, client_uuid=FORM_ID, bans_read=read, **named)


@pytest.mark.parametrize("spelt", ["ABC 123", "abc-123", "Abc.123"])
def test_a_banned_plate_is_refused_however_it_is_spelt(
    acme_book: Book, guard: Member, form: FormVersion, banned_car: Ban, spelt: str
) -> None:
    with pytest.raises(BansUnread) as refusal:
        write(acme_book, guard, form, cars=[car("free 1"), car(spelt)])
    assert refusal.value.typed == {banned_car: spelt}
    assert not Mention.objects.exists()


def test_a_banned_trailer_is_refused_too(
    acme_book: Book, guard: Member, form: FormVersion, banned_car: Ban
) -> None:
    with pytest.raises(BansUnread):
        write(acme_book, guard, form, cars=[car("free 1", trailer="abc123")])


@pytest.mark.parametrize(
    ("row", "typed"),
    [
        (visitor("Somebody", document="1020304"), "1020304"),
        (visitor("BRUNO DIAZ"), "BRUNO DIAZ"),
    ],
    ids=["document", "name-alone"],
)
def test_a_banned_person_is_known_by_document_or_by_name_where_none_is_given(
    acme_book: Book,
    guard: Member,
    form: FormVersion,
    banned_person: Ban,
    row: dict[str, str],
    typed: str,
) -> None:
    with pytest.raises(BansUnread) as refusal:
        write(acme_book, guard, form, visitors=[row])
    assert refusal.value.typed == {banned_person: typed}


def test_who_has_another_document_or_another_name_is_let_in(
    acme_book: Book, guard: Member, form: FormVersion, banned_person: Ban
) -> None:
    others = [visitor("Bruno Díaz", document="999"), visitor("Bruno Pérez")]
    assert write(acme_book, guard, form, visitors=others).seq


def test_who_was_warned_and_read_it_writes_an_entry_that_says_so(
    acme_book: Book, guard: Member, form: FormVersion, banned_car: Ban, inside_acme: Client
) -> None:
    show(banned_car, member=guard, book=acme_book)
    entry = write(acme_book, guard, form, read=[banned_car.pk], cars=[car("abc123")])
    assert entry.facts == {"bans_shown": [str(banned_car.pk)]}
    assert codes(acme_book, inside_acme) == []


def test_saying_that_a_warning_was_read_does_not_do_where_it_was_never_shown(
    acme_book: Book, guard: Member, owner: Member, form: FormVersion, banned_car: Ban
) -> None:
    show(banned_car, member=owner, book=acme_book)
    with pytest.raises(BansUnread):
        write(acme_book, guard, form, read=[banned_car.pk], cars=[car("abc123")])


def test_a_warning_that_was_shown_and_not_read_does_not_do(
    acme_book: Book, guard: Member, form: FormVersion, banned_car: Ban, banned_person: Ban
) -> None:
    show(banned_car, banned_person, member=guard, book=acme_book)
    both = {"cars": [car("abc123")], "visitors": [visitor(document="1020304")]}
    with pytest.raises(BansUnread) as refusal:
        write(acme_book, guard, form, read=[banned_car.pk], **both)
    assert list(refusal.value.typed) == [banned_person]


def test_a_ban_of_another_book_or_one_that_ended_or_was_lifted_warns_nobody(
    acme: Client, acme_book: Book, owner: Member, form: FormVersion
) -> None:
    other = open_book(client=acme, name="Vault")
    impose_ban(on=Banned(plate="A1"), reason="x", by=owner, book_id=other.pk)
    lift_ban(impose_ban(on=Banned(plate="A1"), reason="x", by=owner), reason="y", by=owner)
    soon = timezone.now() + timedelta(seconds=-1)
    over = impose_ban(on=Banned(plate="B2"), reason="x", by=owner)
    Ban.objects.create(
        vehicle=over.vehicle,
        reason="x",
        imposed_by=owner,
        starts_at=soon - timedelta(hours=1),
        ends_at=soon,
    )
    lift_ban(over, reason="y", by=owner)
    assert recorded(acme_book, owner, form, cars=[car("A1"), car("B2")]).seq
    with pytest.raises(BansUnread):
        recorded(other, owner, form, cars=[car("A1")])


def test_what_the_system_writes_or_brings_along_is_not_asked(
    acme_book: Book, guard: Member, form: FormVersion, banned_car: Ban
) -> None:
    assert recorded(acme_book, guard, form, kind="legacy", cars=[car("abc123")]).facts == {}


def test_looking_for_bans_costs_one_query_whatever_is_named(
    acme_book: Book, owner: Member, form: FormVersion, banned_car: Ban
) -> None:
    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            recorded(acme_book, owner, form, cars=[car(f"{count}X{row}") for row in range(count)])
        return sum("registers_ban" in query["sql"] for query in seen)

    assert queries(1) == queries(40) == 1
