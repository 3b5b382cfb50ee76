from typing import Any

import pytest
from django.test import Client as Browser
from django.utils.html import escape

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Entry
from tests.reading import read_page

ROUND = "/books/main-gate/write/003/"


def echo(browser: Browser, said: str) -> str:
    return browser.get("/write/when/", {"occurred_at_in_words": said}).content.decode()


def test_words_are_echoed_with_what_may_be_put_in_the_picker(gate: Browser) -> None:
    assert 'data-settled="2026-03-01T01:10"' in echo(gate, "2026-03-01 1:10 am")
    assert "Sunday" in echo(gate, "2026-03-01 1:10 am")


def test_what_is_not_understood_is_said_and_never_repeated_as_code(gate: Browser) -> None:
    assert "not understood" in echo(gate, "<b>soon</b>")
    assert "<b>" not in echo(gate, "<b>soon</b>")
    assert echo(gate, "  ").strip() == ""


@pytest.mark.parametrize(
    ("sent", "hour"),
    [
        ({"occurred_at": "2026-03-01T01:10"}, 6),
        ({"occurred_at": "2026-03-01T01:10", "occurred_at_in_words": "2026-03-01 3:10"}, 8),
        ({"occurred_at": "", "occurred_at_in_words": "2026-03-01 03:10 +00:00"}, 3),
    ],
    ids=["picked", "words go first", "words alone"],
)
def test_an_entry_takes_the_moment_that_was_picked_or_said(
    acme: Client, gate: Browser, sent: dict[str, Any], hour: int
) -> None:
    assert gate.post(ROUND, {"text": "x", **sent}).status_code == 302
    with tenant_context(acme):
        assert Entry.objects.get().occurred_at.hour == hour


def test_words_that_are_not_understood_come_back_to_be_corrected(gate: Browser) -> None:
    said = 'hace "poco"'
    answer = gate.post(ROUND, {"text": "x", "occurred_at": "", "occurred_at_in_words": said})
    assert answer.status_code == 422
    assert f'value="{escape(said)}"' in answer.content.decode()
    picked = read_page(answer.content).one("input", name="occurred_at").attributes["value"]
    assert len(picked) == 16
