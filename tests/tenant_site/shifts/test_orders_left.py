from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import override

from public_site.models import Client
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.members.models import Member
from tenant_site.shifts.models.pattern import today_here
from tenant_site.shifts.orders.publishing import withdraw
from tests.tenant_site.shifts.conftest import order
from tests.tenant_site.shifts.test_orders import ONE_DAY


def test_a_book_that_a_new_version_leaves_says_from_when_it_holds_there_no_longer(
    inside_acme: Client, acme_book: Book, supervisor: Member, guard: Member
) -> None:
    vault = open_book(client=inside_acme, name="Vault")
    first = order(acme_book, supervisor, books=[acme_book, vault])
    tomorrow = today_here() + ONE_DAY
    with override("en"):
        second = order(acme_book, supervisor, after=first, begins_on=tomorrow)
        told = f"no longer holds for this book from {date_format(tomorrow)} (version 2)."
    left = vault.entries.get(seq=2)
    assert (left.kind, left.facts["state"], left.facts["version"]) == ("orders", "left", "2")
    assert left.content.text == f"Standing order “South gate” {told}"
    assert {target.book for target in second.targets.all()} == {acme_book}
    third = order(acme_book, supervisor, after=second)  # the first one ends today, there too
    assert vault.entries.get(seq=3).facts["begins_on"] == str(today_here())
    withdraw(by=supervisor, version=third, on=today_here())
    assert (acme_book.entries.count(), vault.entries.count()) == (4, 3)


def test_a_withdrawal_is_told_in_every_book_where_an_older_version_holds_still(
    inside_acme: Client, acme_book: Book, supervisor: Member
) -> None:
    vault = open_book(client=inside_acme, name="Vault")
    first = order(acme_book, supervisor, books=[acme_book, vault])
    later = order(acme_book, supervisor, after=first, begins_on=today_here() + ONE_DAY)
    Book.objects.filter(pk=vault.pk).update(is_open=False)
    with transaction.atomic():
        withdraw(by=supervisor, version=later, on=today_here())
        assert vault.entries.count() == 2  # closed books stay as they are
        transaction.set_rollback(True)
    Book.objects.filter(pk=vault.pk).update(is_open=True)
    withdraw(by=supervisor, version=later, on=today_here())
    assert [one.facts.get("state") for one in vault.entries.order_by("seq")][1:] == ["left"] * 2


def test_a_role_that_a_new_version_leaves_is_named_where_it_is_announced(
    inside_acme: Client, acme_book: Book, supervisor: Member
) -> None:
    first = order(acme_book, supervisor, roles=["guard", "supervisor"])
    with override("en"):
        order(acme_book, supervisor, after=first, roles=["guard"])
    entry = acme_book.entries.get(seq=2)
    assert (entry.facts["roles"], entry.facts["roles_left"]) == (["guard"], ["supervisor"])
    assert "No longer for: supervisor" in entry.content.text
