from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from public_site.models import Client
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.members.models import Member
from tenant_site.registers.banning import Banned, impose_ban, lift_ban
from tenant_site.registers.models import Ban, BanLift, BanWarning, Person, Vehicle
from tests.tenant_site.books.writing import settle

HOUR = timedelta(hours=1)


@pytest.fixture
def ban(inside_acme: Client, owner: Member) -> Ban:
    """Our owner keeps a vehicle out of every book."""
    vehicle = Vehicle.objects.create(plate="A1", plate_key="a1")
    return Ban.objects.create(vehicle=vehicle, reason="Drove off unpaid", imposed_by=owner)


def test_a_ban_holds_in_every_book_or_in_its_own(
    acme: Client, ban: Ban, acme_book: Book, owner: Member
) -> None:
    other = open_book(client=acme, name="Vault")
    person = Person.objects.create(name="Ana", name_key="ana")
    own = Ban.objects.create(person=person, reason="x", imposed_by=owner, book=acme_book)
    assert set(Ban.objects.in_force().in_book(acme_book.pk)) == {ban, own}
    assert set(Ban.objects.in_force().in_book(other.pk)) == {ban}


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [(-HOUR, None, True), (-HOUR, HOUR, True), (HOUR, None, False), (-2 * HOUR, -HOUR, False)],
    ids=["open", "ends", "not-yet", "over"],
)
def test_a_ban_holds_from_its_beginning_to_its_end(
    ban: Ban, owner: Member, starts: timedelta, ends: timedelta | None, holds: bool
) -> None:
    now = timezone.now()
    dated = Ban.objects.create(
        vehicle=ban.vehicle,
        reason="x",
        imposed_by=owner,
        starts_at=now + starts,
        ends_at=now + ends if ends else None,
    )
    assert (dated in Ban.objects.in_force()) is holds


def test_a_ban_that_was_lifted_holds_no_more_and_stays_to_be_read(ban: Ban, owner: Member) -> None:
    BanLift.objects.create(ban=ban, lifted_by=owner, reason="Paid")
    assert not Ban.objects.in_force().exists()
    assert Ban.objects.for_list().get().lift.reason == "Paid"


def test_a_ban_finds_whom_it_means_by_any_key(ban: Ban, owner: Member) -> None:
    person = Person.objects.create(name="Ana", name_key="ana", document="7", document_key="7")
    other = Ban.objects.create(person=person, reason="x", imposed_by=owner)
    assert list(Ban.objects.of_any(plates=["a1"])) == [ban]
    assert list(Ban.objects.of_any(documents=["7"], plates=["zz"])) == [other]
    assert list(Ban.objects.of_any(names=["ana"], plates=["a1"])) == [ban, other]
    assert not Ban.objects.of_any().exists()


def _warned(ban: Ban, owner: Member) -> BanWarning:
    return BanWarning.objects.create(
        ban=ban, member=owner, book=Book.objects.get(), client_uuid=uuid4(), typed="a1"
    )


@pytest.mark.parametrize("which", ["ban", "lift", "warning"])
def test_bans_their_lifting_and_warnings_are_never_changed_or_removed(
    ban: Ban, owner: Member, which: str
) -> None:
    rows: dict[str, models.Model] = {
        "ban": ban,
        "lift": BanLift.objects.create(ban=ban, lifted_by=owner, reason="Paid"),
        "warning": _warned(ban, owner),
    }
    row: Any = type(rows[which])._default_manager.filter(pk=rows[which].pk)
    column = "typed" if which == "warning" else "reason"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        row.update(**{column: "other"})
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        row._raw_delete("default")
    settle()
    refused = pytest.raises(IntegrityError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {row.model._meta.db_table} CASCADE")


@pytest.mark.parametrize(
    "wrong",
    [
        {"person": None, "vehicle": None},
        {"reason": ""},
        {"ends_at": timezone.now() - 24 * HOUR},
    ],
    ids=["nobody", "no-reason", "ends-first"],
)
def test_a_ban_that_makes_no_sense_is_refused(
    ban: Ban, owner: Member, wrong: dict[str, Any]
) -> None:
    said = {"vehicle": ban.vehicle, "reason": "x", "imposed_by": owner}
    with pytest.raises(IntegrityError), transaction.atomic():
        Ban.objects.create(**(said | wrong))


def test_a_ban_that_is_sent_again_is_the_first_until_it_is_lifted(
    inside_acme: Client, acme_book: Book, owner: Member
) -> None:
    sent: dict[str, Any] = {"on": Banned("AB-1"), "reason": "Rammed the gate", "by": owner}
    first = impose_ban(**sent)
    assert impose_ban(**sent | {"on": Banned("a b 1")}) == first
    others: list[dict[str, Any]] = [
        {"reason": "Unpaid"},
        {"book_id": acme_book.pk},
        {"on": Banned("", "", "Ana")},
    ]
    assert len({first.pk, *(impose_ban(**sent | other).pk for other in others)}) == 4
    lift_ban(first, reason="Paid", by=owner)
    assert impose_ban(**sent) != first
