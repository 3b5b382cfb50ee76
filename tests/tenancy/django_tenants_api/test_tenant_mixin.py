"""What django-tenants documents of TenantMixin, on the client of News Book."""

from typing import Any

import pytest
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError
from django.db.models.signals import post_delete
from django.test import RequestFactory
from django_tenants.models import TenantMixin
from django_tenants.signals import post_schema_sync, schema_needs_to_be_sync
from django_tenants.utils import schema_exists, schema_rename

from public_site.models import Client, Domain
from tenancy import hosts
from tenancy.connections import connection
from tenancy.context import schema_context
from tenant_site.books.models import Book


def opened(schema_name: str = "tenant1", **fields: Any) -> Client:
    client = Client(schema_name=schema_name, name="Fonzy Tenant", **fields)
    client.save(verbosity=0)
    return client


def test_the_documented_attributes_have_their_documented_values() -> None:
    assert issubclass(Client, TenantMixin)
    assert (Client.auto_create_schema, Client.auto_drop_schema) == (True, False)
    assert Client.clone_mode == "DATA"
    assert (Client.domain_url, Client.domain_subfolder) == (None, None)
    assert str(TenantMixin.__str__(Client(schema_name="tenant1"))) == "tenant1"


def test_a_row_for_the_public_schema_is_the_documented_first_step(db: None) -> None:
    public = opened("public", paid_until="2026-12-05", on_trial=False)
    Domain(domain="my-domain.com", tenant=public, is_primary=True).save()
    found = hosts.find("my-domain.com")
    assert found is not None
    assert found.schema_name == "public"


def test_the_public_row_goes_and_its_schema_stays(db: None) -> None:
    public = opened("public")
    Domain(domain="my-domain.com", tenant=public).save()
    public.auto_drop_schema = True
    public.delete(force_drop=True)
    assert schema_exists("public")
    assert not Client.objects.filter(schema_name="public").exists()


def test_save_takes_verbosity_first_and_djangos_arguments(db: None) -> None:
    client = Client(schema_name="tenant1", name="Fonzy Tenant")
    client.save(0, force_insert=True)
    client.name = "Fonzy"
    client.save(update_fields=["name"])
    assert Client.objects.get(schema_name="tenant1").name == "Fonzy"


def test_the_manager_creates_a_schema_too(db: None) -> None:
    Client.objects.create(schema_name="tenant1", name="Fonzy Tenant")
    assert schema_exists("tenant1")


def test_with_tenant_gives_the_tenant_and_returns_to_the_one_before(acme: Client) -> None:
    other = Client(schema_name="tenant1")
    with acme as entered:
        assert entered is acme
        with other:
            assert connection.schema_name == "tenant1"
        assert connection.schema_name == acme.schema_name
        assert Book.objects.count() == 1
    assert connection.schema_name == "public"


def test_activate_and_deactivate_are_for_the_shell(acme: Client) -> None:
    acme.activate()
    assert connection.tenant is acme
    Client.deactivate()
    assert connection.schema_name == "public"


def test_deactivating_inside_a_context_lasts_until_its_end(acme: Client, globex: Client) -> None:
    with acme:
        with globex:
            Client.deactivate()
            assert connection.schema_name == "public"
        assert connection.schema_name == acme.schema_name


def test_the_primary_domain_is_found_or_none(acme: Client, db: None) -> None:
    assert acme.get_primary_domain().domain == "acme.localhost"
    assert opened().get_primary_domain() is None


def test_reverse_builds_the_address_from_the_schema_name(acme: Client) -> None:
    request = RequestFactory().get("/", secure=True, headers={"host": "example.com"})
    assert get_current_site(request).domain == "example.com"
    address = Client(schema_name="tenant1").reverse(request, "sign_in")
    assert address == "https://tenant1.example.com/sign-in/"


def test_the_type_of_a_tenant_is_the_field_that_the_setting_names(settings: Any) -> None:
    settings.MULTI_TYPE_DATABASE_FIELD = "language"
    assert Client(language="en").get_tenant_type() == "en"


def test_a_storage_without_tenants_hinders_nobody(db: None, settings: Any, tmp_path: Any) -> None:
    (tmp_path / "of_the_project.txt").write_text("there before")
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    }
    opened()
    assert schema_exists("tenant1")


def test_without_auto_create_a_worker_is_told_and_creates_the_schema(db: None) -> None:
    told: list[Client] = []

    def told_off(sender: type, tenant: Client, **kwargs: Any) -> None:
        told.append(tenant)

    schema_needs_to_be_sync.connect(told_off, sender=TenantMixin)
    client = Client(schema_name="tenant1", name="Fonzy Tenant")
    client.auto_create_schema = False
    client.save()
    schema_needs_to_be_sync.disconnect(told_off, sender=TenantMixin)
    assert told == [client]
    assert not schema_exists("tenant1")
    told[0].create_schema(check_if_exists=True, verbosity=0)
    with schema_context("tenant1"):
        assert Book.objects.count() == 0


def test_create_schema_says_whether_it_was_there(db: None) -> None:
    client = opened()
    assert client.create_schema(check_if_exists=True, verbosity=0) is False


def test_create_schema_without_sync_makes_no_table(db: None) -> None:
    client = Client(schema_name="tenant1", name="Fonzy Tenant")
    client.auto_create_schema = False
    client.save()
    client.create_schema(sync_schema=False, verbosity=0)
    assert schema_exists("tenant1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'tenant1'")
        assert cursor.fetchone() == (0,)


def test_what_is_sent_to_receivers_can_be_made_serializable(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[object] = []

    def receive(sender: type, tenant: object, **kwargs: Any) -> None:
        sent.append(tenant)

    monkeypatch.setattr(Client, "serializable_fields", lambda client: client.schema_name)
    post_schema_sync.connect(receive, sender=TenantMixin)
    opened()
    post_schema_sync.disconnect(receive, sender=TenantMixin)
    assert sent == ["tenant1"]


@pytest.mark.parametrize("how", ["row", "queryset"])
def test_auto_drop_schema_drops_it_with_the_row(
    how: str, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups: list[str] = []
    monkeypatch.setattr(Client, "auto_drop_schema", True)
    monkeypatch.setattr(Client, "pre_drop", lambda client: backups.append(client.schema_name))
    client = opened()
    if how == "row":
        client.delete()
    else:
        Client.objects.filter(pk=client.pk).delete()
    assert not schema_exists("tenant1")
    assert backups == ["tenant1"]


def test_only_tenants_are_listened_to_when_rows_are_deleted() -> None:
    assert post_delete.has_listeners(Client)
    assert not post_delete.has_listeners(Domain)


def test_a_schema_is_renamed_with_its_row(db: None) -> None:
    client = opened()
    schema_rename(client, "tenant2")
    assert Client.objects.get(pk=client.pk).schema_name == "tenant2"
    with client:
        assert Book.objects.count() == 0


@pytest.mark.parametrize("name", ["tenant1", "Tenant1", "pg_new", "a'b", "../other", "Tenant2"])
def test_a_name_that_is_taken_or_none_is_refused_by_a_rename(name: str, db: None) -> None:
    with pytest.raises(ValidationError):
        schema_rename(opened(), name)
    assert schema_exists("tenant1")
    assert Client.objects.filter(schema_name="tenant1").exists()


def test_one_primary_domain_unsets_the_others(acme: Client) -> None:
    second = Domain.objects.create(domain="second.example", tenant=acme, is_primary=True)
    assert acme.get_primary_domain() == second
    assert acme.domains.filter(is_primary=True).count() == 1


def test_the_first_domain_is_primary_whatever_was_asked(db: None) -> None:
    client = opened()
    first = Domain.objects.create(domain="first.example", tenant=client, is_primary=False)
    second = Domain.objects.create(domain="second.example", tenant=client, is_primary=False)
    assert (first.is_primary, second.is_primary) == (True, False)
    assert str(first) == "first.example"
    assert second.tenant == client
