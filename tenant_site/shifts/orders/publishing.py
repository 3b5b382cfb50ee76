"""Publish, revise and withdraw standing orders: each is a version, and an entry in its books."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from tenancy.violations import violated_constraint
from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tenant_site.shifts.entry_types import ORDERS_CODE, entry_type
from tenant_site.shifts.models import OrderTarget, OrderVersion, StandingOrder
from tenant_site.shifts.orders.announcing import Told, announced, left, what_held

KIND_ORDERS = "orders"
VERSION_TAKEN = "order_version_is_unique"


class VersionTaken(Exception):
    """Somebody else published a version of this order a moment ago."""


@dataclass(frozen=True)
class Wording:
    """What a version says, to whom, where and for when."""

    title: str
    text: str
    roles: Collection[str]
    books: Collection[Book]
    begins_on: date
    ends_on: date | None = None


def newest_seen(newest: OrderVersion, seen: str) -> OrderVersion:
    """Return `newest` if `seen` is its number: what comes after it was decided in its sight.

    Raises:
        VersionTaken: somebody saw another version than the newest.
    """
    if seen != str(newest.number):
        raise VersionTaken
    return newest


@transaction.atomic
def publish(*, by: Member, wording: Wording, after: OrderVersion | None = None) -> OrderVersion:
    """Publish a new order, or the version that follows `after`, and announce it in its books.

    A book that it leaves is told so, too.

    Raises:
        VersionTaken: `after` is not the newest version any more.
        BookClosed: one of the books takes no more entries.
    """
    order = after.order if after else StandingOrder.objects.create()
    version = OrderVersion(
        order=order,
        number=after.number + 1 if after else 1,
        title=wording.title,
        text=wording.text,
        roles=" ".join(sorted(wording.roles)),
        begins_on=wording.begins_on,
        ends_on=wording.ends_on,
        published_by=by,
    )
    return _announce(version, wording.books)


@transaction.atomic
def withdraw(*, by: Member, version: OrderVersion, on: date) -> OrderVersion:
    """End an order from that day on, by a version that says so in its books.

    Raises:
        VersionTaken: `version` is not the newest one any more.
    """
    books = [target.book for target in version.targets.select_related("book")]
    end = OrderVersion(
        order=version.order,
        number=version.number + 1,
        title=version.title,
        text=version.text,
        roles=version.roles,
        begins_on=on,
        is_end=True,
        published_by=by,
    )
    return _announce(end, [book for book in books if book.is_open])


def _announce(version: OrderVersion, books: Collection[Book]) -> OrderVersion:
    """Save the version and write one entry in each book; books are locked in order of their id."""
    before = what_held(version)
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError as problem:
        if violated_constraint(problem) != VERSION_TAKEN:
            raise
        raise VersionTaken from problem
    told = {book: left(version, title) for book, title in before.titles.items()}
    told |= {book: announced(version, before) for book in books}
    entries = {book: _write(version, book, told[book]) for book in sorted(told, key=_by_id)}
    OrderTarget.objects.bulk_create(
        OrderTarget(version=version, book=book, entry=entries[book]) for book in books
    )
    return version


def _by_id(book: Book) -> uuid.UUID:
    return book.pk


def _write(version: OrderVersion, book: Book, told: Told) -> Entry:
    return record_entry(
        book=book,
        author=version.published_by,
        entry_type=entry_type(ORDERS_CODE),
        text=told.text,
        occurred_at=timezone.now(),
        client_uuid=uuid.uuid5(version.pk, str(book.pk)),
        kind=KIND_ORDERS,
        facts=told.facts,
    )
