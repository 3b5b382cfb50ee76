from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry
from tenant_site.books.opening import open_book
from tenant_site.members.models import Member
from tenant_site.proofs.checking import check_daily
from tenant_site.proofs.exporting import readable_export
from tenant_site.proofs.models import AnchorAddress, Check, Origin
from tenant_site.proofs.origins import note_origin
from tests.tenancy.commands.test_clone_tenant import clone
from tests.tenant_site.books.writing import remove, settle, triggers_off, write_entry
from tests.tenant_site.proofs.test_integrity import PAGE, outcome
from tests.tenant_site.proofs.test_standalone import run, unpacked
from tests.tenant_site.proofs.test_verify_book import prove


@contextmanager
def as_another(client: Client) -> Iterator[Client]:
    """Enter the same rows under an id of their own, as in a copy."""
    copy = Client.objects.get(pk=client.pk)
    copy.pk = uuid4()
    with tenant_context(copy):
        yield copy


def test_a_copy_proves_itself_by_night_and_by_its_export_and_says_what_it_is(
    acme: Client, entries: list[Entry], tmp_path: Path
) -> None:
    with tenant_context(acme):
        open_book(client=acme, name="Vault")
        AnchorAddress.objects.create(email="notary@elsewhere.example")
    copy = clone()
    with tenant_context(copy):
        write_entry(open_book(client=copy, name="Yard"), Member.objects.get(role="owner"))
        check_daily()
        assert (Check.objects.get().holds, Check.objects.get().entry_count) == (True, 6)
        status, said = run(unpacked(readable_export(client_id=copy.pk), tmp_path))
        assert not AnchorAddress.objects.exists()
    clients = [line.split("client ")[1].split(":")[0] for line in said[:3]]
    assert (status, clients) == (0, [str(acme.pk), str(acme.pk), str(copy.pk)])
    told, _, ended = prove(schema="copy")
    assert told[0].startswith(f"{copy.schema_name}: a copy of the workspace {acme.pk} (")
    assert ended == ""
    with tenant_context(acme):
        assert not Origin.objects.exists()
        assert AnchorAddress.objects.exists()


def test_a_copy_that_is_broken_is_named(acme: Client, entries: list[Entry]) -> None:
    with as_another(acme), triggers_off():
        note_origin(acme.pk)
        assert outcome()[0] == []
        remove(entries[2])
        assert outcome()[0] == [("gap", "main-gate#4")]


def test_a_copy_of_a_copy_proves_itself(acme: Client, entries: list[Entry]) -> None:
    with as_another(acme) as first:
        note_origin(acme.pk)
        open_book(client=first, name="Yard")
    with as_another(acme):
        assert outcome()[0] == [("head", "yard#0")]
        note_origin(first.pk)
        note_origin(first.pk)
        assert outcome()[0] == []
        assert set(Origin.objects.values_list("pk", flat=True)) == {acme.pk, first.pk}


def test_a_book_of_a_workspace_that_nobody_copied_is_found(
    acme: Client, entries: list[Entry], desk: Browser
) -> None:
    with as_another(acme):
        note_origin(uuid4())
        assert outcome()[0] == [("genesis", "main-gate#1")]
    page = desk.get(PAGE).content.decode()
    assert "nothing says that this one was copied from there" in page
    assert "1 finding" in page


def test_the_page_says_of_which_workspace_it_is_a_copy(acme: Client, desk: Browser) -> None:
    assert "was copied from another one" not in desk.get(PAGE).content.decode()
    origin = uuid4()
    with tenant_context(acme):
        note_origin(origin)
    assert f"was copied from another one ({origin})" in desk.get(PAGE).content.decode()


def test_what_came_back_under_its_own_id_is_no_copy(acme: Client, acme_book: Book) -> None:
    with tenant_context(acme):
        note_origin(acme.pk)
        assert not Origin.objects.exists()


def test_a_copy_without_books_has_no_origin(inside_acme: Client) -> None:
    with triggers_off():
        Book.objects.all()._raw_delete("default")
    note_origin(uuid4())
    assert not Origin.objects.exists()


def test_a_schema_from_before_there_were_origins_arrives_all_the_same(
    acme_book: Book, inside_acme: Client
) -> None:
    settle()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE proofs_origin")
    note_origin(uuid4())


@pytest.mark.parametrize("act", ["UPDATE {} SET noted_at = now()", "DELETE FROM {}", "TRUNCATE {}"])
def test_an_origin_is_never_changed_or_removed(
    acme_book: Book, inside_acme: Client, act: str
) -> None:
    note_origin(uuid4())
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act.format("proofs_origin"))
