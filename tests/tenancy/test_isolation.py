"""The seven rules of isolation; each falls when its guard is removed."""

import logging
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import ProgrammingError, models
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client as Browser
from django.test import RequestFactory

from project.env import CHECKOUT
from public_site.models import Client
from tenancy import context
from tenancy.cache import CacheWithoutTenant
from tenancy.checks.app_lists import no_app_stands_in_both_lists
from tenancy.checks.tenant_models import no_constraint_crosses_schemas
from tenancy.connections import connection
from tenancy.context import tenant_context
from tenancy.log import TenantFilter
from tenancy.middleware import PublicSchemaMiddleware, TenantMiddleware
from tenant_site.books.models import Book
from tenant_site.members.models import Member


def at_acme(path: str = "/") -> HttpRequest:
    return RequestFactory().get(path, headers={"host": "acme.localhost:8000"})


def test_1_no_app_is_shared_and_tenant_at_once(settings: Any) -> None:
    assert list(no_app_stands_in_both_lists()) == []
    settings.TENANT_APPS = [*settings.TENANT_APPS, "django.contrib.auth"]
    assert [error.id for error in no_app_stands_in_both_lists()] == ["tenancy.E001"]


def test_1_contenttypes_auth_and_admin_are_shared_only() -> None:
    shared = {
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.admin.apps.SimpleAdminConfig",
    }
    assert shared <= set(settings.SHARED_APPS)
    assert not shared & set(settings.TENANT_APPS)


def test_1_a_tenants_tables_are_in_its_schema_and_nowhere_else(acme: Client) -> None:
    own = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if apps.get_app_config(model._meta.app_label).name in settings.TENANT_APPS
    }
    assert tables(acme.schema_name) == own | {"django_migrations"}
    assert not own & tables("public")


def tables(schema: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        return {row[0] for row in cursor.fetchall()}


def test_1_a_missing_schema_fails_closed(db: None) -> None:
    with tenant_context(Client(schema_name="nowhere")), pytest.raises(ProgrammingError):
        Book.objects.create(code="x", name="x")


@pytest.mark.parametrize("outcome", ["answer", "error"])
def test_3_nothing_is_left_in_force_after_a_request(outcome: str, acme: Client) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        assert connection.schema_name == acme.schema_name
        if outcome == "error":
            raise ZeroDivisionError
        return HttpResponse(str(Book.objects.count()))

    with pytest.raises(ZeroDivisionError) if outcome == "error" else tenant_context(acme):
        TenantMiddleware(view)(at_acme())
        raise_if_entered()
    assert not context.is_entered()
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert cursor.fetchone()[0] == "public"


def raise_if_entered() -> None:
    assert not context.is_entered()


def test_3_nothing_is_left_in_force_by_a_method_that_refuses_the_tenant(
    acme: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(tenant: Any) -> None:
        if tenant.schema_name == acme.schema_name:
            raise ZeroDivisionError

    monkeypatch.setattr(context, "_followers", [refuse])
    with pytest.raises(ZeroDivisionError):
        TenantMiddleware(lambda _: HttpResponse())(at_acme())
    assert not context.is_entered()


def test_3_what_a_request_does_to_its_tenant_stays_there(acme: Client) -> None:
    seen: list[Any] = []

    def view(request: Any) -> HttpResponse:
        seen.append(request.tenant)
        return HttpResponse()

    middleware = TenantMiddleware(view)
    middleware(at_acme())
    seen[0].name = "Mine"
    seen[0]._state.fields_cache["plan"] = "mine"
    seen[0]._state.adding = True
    middleware(at_acme())
    assert (seen[1], seen[1].name, seen[1].domain_url) == (acme, acme.name, "acme.localhost")
    assert (seen[1]._state.adding, dict(seen[1]._state.fields_cache)) == (False, {})


def test_3_a_request_does_not_inherit_what_a_thread_forgot(acme: Client, globex: Client) -> None:
    context.enter(globex)
    seen = TenantMiddleware(lambda _request: HttpResponse(connection.schema_name))(at_acme())
    assert seen.content.decode() == acme.schema_name  # type: ignore[attr-defined]
    assert not context.is_entered()


def test_3_the_main_website_forgets_what_a_view_entered(acme: Client, globex: Client) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        seen = connection.schema_name
        connection.set_tenant(acme)
        return HttpResponse(seen)

    context.enter(globex)
    answer = PublicSchemaMiddleware(view)(at_acme())
    assert answer.content == b"public"  # type: ignore[attr-defined]
    assert not context.is_entered()


def test_3_a_streamed_body_is_produced_inside_its_tenant(acme: Client) -> None:
    def body() -> Any:
        for _ in range(2):
            yield f"{connection.schema_name}:{Book.objects.count()} "

    answer = TenantMiddleware(lambda _request: StreamingHttpResponse(body()))(at_acme())
    streamed = b"".join(answer).decode()
    assert streamed == f"{acme.schema_name}:1 " * 2
    assert not context.is_entered()


def test_3_nothing_is_left_in_force_after_a_command(acme: Client, capsys: Any) -> None:
    call_command("tenant_command", "showmigrations", schema_name=acme.schema_name)
    assert not context.is_entered()


def test_4_cookies_are_for_one_host_only(acme: Client, browse: Callable[..., Browser]) -> None:
    answer = browse(acme).get("/sign-in/")
    assert answer.cookies
    assert all(cookie["domain"] == "" for cookie in answer.cookies.values())
    assert settings.SESSION_COOKIE_DOMAIN is None
    assert settings.CSRF_COOKIE_DOMAIN is None


def test_4_a_session_of_one_workspace_is_worthless_at_another(
    acme: Client, globex: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, owner)
    assert browser.get("/").status_code == 200
    elsewhere = browser.get("/", headers={"host": "globex.localhost:8000"})
    assert elsewhere.status_code == 302
    assert "/sign-in/" in elsewhere["Location"]


def test_4_a_form_of_one_workspace_is_refused_at_another(acme: Client, globex: Client) -> None:
    browser = Browser(enforce_csrf_checks=True, headers={"host": "acme.localhost:8000"})
    page = browser.get("/sign-in/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    sent = browser.post(
        "/sign-in/",
        {"csrfmiddlewaretoken": token[1], "identifier": "x", "password": "y"},
        headers={"origin": "http://globex.localhost:8000"},
    )
    assert sent.status_code == 403
    assert settings.CSRF_TRUSTED_ORIGINS == []


def test_5_cache_keys_carry_the_tenant(acme: Client, globex: Client) -> None:
    with tenant_context(acme):
        cache.set("colour", "blue")
    with tenant_context(globex):
        assert cache.get("colour") is None
    with pytest.raises(CacheWithoutTenant):
        cache.get("colour")


def test_5_log_lines_name_the_tenant(acme: Client) -> None:
    record = logging.makeLogRecord({})
    acme.domain_url = "acme.localhost"
    with tenant_context(acme):
        TenantFilter().filter(record)
    assert vars(record)["schema_name"] == acme.schema_name
    assert vars(record)["domain_url"] == "acme.localhost"


def test_7_nothing_outside_tenancy_writes_sql_with_a_schema_in_it() -> None:
    suspicious = re.compile(
        r"search_path|CREATE SCHEMA|DROP SCHEMA|ALTER SCHEMA|set_schema\(|schema_name\}", re.I
    )
    found = [
        f"{path.relative_to(CHECKOUT)}: {line.strip()}"
        for place in ("project", "accounts", "public_site", "tenant_site", "stack")
        for path in (CHECKOUT / place).rglob("*.py")
        for line in path.read_text().splitlines()
        if suspicious.search(line)
    ]
    assert found == []


def test_no_constraint_crosses_schemas(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(no_constraint_crosses_schemas()) == []
    field: Any = Member._meta.get_field("user")
    monkeypatch.setattr(field, "db_constraint", True)
    assert [error.id for error in no_constraint_crosses_schemas()] == ["tenancy.E002"]


def test_our_ids_are_uuids_or_bigints_on_every_table() -> None:
    ours = ("accounts", "public_site", "tenant_site")
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith(ours):
            key = model._meta.pk
            while isinstance(key, models.ForeignKey):
                key = key.target_field
            assert isinstance(
                key,
                models.UUIDField | models.BigAutoField | models.BigIntegerField | models.CharField,
            ), model


def test_imports_point_one_way() -> None:
    allowed = {
        "tenancy": {"tenancy"},
        "accounts": {"accounts", "tenancy"},
        "tenant_site": {"tenant_site", "accounts", "tenancy"},
        "public_site": {"public_site", "accounts", "tenancy"},
        "stack": {"stack"},
    }
    houses = {*allowed, "project"}
    bridges = {"tenant_site.books.opening"}
    wrong = []
    for house, may in allowed.items():
        for path in (CHECKOUT / house).rglob("*.py"):
            for name in re.findall(r"^\s*(?:from|import) ([\w.]+)", path.read_text(), re.M):
                root = name.split(".")[0]
                if root in houses - may and name not in bridges:
                    wrong.append(f"{path.relative_to(CHECKOUT)} imports {name}")
    assert wrong == []


@pytest.mark.parametrize("site", ["main_website", "tenants"])
def test_an_exported_variable_cannot_boot_the_other_site(site: str) -> None:
    other = "project.settings_tenants" if site == "main_website" else "project.settings_public"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import project.wsgi_{site}; from django.conf import settings; "
            "print(settings.ROOT_URLCONF)",
        ],
        cwd=CHECKOUT,
        env={"DJANGO_SETTINGS_MODULE": other, "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    expected = "project.urls_public" if site == "main_website" else "project.urls_tenants"
    assert done.stdout.strip() == expected, done.stderr
