"""What this code expects of a schema, and whether a schema has it."""

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django_tenants.utils import get_public_schema_name, get_tenant_types, has_multi_type_tenants

from tenancy.fleet.applied import Migrations, applied_migrations, digest
from tenancy.records import SchemaState


@cache
def head() -> Migrations:
    """Return every migration of the installed apps, as django-tenants records them in a tenant.

    Read from the names of files, so that a web process need not import all migrations.
    """
    return frozenset(
        (config.label, name)
        for config in apps.get_app_configs()
        for name in _names_on_disk(config.label)
    )


@cache
def head_digest() -> str:
    """Return the digest of `head()`: a schema that has this one lacks nothing."""
    return digest(head())


@cache
def needed_by_tenants() -> Migrations:
    """Return what of `head()` makes tables of tenants: without these a page would be wrong."""
    kinds = get_tenant_types().items() if has_multi_type_tenants() else ()
    tenant_apps = {
        app for kind, of in kinds if kind != get_public_schema_name() for app in of["APPS"]
    }
    tenant_apps |= set(getattr(settings, "TENANT_APPS", ()))
    return frozenset(
        (app, name)
        for app, name in head()
        if _names_of(app) & tenant_apps  # an app is listed by its name or by its AppConfig
    )


def is_behind(schema_name: str, *, known_digest: str | None = None) -> bool:
    """Say whether the schema lacks a migration that this code needs.

    `known_digest` is what the schema's state row says, if the caller has read it; else it is
    read here. In doubt the schema's own records decide.
    """
    if known_digest is None:
        row = SchemaState.objects.filter(pk=schema_name).values_list("digest", flat=True)
        known_digest = row.first()
    if known_digest == head_digest():
        return False
    return bool(lacking(schema_name))


def lacking(schema_name: str) -> Migrations:
    """Return the migrations of tenant apps that the schema has not."""
    return needed_by_tenants() - applied_migrations(schema_name)


def _names_of(app_label: str) -> set[str]:
    config = apps.get_app_config(app_label)
    return {config.name, f"{type(config).__module__}.{type(config).__name__}"}


def _names_on_disk(app_label: str) -> Iterator[str]:
    module_name, _explicit = MigrationLoader.migrations_module(app_label)
    if module_name is None:
        return
    try:
        package = import_module(module_name)
    except ModuleNotFoundError:
        return  # an app without migrations
    for _finder, name, is_package in pkgutil.iter_modules(getattr(package, "__path__", ())):
        if not is_package and name[0] not in "_~":
            yield name
