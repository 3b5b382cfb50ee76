"""Make two rows of a register one, and part them again: what was sealed never changes.

The one that goes is kept with its keys and leads to the one that stays. Mentions are moved and
remember by what they were known; bans stay where they are and are found through both.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from tenancy.violations import violated_constraint
from tenant_site.activity import note
from tenant_site.members.models import Member
from tenant_site.registers.models import Mention, Point, Registered
from tenant_site.registers.models.registered import R, RegisteredQuerySet

LENDS = {
    "person": ("name", "name_key", "company"),
    "vehicle": ("model", "owner"),
    "item": ("name",),
}


class SameRow(Exception):
    """A row cannot be merged into itself."""


class AlreadyMerged(Exception):
    """One of the two was merged by somebody; `row` is that one."""

    def __init__(self, row: Registered) -> None:
        super().__init__(str(row))
        self.row = row


class OfAnotherBook(Exception):
    """A point of one book would vanish from it into another book."""


class NotMerged(Exception):
    """It stands for itself: somebody parted it already."""


class StayTogether(Exception):
    """An erasure that runs or a legal hold is about one of them, merged or not as it is now."""


def hold_register(model: type[Registered]) -> None:
    """Let those who merge or import wait for each other until the transaction ends.

    Who writes entries and who reads waits for nobody.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {model._meta.db_table} IN SHARE UPDATE EXCLUSIVE MODE")


@contextmanager
def _asked_of_the_database() -> Iterator[None]:
    """Say so where a guard of the database keeps people as they are."""
    try:
        yield
    except IntegrityError as problem:
        if violated_constraint(problem) != "person_stays_together":
            raise
        raise StayTogether from problem


def lent_by(gone: Registered, stays: Registered) -> Mapping[str, str]:
    """Return what `gone` says and `stays` leaves empty: that is taken over."""
    fields = LENDS.get(stays._meta.model_name or "", ())
    said = {field: getattr(gone, field) for field in fields if not getattr(stays, field)}
    return {field: words for field, words in said.items() if words}


@_asked_of_the_database()
@transaction.atomic
def merge(gone: R, *, into: R, by: Member, lends: bool = True) -> R:
    """Find all that is about `gone` under `into` from now on; return that one.

    Entries that are being written meanwhile are waited for, and those that come after it are
    linked to the one that stays. Costs a row for each mention of `gone`. Where it `lends`, the one
    that stays takes over what it leaves empty.

    Raises:
        SameRow: both are the same.
        AlreadyMerged: one of them was merged by somebody else.
        OfAnotherBook: both are points, and the one that stays belongs to another book.
        StayTogether: an erasure of one of them runs.
    """
    if gone.pk == into.pk:
        raise SameRow
    rows, name = _held(gone), gone._meta.model_name or ""
    goes, stays = rows.get(pk=gone.pk), _objects(into).get(pk=into.pk)
    for row in (goes, stays):
        if row.merged_into_id:
            raise AlreadyMerged(row)
    _refuse_foreign_book(goes, stays)
    mentions = Mention.objects.filter(**{name: goes})
    mentions.update(**{name: stays}, known_as=Coalesce("known_as", models.Value(goes.pk)))
    _objects(gone).filter(merged_into=goes).update(merged_into=stays)
    lent = lent_by(goes, stays) if lends else {}
    goes.merged_into = goes.merged_first_into = stays
    goes.merged_at, goes.merged_by, goes.lent = timezone.now(), by, lent
    goes.save()
    _change(stays, {**lent, **({} if goes.retired_at else {"retired_at": None})})
    note("records_merged", by=by, about=str(stays), merged=str(goes))
    return stays


@_asked_of_the_database()
@transaction.atomic
def part(row: R, *, by: Member) -> R:
    """Let a merged row stand for itself again, with what was merged into it before it went.

    Raises:
        NotMerged: somebody parted it already.
        StayTogether: an erasure of both runs, or a legal hold keeps them as one.
    """
    rows, name = list(_held(row)), row._meta.model_name or ""
    found = next(one for one in rows if one.pk == row.pk)
    if not found.merged_into_id:
        raise NotMerged
    heirs = list(_heirs(found, {one.pk: one for one in rows}))
    stays = heirs[-1]
    came = set(_came_with(found, rows))
    mentions = Mention.objects.filter(**{name: stays}, known_as__in=came | {found.pk})
    mentions.update(**{name: found})
    Mention.objects.filter(**{name: found}, known_as=found.pk).update(known_as=None)
    _objects(row).filter(pk__in=came).update(merged_into=found)
    lent = found.lent
    for heir in heirs:
        lent = _taken_back(lent, heir)
    found.merged_into = found.merged_first_into = found.merged_at = found.merged_by = None
    found.lent = {}
    found.save()
    note("records_parted", by=by, about=str(found), merged=str(stays))
    return found


def _objects(row: R) -> RegisteredQuerySet[R]:
    found: Any = type(row)._default_manager.all()
    rows: RegisteredQuerySet[R] = found
    return rows


def _held(row: R) -> RegisteredQuerySet[R]:
    """Hold the register and the rows of the group, by the order of their ids, as writers do."""
    hold_register(type(row))
    group = _objects(row).of_group(_objects(row).get(pk=row.pk))
    list(group.select_for_update().order_by("pk"))
    return group


def _came_with(row: R, rows: list[R]) -> Iterator[UUID]:
    """Yield what was merged into `row`, and into those, before it went itself."""
    for one in rows:
        if one.merged_first_into_id == row.pk:
            yield one.pk
            yield from _came_with(one, rows)


def _heirs(row: R, rows: Mapping[UUID, R]) -> Iterator[R]:
    """Yield into which one `row` was merged, into which that one was, up to the one that stays."""
    while row.merged_first_into_id:
        row = rows[row.merged_first_into_id]
        yield row


def _taken_back(lent: Mapping[str, str], heir: Registered) -> Mapping[str, str]:
    """Let `heir` say no more what it says by what was lent; return what of it it lent further."""
    taken = {field: "" for field, words in lent.items() if words == getattr(heir, field)}
    further = {field: words for field, words in heir.lent.items() if field in taken}
    left = {field: words for field, words in heir.lent.items() if field not in taken}
    _change(heir, {**taken, "lent": left} if taken else {})
    return further


def _refuse_foreign_book(goes: Registered, stays: Registered) -> None:
    books = [row.book_id for row in (goes, stays) if isinstance(row, Point)]
    if books and books[1] not in {None, books[0]}:
        raise OfAnotherBook


def _change(row: Registered, said: Mapping[str, Any]) -> None:
    if said:
        for field, words in said.items():
            setattr(row, field, words)
        row.save(update_fields=[*said])
