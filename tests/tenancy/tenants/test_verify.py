import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from public_site.models import Client
from tenancy import context
from tenancy.context import current_schema
from tenancy.inspection.verifying import Problem
from tenant_site.books.models import Book, BookHead, Entry
from tenant_site.members.models import Member
from tests.tenancy.tenants.conftest import run
from tests.tenant_site.books.writing import triggers_off, write_entry


def breaks_off(tenant: Any) -> Iterator[Problem]:
    yield Problem("seen", current_schema(), "inside")
    raise ZeroDivisionError


@pytest.fixture
def broken_book(inside_acme: Client, acme_book: Book, owner: Member) -> Entry:
    entry = write_entry(acme_book, owner)
    with triggers_off():
        BookHead.objects.filter(book=acme_book).update(head=b"x" * 32)
    return entry


def complaints(*words: str) -> list[str]:
    out = StringIO()
    with pytest.raises(CommandError, match="do not hold"):
        call_command("tenants", "verify", *words, stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()


def test_books_that_hold_are_told_tenant_by_tenant(acme: Client, globex: Client) -> None:
    assert run("verify", "acme", "globex").splitlines() == [
        f"{acme.schema_name}: holds",
        f"{globex.schema_name}: holds",
    ]
    assert not context.is_entered()


def test_a_broken_book_is_named_and_the_others_are_proved(
    broken_book: Entry, globex: Client
) -> None:
    with context.public_context():
        said = complaints("acme", "globex")
    assert "main-gate#1 head: " in said[0]
    assert said[1].endswith(": 1 problems")
    assert said[2] == f"{globex.schema_name}: holds"


def test_programs_get_a_line_for_each_problem(broken_book: Entry) -> None:
    with context.public_context():
        problem, total = map(json.loads, complaints("--json", "acme"))
    assert (problem["code"], problem["place"]) == ("head", "main-gate#1")
    assert total["problems"] == 1


def test_a_verifier_that_breaks_off_is_a_problem(acme: Client, settings: Any) -> None:
    settings.TENANT_VERIFIERS = [f"{__name__}.breaks_off"]
    before, problem, total = map(json.loads, complaints("--json", "acme"))
    assert (before["code"], before["place"]) == ("seen", acme.schema_name)
    assert problem["code"] == "verifier_failed"
    assert "ZeroDivisionError" in problem["message"]
    assert total["problems"] == 2


def test_without_verifiers_nothing_is_called_proved(acme: Client, settings: Any) -> None:
    settings.TENANT_VERIFIERS = []
    with pytest.raises(CommandError, match="TENANT_VERIFIERS"):
        run("verify")
