from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from public_site.models import Client
from tenant_site.books.models import Book, EntryType
from tenant_site.books.opening import open_book
from tenant_site.books.verification import verify
from tenant_site.members.models import Member
from tenant_site.shifts.models import OrderReceipt, OrderTarget, OrderVersion, StandingOrder
from tenant_site.shifts.models.pattern import today_here
from tenant_site.shifts.orders import due
from tenant_site.shifts.orders.publishing import VersionTaken, withdraw
from tenant_site.shifts.orders.reading import confirm, readers_of
from tests.tenant_site.shifts.conftest import order

ONE_DAY = timedelta(days=1)


def test_publishing_a_version_is_an_entry_in_each_of_its_books(
    inside_acme: Client, acme_book: Book, supervisor: Member
) -> None:
    other = open_book(client=inside_acme, name="Vault")
    version = order(acme_book, supervisor, books=[acme_book, other])
    for book in (acme_book, other):
        entry = book.entries.get()
        assert (entry.kind, entry.entry_type.code, entry.author) == ("orders", "009", supervisor)
        assert "Lorries use the south gate only." in entry.content.text
        assert list(verify(book, client_id=inside_acme.pk)) == []
    assert {target.book for target in version.targets.all()} == {acme_book, other}


def test_a_workspace_without_that_type_gets_it_but_is_not_offered_it(
    inside_acme: Client, acme_book: Book, supervisor: Member
) -> None:
    EntryType.objects.filter(code="009").delete()
    order(acme_book, supervisor)
    assert acme_book.entries.get().entry_type.code == "009"
    assert not EntryType.objects.offered().filter(code="009").exists()


def test_only_those_it_is_for_have_to_read_it(
    inside_acme: Client, acme_book: Book, supervisor: Member, guard: Member
) -> None:
    other = open_book(client=inside_acme, name="Vault")
    version = order(acme_book, supervisor)
    assert list(due(guard, acme_book)) == [version]
    assert list(due(guard, other)) == []
    assert list(due(supervisor, acme_book)) == []


@pytest.mark.parametrize(
    ("begins_in", "ends_in", "is_due"), [(0, None, 1), (1, None, 0), (0, 0, 1), (0, 3, 1)]
)
def test_it_holds_from_its_first_day_to_its_last(
    inside_acme: Client,
    acme_book: Book,
    supervisor: Member,
    guard: Member,
    begins_in: int,
    ends_in: int | None,
    is_due: int,
) -> None:
    today = today_here()
    order(
        acme_book,
        supervisor,
        begins_on=today + begins_in * ONE_DAY,
        ends_on=None if ends_in is None else today + ends_in * ONE_DAY,
    )
    assert due(guard, acme_book).count() == is_due
    if ends_in is not None:
        after = OrderVersion.objects.all().in_force(today + (ends_in + 1) * ONE_DAY)
        assert not after.exists()


def test_a_new_version_is_read_again_and_the_old_one_keeps_its_receipts(
    inside_acme: Client, acme_book: Book, supervisor: Member, guard: Member
) -> None:
    first = order(acme_book, supervisor)
    confirm(version=first, member=guard, book=acme_book)
    assert list(due(guard, acme_book)) == []
    second = order(acme_book, supervisor, after=first, text="Lorries use the north gate.")
    assert list(due(guard, acme_book)) == [second]
    assert [one.read_at is None for one in readers_of(first)] == [False]
    assert [one.read_at is None for one in readers_of(second)] == [True]


def test_the_old_version_holds_until_the_new_one_begins(
    inside_acme: Client, acme_book: Book, supervisor: Member
) -> None:
    first = order(acme_book, supervisor)
    second = order(acme_book, supervisor, after=first, begins_on=today_here() + ONE_DAY)
    held = OrderVersion.objects.all()
    assert list(held.in_force(today_here())) == [first]
    assert list(held.in_force(today_here() + ONE_DAY)) == [second]


def test_two_who_publish_the_next_version_do_not_pass_over_each_other(
    inside_acme: Client, acme_book: Book, supervisor: Member
) -> None:
    first = order(acme_book, supervisor)
    order(acme_book, supervisor, after=first)
    with pytest.raises(VersionTaken):
        order(acme_book, supervisor, after=first)
    assert OrderVersion.objects.count() == acme_book.entries.count() == 2


def test_what_is_withdrawn_is_not_due_and_the_book_says_so(
    inside_acme: Client, acme_book: Book, supervisor: Member, guard: Member
) -> None:
    version = order(acme_book, supervisor)
    withdraw(by=supervisor, version=version, on=today_here())
    assert list(due(guard, acme_book)) == []
    assert '"state":"withdrawn"' in acme_book.entries.get(seq=2).canon


def test_reading_twice_is_reading_once(
    inside_acme: Client, acme_book: Book, supervisor: Member, guard: Member
) -> None:
    version = order(acme_book, supervisor)
    first, again = (confirm(version=version, member=guard, book=acme_book) for _ in range(2))
    assert first == again
    assert OrderReceipt.objects.count() == 1


@pytest.mark.parametrize("model", [StandingOrder, OrderVersion, OrderTarget, OrderReceipt])
def test_what_was_published_and_read_cannot_be_changed_or_removed(
    inside_acme: Client, acme_book: Book, supervisor: Member, guard: Member, model: Any
) -> None:
    confirm(version=order(acme_book, supervisor), member=guard, book=acme_book)
    row = model.objects.get()
    column = "created_at" if model is StandingOrder else "id"
    acts: list[Callable[[], object]] = [
        lambda: model.objects.update(**{column: getattr(row, column)}),
        lambda: model.objects.all()._raw_delete("default"),
    ]
    for act in acts:
        with pytest.raises(IntegrityError, match="What was decided stays"), transaction.atomic():
            act()
