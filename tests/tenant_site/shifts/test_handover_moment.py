from datetime import UTC, datetime

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.shifts.models import Handover
from tests.tenant_site.shifts.test_handover_pages import CLOSE, SENT, TAKE


@pytest.mark.parametrize("picked", ["0001-01-01T06:00", "1900-01-01T06:00", "1999-12-31T18:59"])
def test_what_is_too_long_ago_is_refused_and_the_words_stay(gate: Browser, picked: str) -> None:
    answer = gate.post(CLOSE, SENT | {"remark": "Quiet night", "changed_at": picked})
    assert answer.status_code == 422
    assert b"This moment is too long ago." in answer.content
    assert b"Quiet night" in answer.content


def test_an_hour_that_was_twice_is_handed_over_once_it_is_said_which(
    acme: Client, acme_book: Book, gate: Browser
) -> None:
    Client.objects.filter(pk=acme.pk).update(time_zone="Europe/Madrid")
    twice = SENT | {"changed_at": "2025-10-26T02:30"}
    assert "2025-10-26 02:30 +01:00" in gate.post(CLOSE, twice).content.decode()
    said = {"changed_at_in_words": "2025-10-26 02:30 +01:00"}
    assert gate.post(CLOSE, twice | said).status_code == 302
    with tenant_context(acme):
        closed = Handover.objects.get().entry.occurred_at
    assert closed == datetime(2025, 10, 26, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("address", [CLOSE, TAKE])
def test_words_are_answered_while_they_are_typed(
    acme_book: Book, gate: Browser, address: str
) -> None:
    assert b"js/entry-moment." in gate.get(address).content
    echo = gate.get("/write/when/", {"changed_at_in_words": "2026-03-01 06:05"}).content
    assert b'data-settled="2026-03-01T06:05"' in echo
