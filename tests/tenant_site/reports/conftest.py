"""A book with entries of some days, and reports of it."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from public_site.models import Client
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tenant_site.reports.issuing import issue_days
from tenant_site.reports.models import Kind, Report
from tests.tenant_site.books.writing import write_entry

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 17, tzinfo=UTC)  # in Bogotá, five hours behind
Write = Callable[..., Entry]


def address_of(token: str) -> str:
    return f"https://acme.newsbook.example/r/{token}/"


@pytest.fixture(autouse=True)
def _as_in_a_request() -> Iterator[None]:
    with timezone.override("America/Bogota"), translation.override("en"):
        yield


@pytest.fixture
def write(inside_acme: Client, acme_book: Book, guard: Member) -> Write:
    """Write an entry that was recorded, and occurred, so many hours after noon of our day."""

    def _write(hours: float = 0, **given: Any) -> Entry:
        at = NOON + timedelta(hours=hours)
        occurred = at if "occurred" not in given else NOON + timedelta(hours=given.pop("occurred"))
        facts: dict[str, Any] = {"clock": lambda: at, "occurred_at": occurred}
        return write_entry(acme_book, guard, **(facts | given))

    return _write


@pytest.fixture
def three_days(write: Write) -> list[Entry]:
    """Two entries of the day before, three of our day, one of the day after."""
    return [write(hours) for hours in (-24, -13, -11, 0, 11, 13)]


@pytest.fixture
def issue(acme_book: Book, supervisor: Member) -> Callable[..., Report]:
    """Issue a report of our day."""

    def _issue(kind: Kind = Kind.ACTIVITY, first: date = DAY, last: date = DAY) -> Report:
        return issue_days(
            kind=kind, book=acme_book, first=first, last=last, by=supervisor, address_of=address_of
        )

    return _issue
