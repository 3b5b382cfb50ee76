from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from public_site.models import Client
from tenancy import context
from tenancy.context import tenant_context
from tenant_site.books.models import Book, BookHead, Entry
from tenant_site.books.opening import open_book
from tests.tenant_site.books.writing import triggers_off


def prove(**options: str) -> tuple[list[str], list[str], bool]:
    """Run the command; return what it printed, what it complained of, and whether all holds."""
    said, complained = StringIO(), StringIO()
    try:
        call_command("verify_books", stdout=said, stderr=complained, **options)
    except CommandError:
        return said.getvalue().splitlines(), complained.getvalue().splitlines(), False
    return said.getvalue().splitlines(), complained.getvalue().splitlines(), True


def test_books_that_hold_are_named_one_by_one(
    entries: list[Entry], acme: Client, globex: Client
) -> None:
    said, complained, holds = prove()
    assert {f"{client.schema_name}/main-gate: holds" for client in (acme, globex)} <= set(said)
    assert (complained, holds) == ([], True)


def test_a_broken_book_is_named_and_the_others_are_proved_all_the_same(
    entries: list[Entry], acme: Client
) -> None:
    other = open_book(client=acme, name="Yard")
    with triggers_off():
        BookHead.objects.filter(book=entries[0].book).update(head=b"x" * 32)
    said, complained, holds = prove(schema=acme.schema_name)
    book = f"{acme.schema_name}/main-gate"
    assert said == [f"{book}: 1 findings", f"{acme.schema_name}/{other.code}: holds"]
    assert [line.split(": ")[0] for line in complained] == [f"{book}#5 head"]
    assert not holds


def test_one_workspace_may_be_chosen(acme: Client, globex: Client) -> None:
    said, _, holds = prove(schema=globex.schema_name)
    with tenant_context(globex):
        assert said == [
            f"{globex.schema_name}/{code}: holds"
            for code in Book.objects.values_list("code", flat=True)
        ]
    assert holds


def test_a_workspace_that_does_not_exist_is_refused(acme: Client) -> None:
    with pytest.raises(CommandError, match="No workspace has the schema nowhere"):
        call_command("verify_books", schema="nowhere")


def test_no_tenant_is_left_in_force(acme: Client) -> None:
    prove()
    assert not context.is_entered()
