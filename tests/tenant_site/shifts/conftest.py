"""Orders of a workspace, and people who read them."""

from datetime import date
from typing import Any

import pytest

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.shifts.handover.closing import hand_over
from tenant_site.shifts.models import ExpectedItem, Handover, OrderVersion
from tenant_site.shifts.models.pattern import today_here
from tenant_site.shifts.orders.publishing import Wording, publish
from tests.tenant_site.books.writing import write_entry
from tests.tenant_site.shifts.test_windows import change


@pytest.fixture
def torch(acme: Client, acme_book: Book) -> ExpectedItem:
    """Two torches belong to the post."""
    with tenant_context(acme):
        return ExpectedItem.objects.create(book=acme_book, code="L1", name="Torch", amount=2)


def order(book: Book, by: Member, after: OrderVersion | None = None, **given: Any) -> OrderVersion:
    """Publish an ordinary order to guards; `given` says what is not ordinary."""
    begins_on: date = given.pop("begins_on", None) or today_here()
    facts: dict[str, Any] = {
        "title": "South gate",
        "text": "Lorries use the south gate only.",
        "roles": ["guard"],
        "books": [book],
        "begins_on": begins_on,
    }
    return publish(by=by, wording=Wording(**(facts | given)), after=after)


@pytest.fixture
def handover(acme: Client, acme_book: Book, guard: Member) -> Handover:
    """The guard has handed over the night and nobody has accepted it."""
    with tenant_context(acme):
        write_entry(acme_book, guard)
        return hand_over(change(acme_book, guard))
