"""System checks of the engine; each says what to do."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, register
from django.db import models
from django.db.backends.postgresql.psycopg_any import is_psycopg3


@register(Tags.models)
def no_app_stands_in_both_lists(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse an app that is shared and tenant at once: a missing schema would fall to public."""
    both = sorted(set(settings.SHARED_APPS) & set(settings.TENANT_APPS))
    return [
        Error(
            f"{app} stands in SHARED_APPS and in TENANT_APPS.",
            hint="Keep it in one of them: a missing schema must fail, never fall back to public.",
            id="tenancy.E001",
        )
        for app in both
    ]


@register(Tags.models)
def no_constraint_crosses_schemas(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse a database constraint between a tenant's table and a shared one."""
    tenant_apps = set(settings.TENANT_APPS)
    return [
        Error(
            f"{field} is a foreign key with a constraint across schemas.",
            hint="Give it db_constraint=False.",
            id="tenancy.E002",
        )
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and field.remote_field is not None
        and getattr(field, "db_constraint", False)
        and (_app(model) in tenant_apps) != (_app(field.related_model) in tenant_apps)
    ]


def _app(model: Any) -> str:
    return str(apps.get_app_config(model._meta.app_label).name)


@register(Tags.database)
def the_driver_is_known(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Say so when Django silently prefers psycopg 3 over the pinned psycopg2."""
    if not is_psycopg3:
        return []
    return [
        Info(
            "psycopg 3 is importable, so Django uses it in place of psycopg2.",
            hint="Uninstall psycopg unless that is meant.",
            id="tenancy.I001",
        )
    ]
