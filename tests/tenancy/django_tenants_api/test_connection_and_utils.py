"""What django-tenants documents of `connection` and of `django_tenants.utils`."""

from typing import Any

import pytest
from django.db import models
from django.test import RequestFactory
from django_tenants import utils
from django_tenants.postgresql_backend import base
from django_tenants.utils import (
    get_current_tenant,
    get_tenant,
    schema_context,
    schema_exists,
    tenant_context,
    tenant_migration,
)

from public_site.models import Client, Domain
from tenancy import context
from tenancy.connections import connection
from tenant_site.books.models import Book


def search_path() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        return str(cursor.fetchone()[0])


def test_set_tenant_and_set_schema_to_public(acme: Client) -> None:
    connection.set_tenant(acme)
    assert connection.tenant is acme
    assert connection.schema_name == acme.schema_name
    assert search_path() == f"{acme.schema_name}, public"
    connection.set_schema_to_public()
    assert connection.schema_name == "public"
    assert search_path() == "public"


def test_set_schema_knows_the_name_alone(acme: Client) -> None:
    connection.set_schema(acme.schema_name, include_public=False, tenant_type="type1")
    assert isinstance(connection.tenant, base.FakeTenant)
    assert connection.tenant.get_tenant_type() == "type1"
    assert search_path() == acme.schema_name


def test_a_row_of_the_public_schema_is_the_tenant_when_it_was_set(db: None) -> None:
    public = Client(schema_name="public", name="Schemas Inc.")
    connection.set_tenant(public)
    assert get_current_tenant() is public


@pytest.mark.filterwarnings("ignore:connection.get_:DeprecationWarning")
def test_the_deprecated_getters_still_answer(acme: Client) -> None:
    connection.set_tenant(acme)
    assert connection.get_schema() == acme.schema_name
    assert connection.get_tenant() is acme


def test_contexts_are_managers_and_decorators(acme: Client) -> None:
    @schema_context(acme.schema_name)
    def by_name() -> int:
        return Book.objects.count()

    @tenant_context(acme)
    def by_tenant() -> int:
        return Book.objects.count()

    with schema_context(acme.schema_name):
        assert Book.objects.count() == 1
    with tenant_context(acme):
        assert Book.objects.count() == 1
    assert by_name() == by_tenant() == by_tenant() == 1
    assert connection.schema_name == "public"


def test_contexts_take_the_name_of_a_database(acme: Client) -> None:
    with schema_context(acme.schema_name, database="default"):
        assert connection.schema_name == acme.schema_name
    with tenant_context(acme, database="default"):
        assert get_current_tenant(database="default") is acme


def test_the_current_tenant_needs_no_request(acme: Client) -> None:
    with tenant_context(acme):
        assert get_current_tenant() is acme
    with schema_context(acme.schema_name):
        current = get_current_tenant()
    assert isinstance(current, base.FakeTenant)
    assert current.schema_name == acme.schema_name


def test_the_tenant_of_a_request_is_its_attribute_or_none(acme: Client) -> None:
    request: Any = RequestFactory().get("/")
    assert get_tenant(request) is None
    request.tenant = acme
    assert get_tenant(request) is acme


def test_code_runs_across_every_tenant(acme: Client, globex: Client) -> None:
    counts = []
    for tenant in utils.get_tenant_model().objects.all():
        with tenant_context(tenant):
            counts.append(Book.objects.count())
    assert counts == [1, 1]


def test_schema_exists_compares_case_when_asked(acme: Client) -> None:
    assert schema_exists(acme.schema_name)
    assert not schema_exists(acme.schema_name.upper())
    assert schema_exists(acme.schema_name.upper(), case_sensitive=False)
    assert not schema_exists("nowhere", database="default")


def test_settings_are_read_by_functions(settings: Any) -> None:
    assert utils.get_tenant_model() is Client
    assert utils.get_tenant_domain_model() is Domain
    assert utils.get_public_schema_name() == "public"
    assert utils.get_tenant_database_alias() == "default"
    assert not utils.has_multi_type_tenants()
    assert utils.get_tenant_base_schema() is False
    assert utils.get_tenant_migration_order() is None
    settings.PUBLIC_SCHEMA_URLCONF = "project.urls_public"
    assert utils.get_public_schema_urlconf() == "project.urls_public"


@pytest.mark.parametrize(
    ("host", "bare"), [("www.acme.example", "acme.example"), ("acme.example", "acme.example")]
)
def test_www_is_removed(host: str, bare: str) -> None:
    assert utils.remove_www(host) == utils.remove_www_and_dev(host) == bare


@pytest.mark.parametrize(
    ("path", "parsed"), [("tenants/%s/static", "tenants/acme/static"), ("media", "media/acme")]
)
def test_a_configured_path_takes_the_schema_in(path: str, parsed: str) -> None:
    with schema_context("acme"):
        assert utils.parse_tenant_config_path(path) == parsed


def test_a_migration_runs_where_it_is_for(acme: Client) -> None:
    ran: list[str] = []

    @tenant_migration
    def in_tenants(apps: Any, schema_editor: Any) -> None:
        ran.append(f"tenants: {connection.schema_name}")

    @tenant_migration(tenant_schema=False, public_schema=True)
    def in_public(apps: Any, schema_editor: Any) -> None:
        ran.append(f"public: {connection.schema_name}")

    for name in (acme.schema_name, "public"):
        with schema_context(name), connection.schema_editor() as editor:
            in_tenants(None, editor)
            in_public(None, editor)
    assert ran == [f"tenants: {acme.schema_name}", "public: public"]


def test_a_set_call_limit_changes_nothing(acme: Client, globex: Client, settings: Any) -> None:
    settings.TENANT_LIMIT_SET_CALLS = True
    for tenant in (acme, globex):
        with tenant_context(tenant):
            assert search_path() == f"{tenant.schema_name}, public"


def test_extra_search_paths_are_seen_from_everywhere(
    acme: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "EXTRA_SEARCH_PATHS", ["extensions"])
    assert search_path() == "public, extensions"
    with tenant_context(acme):
        assert search_path() == f"{acme.schema_name}, public, extensions"
    connection.set_schema(acme.schema_name, include_public=False)
    assert search_path() == f"{acme.schema_name}, extensions"


def test_an_extra_method_is_told_of_every_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(context, "_followers", [])
    context.follow(lambda tenant: told.append(tenant.schema_name))
    with schema_context("acme"):
        connection.set_schema("globex")
    with context.schema_context("acme"):
        pass
    context.clear()
    assert told == ["acme", "globex", "public", "acme", "public", "public"]


def test_rows_read_in_a_context_are_of_its_tenant(acme: Client, globex: Client) -> None:
    with tenant_context(acme):
        Book.objects.update(name="Ours")
    with tenant_context(globex):
        assert not Book.objects.filter(name="Ours").exists()
    assert isinstance(Book.objects.all(), models.QuerySet)
