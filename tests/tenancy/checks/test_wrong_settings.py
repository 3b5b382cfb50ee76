"""A dozen and more ways to set the engine up wrongly; each has its code and its instruction."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as in_force
from django.core.checks import CheckMessage, run_checks
from django.test import override_settings

from project import settings_public
from tests.conftest import settings_of

TENANT = "project.old_addresses.HostMiddleware"  # ours, as a project may extend it
ENGINES = "tenancy.middleware.TenantMiddleware"
SESSION = "django.contrib.sessions.middleware.SessionMiddleware"
Changes = dict[str, Any]


def found() -> list[CheckMessage]:
    return run_checks(tags=["tenancy"])


def cache_of(**changes: Any) -> Changes:
    return {"CACHES": {"default": {**in_force.CACHES["default"], **changes}}}


def database_of(**changes: Any) -> Changes:
    return {"DATABASES": {"default": {**in_force.DATABASES["default"], **changes}}}


def middleware(change: Callable[[list[str]], list[str]]) -> Changes:
    return {"MIDDLEWARE": change(list(in_force.MIDDLEWARE))}


def with_files_in(backend: str) -> Changes:
    return {"STORAGES": {**in_force.STORAGES, "default": {"BACKEND": backend}}}


def in_folders(**changes: Any) -> Changes:
    ours = "tenancy.subfolder.SubfolderTenantMiddleware"
    return {
        **middleware(lambda all_: [ours if one == TENANT else one for one in all_]),
        "TENANT_SUBFOLDER_PREFIX": "w",
        "TENANT_SUBFOLDER_HOST": "localhost",
        "SESSION_COOKIE_NAME": "workspace-session",
        "CSRF_COOKIE_NAME": "workspace-csrf",
        **changes,
    }


WRONG: dict[str, tuple[Callable[[], Changes], str, str]] = {
    "an app in both lists": (
        lambda: {"TENANT_APPS": [*in_force.TENANT_APPS, "django.contrib.admin"]},
        "E001",
        "Keep it in one of them",
    ),
    "an app in both lists, once by its configuration": (
        lambda: {"TENANT_APPS": [*in_force.TENANT_APPS, "public_site.apps.PublicSiteConfig"]},
        "E001",
        "Keep it in one of them",
    ),
    "an app with models in neither list": (
        lambda: {"SHARED_APPS": [a for a in in_force.SHARED_APPS if ".admin" not in a]},
        "E003",
        "Add it to SHARED_APPS for one table",
    ),
    "a listed app that is not installed": (
        lambda: {"TENANT_APPS": [*in_force.TENANT_APPS, "django.contrib.flatpages"]},
        "E004",
        "Add it to INSTALLED_APPS",
    ),
    "no domain model": (
        lambda: {"TENANT_DOMAIN_MODEL": None},
        "E005",
        'Set TENANT_DOMAIN_MODEL to "app_label.Model"',
    ),
    "a tenant model that does not exist": (
        lambda: {"TENANT_MODEL": "public_site.Nobody"},
        "E005",
        'Set TENANT_MODEL to "app_label.Model"',
    ),
    "a tenant model that is none": (
        lambda: {"TENANT_MODEL": "accounts.User"},
        "E005",
        "Let it inherit tenancy.models.TenantMixin",
    ),
    "a tenant model of a tenant app": (
        lambda: {
            "SHARED_APPS": [a for a in in_force.SHARED_APPS if a != "public_site"],
            "TENANT_APPS": [*in_force.TENANT_APPS, "public_site"],
        },
        "E006",
        "Add it to SHARED_APPS",
    ),
    "Django's own backend": (
        lambda: database_of(ENGINE="django.db.backends.postgresql"),
        "E007",
        'Set ENGINE to "tenancy.postgresql"',
    ),
    "the backend of django-tenants": (
        lambda: database_of(ENGINE="django_tenants.postgresql_backend"),
        "E007",
        'Set ENGINE to "tenancy.postgresql"',
    ),
    "a backend that does not exist": (
        lambda: database_of(ENGINE="no.such.backend"),
        "E007",
        'Set ENGINE to "tenancy.postgresql"',
    ),
    "a pooler by its port": (
        lambda: database_of(PORT="6432"),
        "W001",
        "Set TRANSACTION_POOLING to True",
    ),
    "a pooler by its name": (
        lambda: database_of(HOST="pgbouncer.internal", PORT=5432),
        "W001",
        "Set TRANSACTION_POOLING to True",
    ),
    "no router": (lambda: {"DATABASE_ROUTERS": []}, "E008", "to DATABASE_ROUTERS"),
    "another public schema": (
        lambda: {"PUBLIC_SCHEMA_NAME": "shared"},
        "E009",
        "Remove PUBLIC_SCHEMA_NAME",
    ),
    "a schema that new tenants would be clones of": (
        lambda: {"TENANT_BASE_SCHEMA": "template"},
        "W002",
        "Use TENANT_TEMPLATES and createrefschema",
    ),
    "migrations that would be faked": (
        lambda: {"TENANT_CREATION_FAKES_MIGRATIONS": True},
        "W002",
        "Remove TENANT_CREATION_FAKES_MIGRATIONS",
    ),
    "no middleware": (
        lambda: middleware(lambda all_: [one for one in all_ if one != TENANT]),
        "E010",
        f'Put "{ENGINES}" first',
    ),
    "sessions before the tenant": (
        lambda: middleware(lambda all_: [SESSION, *(one for one in all_ if one != SESSION)]),
        "E011",
        f"Move {TENANT} above it",
    ),
    "django-tenants' middleware beside ours": (
        lambda: middleware(
            lambda all_: ["django_tenants.middleware.main.TenantMainMiddleware", *all_]
        ),
        "E012",
        f'Replace it by "{ENGINES}"',
    ),
    "a cache with Django's keys": (
        lambda: cache_of(KEY_FUNCTION=None),
        "E013",
        'Set its KEY_FUNCTION to "tenancy.cache.make_key"',
    ),
    "a cache with django-tenants' keys": (
        lambda: cache_of(KEY_FUNCTION="django_tenants.cache.make_key"),
        "W003",
        "tenancy.cache.make_key",
    ),
    "a cache with keys of nobody": (
        lambda: cache_of(KEY_FUNCTION="no.such.function"),
        "E013",
        "tenancy.cache.make_key",
    ),
    "sessions in a shared table": (
        lambda: {"SESSION_ENGINE": "django.contrib.sessions.backends.db"},
        "E014",
        "a table of TENANT_APPS",
    ),
    "sessions in a shared table behind a cache": (
        lambda: {"SESSION_ENGINE": "django.contrib.sessions.backends.cached_db"},
        "E014",
        "a table of TENANT_APPS",
    ),
    "sessions in the shared cache": (
        lambda: {
            "SESSION_ENGINE": "django.contrib.sessions.backends.cache",
            "SESSION_CACHE_ALIAS": "shared",
        },
        "E014",
        "Set SESSION_CACHE_ALIAS",
    ),
    "sessions in signed cookies": (
        lambda: {"SESSION_ENGINE": "django.contrib.sessions.backends.signed_cookies"},
        "E014",
        "Keep sessions in a table",
    ),
    "sessions in files": (
        lambda: {"SESSION_ENGINE": "django.contrib.sessions.backends.file"},
        "E014",
        "Keep sessions in a table",
    ),
    "files in one folder": (
        lambda: with_files_in("django.core.files.storage.FileSystemStorage"),
        "E016",
        '"tenancy.storage.TenantFileStorage"',
    ),
    "files in django-tenants' storage": (
        lambda: with_files_in("django_tenants.files.storage.TenantFileSystemStorage"),
        "I002",
        '"tenancy.storage.TenantS3Storage"',
    ),
    "folders without their host": (
        lambda: {"TENANT_SUBFOLDER_PREFIX": "w"},
        "E019",
        "TENANT_SUBFOLDER_HOST",
    ),
    "folders without their middleware": (
        lambda: {"TENANT_SUBFOLDER_PREFIX": "w", "TENANT_SUBFOLDER_HOST": "localhost"},
        "E019",
        '"tenancy.subfolder.SubfolderTenantMiddleware"',
    ),
    "a cookie that browsers refuse in a folder": (
        lambda: in_folders(SESSION_COOKIE_NAME="__Host-session"),
        "E020",
        '"__Secure-"',
    ),
    "a cookie that the main website sets too": (
        lambda: in_folders(CSRF_COOKIE_NAME=settings_public.CSRF_COOKIE_NAME),
        "E021",
        "Give CSRF_COOKIE_NAME another name",
    ),
    **{
        f"{name} is set": (
            lambda name=name: {name: ".newsbook.example"},  # type: ignore[misc]  # bound per name
            "E015",
            f"Remove {name}",
        )
        for name in ("SESSION_COOKIE_DOMAIN", "CSRF_COOKIE_DOMAIN", "LANGUAGE_COOKIE_DOMAIN")
    },
}


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")  # only read, never connected
@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_setting_has_its_code_and_its_instruction(case: str) -> None:
    changes, code, instruction = WRONG[case]
    with override_settings(**changes()):
        messages = {message.id: message for message in found()}
    assert f"tenancy.{code}" in messages
    assert instruction in str(messages[f"tenancy.{code}"].hint)


def test_the_workspaces_are_clean() -> None:
    assert found() == []


def test_workspaces_in_folders_are_clean() -> None:
    with override_settings(**in_folders()):
        assert found() == []


def test_what_comes_from_django_tenants_starts() -> None:
    theirs = {
        **cache_of(KEY_FUNCTION="django_tenants.cache.make_key"),
        **with_files_in("django_tenants.files.storage.TenantFileSystemStorage"),
        "SESSION_ENGINE": "django.contrib.sessions.backends.cache",
        "TENANT_BASE_SCHEMA": "template",
    }
    with override_settings(**theirs):
        assert not [message for message in found() if message.is_serious()]


def test_the_main_website_is_clean() -> None:
    with override_settings(**settings_of(settings_public)):
        assert found() == []


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")  # only read, never connected
@pytest.mark.parametrize(
    "changes",
    [
        {"SESSION_ENGINE": "django.contrib.sessions.backends.cache"},
        {"TENANT_BASE_SCHEMA": None, "TENANT_CREATION_FAKES_MIGRATIONS": False},
        database_of(HOST="pgbouncer.internal", TRANSACTION_POOLING=True),
        {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}},
        {"CACHES": {"default": {"BACKEND": "x.Cache", "KEY_FUNCTION": lambda *key: str(key)}}},
    ],
)
def test_what_keeps_tenants_apart_otherwise_is_clean(changes: Changes) -> None:
    with override_settings(**changes):
        assert found() == []
