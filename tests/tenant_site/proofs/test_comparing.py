from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, BookHead, Entry
from tenant_site.books.opening import open_book
from tenant_site.members.models import Member
from tenant_site.proofs import comparing
from tenant_site.proofs.anchoring import make_anchor
from tenant_site.proofs.comparing import compare_alone
from tenant_site.proofs.mailing import anchor_letter
from tests.tenant_site.books.writing import triggers_off, write_entry

NOWHERE = "No anchor, and no entry of a book that you read, has this hash."


@pytest.fixture
def compare(acme: Client, entries: list[Entry], audit: Browser) -> Callable[..., str]:
    """Return what the page says of a hash that the auditor pastes."""

    def _compare(text: str, number: int | str = "", book: object = None) -> str:
        of = book or entries[0].book_id
        asked = {"hash": text, "number": str(number), "book": str(of)}
        answer = audit.get("/integrity/", asked)
        assert answer.status_code == 200
        return answer.content.decode()

    return _compare


@pytest.mark.parametrize(
    "kept",
    ["{}", " {} ", "main-gate · 5 · {}", "{:.12}…"],
    ids=["hash", "spaces", "line of a mail", "as entries show it"],
)
def test_a_hash_of_an_entry_is_known_again_however_it_was_kept(
    compare: Callable[..., str], entries: list[Entry], kept: str
) -> None:
    page = compare(kept.format(entries[4].hash.hex().upper()), 5)
    assert "Yes: this is the hash of entry 5 of Main gate." in page


def test_another_hash_or_number_is_told_with_what_to_do(
    compare: Callable[..., str], entries: list[Entry]
) -> None:
    other = "No: entry 4 of Main gate bears another hash."
    assert other in compare(entries[4].hash.hex(), 4)
    assert "No: Main gate has no entry 6." in compare(entries[4].hash.hex(), 6)
    assert "call whoever runs the service" in compare("0" * 64, 4)


def test_the_hash_of_an_anchor_needs_no_number(
    compare: Callable[..., str], inside_acme: Client
) -> None:
    anchor = make_anchor(on=date(2026, 3, 1))
    assert anchor
    told = "Yes: this is the hash of the anchor of March 1, 2026."
    assert told in compare(anchor.root_hex)
    assert NOWHERE in compare("0" * 64)


@pytest.mark.parametrize("number", ["", 3], ids=["no number", "another number"])
def test_a_whole_line_of_a_mail_says_itself_of_which_book_and_entry_it_is(
    compare: Callable[..., str], entries: list[Entry], acme: Client, number: int | str
) -> None:
    with tenant_context(acme):
        first = open_book(client=acme, name="Atrium")
        anchor = make_anchor(on=date(2026, 3, 1))
        assert anchor
        told = map(str, anchor_letter(anchor, name="").paragraphs)
        (line,) = [f"> {one}" for one in told if "· 5 ·" in one]
    assert "Yes: this is the hash of entry 5 of Main gate." in compare(line, number, first.pk)
    forged = line.replace(entries[4].hash.hex(), "0" * 64)
    assert "No: entry 5 of Main gate bears another hash." in compare(forged, number, first.pk)


def test_a_line_of_a_book_that_one_does_not_read_raises_no_alarm(
    compare: Callable[..., str], entries: list[Entry]
) -> None:
    page = compare(f"vault · 5 · {entries[4].hash.hex()}", 5)
    assert "You read no book with the code “vault”" in page
    assert "notice--danger" not in page


@pytest.mark.parametrize("digits", [64, 13, 12])
def test_a_hash_alone_is_looked_for_in_every_book(
    compare: Callable[..., str], entries: list[Entry], acme: Client, digits: int
) -> None:
    with tenant_context(acme):
        first = open_book(client=acme, name="Atrium")
    page = compare(entries[2].hash.hex()[:digits], book=first.pk)
    assert "Yes: this is the hash of entry 3 of Main gate." in page


def test_a_hash_alone_of_another_workspace_is_found_nowhere_and_raises_no_alarm(
    compare: Callable[..., str], globex: Client, globex_book: Book, stranger: Member
) -> None:
    with tenant_context(globex):
        theirs = write_entry(globex_book, stranger)
    page = compare(theirs.hash.hex())
    assert NOWHERE in page
    assert "notice--danger" not in page


def test_a_hash_alone_of_a_book_that_one_does_not_read_is_found_nowhere(
    entries: list[Entry], inside_acme: Client
) -> None:
    alone = compare_alone(entries[2].hash.hex(), books=Book.objects.none())
    assert (alone.level, alone.advice) == ("warning", comparing.IT_IS_NOWHERE)


def test_where_looking_takes_too_long_book_and_number_are_asked_for(
    compare: Callable[..., str], entries: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(execute: Any, sql: str, *asked: Any) -> Any:
        return execute(f"SELECT pg_sleep(9); {sql}" if "BETWEEN" in sql else sql, *asked)

    monkeypatch.setattr(comparing, "LOOKS_SECONDS", 0.01)
    with connection.execute_wrapper(slow):
        page = compare(entries[2].hash.hex())
    assert "there are too many entries to look at each" in page
    assert "Yes: this is the hash of entry 3" in compare(entries[2].hash.hex(), 3)


@pytest.mark.parametrize(
    ("text", "number"),
    [("", "1"), ("abc", "1"), ("0" * 65, "1"), ("0" * 64 + " " + "1" * 64, "1"), ("0" * 64, "x")],
    ids=["nothing", "too short", "too long", "two", "no number"],
)
def test_what_is_no_hash_is_refused_and_stays(
    compare: Callable[..., str], text: str, number: str
) -> None:
    page = compare(text, number)
    assert "error-summary" in page
    assert f'value="{number}"' in page
    assert "bears another hash" not in page


def test_a_book_of_nobody_and_one_of_another_workspace_are_no_choice(
    compare: Callable[..., str], globex: Client, globex_book: Book, stranger: Member
) -> None:
    with tenant_context(globex):
        theirs = write_entry(globex_book, stranger)
    page = compare(theirs.hash.hex(), 1, book=globex_book.pk)
    assert "error-summary" in page
    assert "this is the hash" not in page


def test_it_is_compared_in_a_book_that_lost_its_head_too(
    compare: Callable[..., str], entries: list[Entry], acme: Client
) -> None:
    with tenant_context(acme):
        open_book(client=acme, name="Yard")
        with triggers_off():
            BookHead.objects.filter(book=entries[0].book)._raw_delete("default")
    assert "Yes: this is the hash of entry 5" in compare(entries[4].hash.hex(), 5)
