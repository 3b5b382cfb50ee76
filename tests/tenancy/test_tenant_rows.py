from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, ProgrammingError, connection
from django.db.models.signals import post_save
from django_tenants.signals import post_schema_sync, schema_needs_to_be_sync
from django_tenants.utils import schema_exists

from public_site.models import Client, Domain
from tenancy import context, hosts, models
from tenancy.context import tenant_context
from tenancy.models import OutsidePublicSchema, SchemaTaken
from tenancy.schemas import drop_schema
from tenant_site.books.models import Book


def new_client(schema_name: str = "tenant1", **fields: Any) -> Client:
    client = Client(schema_name=schema_name, name="Fonzy Tenant", **fields)
    client.save(verbosity=0)
    return client


def test_a_client_as_in_the_documentation_gets_a_schema(db: None) -> None:
    client = new_client(paid_until="2027-12-05", on_trial=True)
    Domain(domain="tenant.my-domain.com", tenant=client, is_primary=True).save()
    assert schema_exists("tenant1")
    with client:
        assert Book.objects.count() == 0
    found = hosts.find("tenant.my-domain.com")
    assert found is not None
    assert found.pk == client.pk


def test_a_schema_that_exists_is_never_adopted(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA left_behind")
    with pytest.raises(SchemaTaken):
        new_client("left_behind")
    assert not Client.objects.filter(schema_name="left_behind").exists()


@pytest.mark.parametrize("name", ["pg_catalog", "information_schema", "../x", "A-b", "%s"])
def test_a_name_that_may_not_be_a_schema_is_refused(name: str, db: None) -> None:
    with pytest.raises(ValidationError):
        new_client(name)


@pytest.mark.parametrize("name", ["public", "pg_catalog", "information_schema"])
def test_the_systems_schemas_are_never_dropped(name: str, db: None) -> None:
    with pytest.raises(ValidationError):
        drop_schema(name)
    Client(schema_name=name)._drop_schema(force_drop=True)
    assert schema_exists(name)


def test_a_failure_while_migrating_leaves_nothing(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half_way(name: str, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {name}")
        raise RuntimeError

    monkeypatch.setattr(models, "create_empty_schema", half_way)
    with pytest.raises(RuntimeError):
        new_client("half_way")
    assert not schema_exists("half_way")
    assert not Client.objects.filter(schema_name="half_way").exists()
    assert not context.is_entered()


def test_a_receiver_that_raises_drops_nothing(db: None) -> None:
    def refuse(**kwargs: Any) -> None:
        raise RuntimeError

    post_schema_sync.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            new_client("listened_to")
    finally:
        post_schema_sync.disconnect(refuse)
    assert schema_exists("public")
    assert schema_exists("listened_to")


def test_the_documented_signals_fire(db: None) -> None:
    heard: list[tuple[str, str]] = []

    def synced(tenant: Client, **kwargs: Any) -> None:
        heard.append(("synced", tenant.schema_name))

    def needed(tenant: Client, **kwargs: Any) -> None:
        heard.append(("needed", tenant.schema_name))

    post_schema_sync.connect(synced)
    schema_needs_to_be_sync.connect(needed)
    try:
        new_client("at_once")
        later = Client(schema_name="later", name="Later")
        later.auto_create_schema = False
        later.save()
    finally:
        post_schema_sync.disconnect(synced)
        schema_needs_to_be_sync.disconnect(needed)
    assert heard == [("synced", "at_once"), ("needed", "later")]
    assert not schema_exists("later")


def test_deleting_the_row_alone_keeps_the_schema(db: None) -> None:
    client = new_client("kept")
    client.delete()
    assert schema_exists("kept")
    with pytest.raises(SchemaTaken):
        new_client("kept")


def test_row_and_schema_are_deleted_together(db: None) -> None:
    client = new_client("gone")
    client.delete(force_drop=True)
    assert not schema_exists("gone")


def test_a_schema_that_cannot_be_dropped_keeps_its_row_and_hosts(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = new_client("protected")
    Domain.objects.create(domain="protected.example", tenant=client)

    def refuse(name: str) -> None:
        raise OperationalError

    monkeypatch.setattr(models, "drop_schema", refuse)
    with pytest.raises(OperationalError):
        client.delete(force_drop=True)
    assert Client.objects.filter(schema_name="protected").exists()
    assert Domain.objects.filter(domain="protected.example").exists()
    assert schema_exists("protected")


def test_tenants_are_made_in_the_public_schema_only(acme: Client, globex: Client) -> None:
    with tenant_context(acme):
        with pytest.raises(OutsidePublicSchema):
            new_client("inside")
        with pytest.raises(OutsidePublicSchema):
            globex.delete()


def test_a_missing_schema_fails_closed(db: None) -> None:
    client = Client(schema_name="nowhere", name="Nowhere")
    with tenant_context(client), pytest.raises(ProgrammingError, match="does not exist"):
        Book.objects.count()


def test_deleting_is_fast_because_nobody_listens_to_every_delete() -> None:
    from django.db.models.signals import post_delete

    assert not post_delete.has_listeners(Book)
    assert not post_save.has_listeners(Book)


def test_a_name_that_is_taken_again_inherits_no_files(db: None) -> None:
    client = new_client("again")
    with tenant_context(client):
        default_storage.save("files/old.txt", ContentFile(b"old"))
    client.delete(force_drop=True)
    with pytest.raises(SchemaTaken, match="Files of an earlier tenant"):
        new_client("again")
    assert not schema_exists("again")


def links() -> set[str]:
    return {path.name for path in settings.MEDIA_HOSTS.glob("*")} - {"acme.localhost"}


def test_media_links_follow_hosts(acme: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        domain = Domain.objects.create(domain="one.example", tenant=acme, is_primary=False)
    assert "one.example" in links()
    with django_capture_on_commit_callbacks(execute=True):
        domain.domain = "two.example"
        domain.save()
    assert "two.example" in links()
    assert "one.example" not in links()
    with django_capture_on_commit_callbacks(execute=True):
        domain.delete()
    assert "two.example" not in links()


def test_media_links_of_a_deleted_client_are_gone(
    db: None, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client = new_client("linked")
        Domain.objects.create(domain="linked.example", tenant=client)
    assert "linked.example" in links()
    with django_capture_on_commit_callbacks(execute=True):
        client.delete(force_drop=True)
    assert "linked.example" not in links()
