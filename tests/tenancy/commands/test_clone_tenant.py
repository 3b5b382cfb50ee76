import threading
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from public_site.models import Client, Domain
from tenancy.catalog.reader import read_catalog
from tenancy.context import schema_context, tenant_context
from tenancy.fleet.head import is_behind
from tenancy.schemas import run_in_schema
from tenant_site.books.models import Book, EntryType
from tenant_site.members.models import Member


def clone(**options: Any) -> Client:
    asked: dict[str, Any] = {
        "clone_from": "acme",
        "clone_tenant_fields": "yes",
        "domain_domain": "copy.localhost",
        "slug": "copy",
        "interactive": False,
        "verbosity": 0,
    }
    call_command("clone_tenant", **asked | options)
    client: Client = Client.objects.get(slug="copy")
    return client


def content(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())


def test_the_copy_has_the_structure_the_rows_and_the_files(acme: Client) -> None:
    with tenant_context(acme):
        name = default_storage.save("note.txt", ContentFile(b"evidence"))
    copy = clone()
    assert read_catalog(copy.schema_name) == read_catalog(acme.schema_name)
    assert (copy.name, copy.language, copy.time_zone) == (acme.name, acme.language, acme.time_zone)
    assert copy.pk != acme.pk
    assert not is_behind(copy.schema_name)
    for model in (Book, Member, EntryType):
        with tenant_context(acme):
            first = list(model._default_manager.values_list("pk", flat=True))
        with tenant_context(copy):
            assert list(model._default_manager.values_list("pk", flat=True)) == first
    with tenant_context(copy):
        assert content(name) == b"evidence"
        added = EntryType.objects.create(code="more", name="More", icon="x", position=99)
        default_storage.delete(name)
    with tenant_context(acme):
        assert content(name) == b"evidence"
        assert not EntryType.objects.filter(pk=added.pk, code="more").exists()
        default_storage.delete(name)


def test_triggers_guard_the_copy_too(acme: Client) -> None:
    copy = clone()
    with schema_context(copy.schema_name), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid "
            "WHERE c.relnamespace = current_schema()::regnamespace AND NOT tgisinternal"
        )
        row = cursor.fetchone()
    assert row is not None
    assert row[0] > 3


def test_without_data_the_copy_is_empty_and_up_to_date(acme: Client) -> None:
    copy = clone(nodata=True)
    assert not is_behind(copy.schema_name)
    with tenant_context(copy):
        assert not Book.objects.exists()


@pytest.mark.parametrize("no", ["no", "false"])
def test_fields_that_are_not_given_are_the_usual_if_that_is_asked_for(
    no: str, acme: Client
) -> None:
    copy = clone(clone_tenant_fields=no, name="Copy")
    assert acme.language != Client().language
    assert (copy.name, copy.language) == ("Copy", Client().language)


def test_an_address_that_is_taken_leaves_nothing(acme: Client, globex: Client) -> None:
    before = set(Client.objects.values_list("schema_name", flat=True))
    taken = Domain.objects.get(tenant=globex).domain
    with pytest.raises(CommandError), transaction.atomic():
        clone(domain_domain=taken)
    assert set(Client.objects.values_list("schema_name", flat=True)) == before


def test_a_tenant_that_nobody_has_is_an_error(acme: Client) -> None:
    with pytest.raises(CommandError, match="No tenant is called"):
        clone(clone_from="nobody")


def test_the_copy_is_of_one_moment(committed: None) -> None:
    source = Client.objects.create(name="Source", slug="source", language="en")
    for table in ("a_first", "z_last"):
        run_in_schema(source.schema_name, f"CREATE TABLE {table} (id bigint)")
    writer = connection.copy()
    with writer.cursor() as cursor:
        cursor.execute(f"BEGIN; LOCK TABLE {source.schema_name}.z_last")
        copying = threading.Thread(target=_clone_source)
        copying.start()
        while not _waits_for_a_lock():
            copying.join(0.02)
        for table in ("a_first", "z_last"):
            cursor.execute(f"INSERT INTO {source.schema_name}.{table} VALUES (1)")
        cursor.execute("COMMIT")
    copying.join()
    writer.close()
    with tenant_context(Client.objects.get(slug="copy")), connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM a_first), (SELECT count(*) FROM z_last)")
        assert cursor.fetchone() in [(0, 0), (1, 1)]


def _clone_source() -> None:
    clone(clone_from="source")
    connection.close()


def _waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone() != (0,))
