import json
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django_tenants.utils import schema_exists

from accounts.memberships import clients_of
from accounts.models import Membership, User
from public_site.models import Client, Domain
from tenancy.archive import export_tenant, import_tenant
from tenancy.archive.importing import Imported
from tenancy.archive.refusals import SharedRowConflict
from tenancy.archive.stored_files import stored_files
from tenancy.catalog.reader import read_catalog
from tenancy.context import is_entered, tenant_context
from tenancy.deletion import delete_softly
from tenancy.fleet.head import head_digest, is_behind
from tenancy.models import SchemaTaken
from tenancy.opening_tenants import TenantRefused
from tenancy.records import SchemaState
from tenant_site.books.models import Book, Entry
from tenant_site.proofs.models import Origin
from tenant_site.proofs.verification import verify_tenant
from tests.tenancy.tenants.conftest import folder, remove_client, run


def contents(client: Client) -> dict[str, list[str]]:
    """Every row of every table of a tenant as text."""
    found = {}
    with tenant_context(client), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s", [client.schema_name]
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


def files(client: Client) -> dict[str, bytes]:
    found = {}
    with tenant_context(client):
        for name in stored_files():
            with default_storage.open(name) as file:
                found[name] = file.read()
    return found


def copy_of(archive: Path, **given: Any) -> Imported:
    return import_tenant(archive, domains=["copy.localhost"], fields={"slug": "copy"}, **given)


def test_a_copy_beside_the_original_is_like_it_object_by_object(
    shop: Client, archive: Path
) -> None:
    found = copy_of(archive)
    copy = found.tenant
    assert copy.schema_name != shop.schema_name
    assert found.is_like_the_exported
    assert read_catalog(copy.schema_name) == read_catalog(shop.schema_name)
    assert contents(copy) | {"proofs_origin": []} == contents(shop)
    assert files(copy) == files(shop)
    with tenant_context(copy):
        assert (Origin.objects.get().pk, list(verify_tenant(copy))) == (shop.pk, [])
    assert SchemaState.objects.get(name=copy.schema_name).digest == head_digest()
    assert found.changed["id"] == (shop.pk, copy.pk)
    assert not is_entered()


def remove_person(person: User) -> None:
    """Remove them from the shared tables, where the ORM would look into those of no tenant."""
    Membership.objects.filter(user=person).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_user WHERE id = %s", [person.pk])


def test_a_tenant_that_was_lost_comes_back_with_its_name_id_and_sealed_books(
    shop: Client, archive: Path
) -> None:
    before = contents(shop), files(shop)
    with tenant_context(shop):
        people = list(User.objects.filter(email="owner@shop.example"))
    remove_client(shop)
    remove_person(people[0])
    said = json.loads(run("import", str(archive)))
    back = Client.objects.get(slug="shop")
    assert (said["schema"], said["id"], said["changed"]) == (back.schema_name, str(back.pk), {})
    assert said["people"] == {"accounts.User": 1}
    assert not said["behind"]
    assert (contents(back), files(back)) == before
    assert clients_of(people[0].pk) == [back.pk]
    assert User.objects.get(pk=people[0].pk).password == people[0].password
    with tenant_context(back):
        assert list(verify_tenant(back)) == []
        with pytest.raises(DatabaseError):
            Entry.objects.filter(seq=1).update(kind="forged")
    shop.pk, shop.schema_name = back.pk, back.schema_name


def test_new_entries_continue_the_imported_book(shop: Client, archive: Path) -> None:
    from tenant_site.members.models import Member
    from tests.tenant_site.books.writing import write_entry

    with tenant_context(copy_of(archive).tenant):
        assert write_entry(Book.objects.get(), Member.objects.get()).seq == 5


def test_the_original_works_on_while_its_copy_is_restored(shop: Client, archive: Path) -> None:
    """Its schema steps aside inside the import's transaction; nobody must notice."""
    stop, seen, wrong = threading.Event(), 0, []

    def read() -> None:
        nonlocal seen
        while not stop.is_set():
            try:
                with tenant_context(shop):
                    assert Entry.objects.count() == 4
                seen += 1
            except Exception as problem:  # noqa: BLE001  # shown by the assertion below
                wrong.append(problem)
            if seen % 7 == 0:
                connections.close_all()
        connections.close_all()

    reader = threading.Thread(target=read)
    reader.start()
    try:
        copy_of(archive)
    finally:
        stop.set()
        reader.join()
    assert (wrong, seen > 10) == ([], True)
    assert schema_exists(shop.schema_name)


def test_two_imports_at_the_same_time_make_two_copies(shop: Client, archive: Path) -> None:
    made: list[Client] = []

    def bring(number: int) -> None:
        host, slug = f"copy{number}.localhost", f"copy{number}"
        made.append(import_tenant(archive, domains=[host], fields={"slug": slug}).tenant)

    both = [threading.Thread(target=bring, args=(number,)) for number in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [read_catalog(one.schema_name) for one in made] == [read_catalog(shop.schema_name)] * 2


def test_a_failure_at_the_end_leaves_nothing(
    shop: Client, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(shop)
    kept = default_storage.save
    saved: list[str] = []

    def full(name: str, content: Any) -> str:
        if len(saved) == 2:
            raise OSError(28, "No space left on device")
        saved.append(kept(name, content))
        return saved[-1]

    monkeypatch.setattr(default_storage, "save", full)
    with pytest.raises(OSError, match="No space"):
        copy_of(archive, schema_name="copied")
    monkeypatch.undo()
    assert len(saved) == 2
    assert not schema_exists("copied")
    assert not Client.objects.filter(slug="copy").exists()
    assert not Domain.objects.filter(domain="copy.localhost").exists()
    assert not SchemaState.objects.filter(name="copied").exists()
    assert not folder(Client(schema_name="copied")).exists()
    assert contents(shop) == before


def test_names_that_are_taken_are_refused_before_anything_is_made(
    shop: Client, archive: Path
) -> None:
    with pytest.raises(SchemaTaken):
        import_tenant(archive, schema_name=shop.schema_name)
    with pytest.raises(TenantRefused, match=r"shop\.localhost.*--domain"):
        import_tenant(archive)
    with pytest.raises(TenantRefused, match="slug"):
        import_tenant(archive, domains=["copy.localhost"], fields={"slug": "shop"})
    assert Client.objects.filter(name="Shop").count() == 1


def test_files_of_an_earlier_tenant_are_not_inherited(shop: Client, archive: Path) -> None:
    left = folder(Client(schema_name="left_behind"))
    left.mkdir(parents=True)
    (left / "a.txt").write_text("not theirs")
    with pytest.raises(SchemaTaken, match="earlier tenant"):
        copy_of(archive, schema_name="left_behind")
    assert (left / "a.txt").exists()
    (left / "a.txt").unlink()


def test_a_schema_that_was_behind_comes_as_it_was(shop: Client, tmp_path: Path) -> None:
    with tenant_context(shop), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'books' AND name LIKE '0003%'")
    export_tenant(shop, tmp_path / "old.zip")
    copy = copy_of(tmp_path / "old.zip").tenant
    assert is_behind(copy.schema_name)


def test_migrations_bring_an_old_schema_to_head_after_its_import(
    shop: Client, tmp_path: Path
) -> None:
    head = read_catalog(shop.schema_name)
    call_command("migrate_schemas", "books", "0002", schema_name=shop.schema_name, verbosity=0)
    export_tenant(shop, tmp_path / "old.zip")
    copy = copy_of(tmp_path / "old.zip").tenant
    assert is_behind(copy.schema_name)
    call_command("migrate_schemas", schema_name=copy.schema_name, verbosity=0)
    assert not is_behind(copy.schema_name)
    assert read_catalog(copy.schema_name) == head


def test_an_export_of_a_deleted_tenant_comes_back_undeleted(shop: Client, tmp_path: Path) -> None:
    delete_softly(shop)
    export_tenant(shop, tmp_path / "last.zip")
    copy = copy_of(tmp_path / "last.zip").tenant
    copy.refresh_from_db()
    assert copy.status == Client.Status.READY
    assert SchemaState.objects.get(name=copy.schema_name).remove_after is None


def test_people_of_an_archive_bring_no_rights_over_the_service(
    shop: Client, tmp_path: Path
) -> None:
    owner = User.objects.get(email="owner@shop.example")
    owner.is_staff = owner.is_superuser = True
    owner.save()
    export_tenant(shop, tmp_path / "rights.zip")
    remove_person(owner)
    copy_of(tmp_path / "rights.zip")
    back = User.objects.get(pk=owner.pk)
    assert (back.is_staff, back.is_superuser) == (False, False)


def test_a_person_who_collides_with_another_one_is_named(shop: Client, archive: Path) -> None:
    owner = User.objects.get(email="owner@shop.example")
    remove_person(owner)
    User.objects.create_user("owner@shop.example", "other person")
    with pytest.raises(SharedRowConflict, match=r"email = 'owner@shop\.example'"):
        copy_of(archive)
    assert not Client.objects.filter(slug="copy").exists()


def test_the_command_changes_fields_and_names_what_could_not_stay(
    shop: Client, archive: Path
) -> None:
    said = json.loads(
        run("import", str(archive), "--domain", "copy.localhost", "--set", "slug=copy")
    )
    assert said["like_the_exported"]
    assert said["changed"]["id"]["was"] == str(shop.pk)
    assert Client.objects.get(slug="copy").schema_name == said["schema"]
