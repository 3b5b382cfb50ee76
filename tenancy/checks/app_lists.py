"""SHARED_APPS and TENANT_APPS divide the installed apps."""

from collections.abc import Iterator

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django_tenants.utils import get_public_schema_name, get_tenant_types, has_multi_type_tenants


def shared_list() -> set[str]:
    """Return SHARED_APPS, or what stands for it where tenants have types."""
    if has_multi_type_tenants():
        return set(get_tenant_types()[get_public_schema_name()]["APPS"])
    return set(getattr(settings, "SHARED_APPS", ()))


def tenant_list() -> set[str]:
    """Return TENANT_APPS, or what stands for it where tenants have types."""
    if has_multi_type_tenants():
        types = get_tenant_types().items()
        return {app for name, of in types if name != get_public_schema_name() for app in of["APPS"]}
    return set(getattr(settings, "TENANT_APPS", ()))


def is_listed(app: AppConfig, entries: set[str]) -> bool:
    """Say whether `app` is meant by one of `entries`: by its name or by its configuration."""
    return bool(_names(app) & entries)


def _names(app: AppConfig) -> set[str]:
    return {app.name, f"{type(app).__module__}.{type(app).__qualname__}"}


def no_app_stands_in_both_lists() -> Iterator[CheckMessage]:
    """Refuse an app that is shared and tenant at once: a missing schema would fall to public."""
    for app in apps.get_app_configs():
        if is_listed(app, shared_list()) and is_listed(app, tenant_list()):
            yield Error(
                f"{app.name} stands in SHARED_APPS and in TENANT_APPS.",
                hint="Keep it in one of them: a missing schema must fail, "
                "never fall back to public.",
                id="tenancy.E001",
            )


def every_app_with_models_stands_in_a_list() -> Iterator[CheckMessage]:
    """Refuse an app whose tables would be made nowhere."""
    listed = shared_list() | tenant_list()
    for app in apps.get_app_configs():
        if any(app.get_models(include_auto_created=True)) and not is_listed(app, listed):
            yield Error(
                f"{app.name} has models and stands neither in SHARED_APPS nor in TENANT_APPS.",
                hint="Add it to SHARED_APPS for one table, to TENANT_APPS for a table per tenant.",
                id="tenancy.E003",
            )


def every_listed_app_is_installed() -> Iterator[CheckMessage]:
    """Refuse an entry that means no installed app: its tables would be missing."""
    installed = set().union(*map(_names, apps.get_app_configs()))
    for entry in sorted((shared_list() | tenant_list()) - installed):
        yield Error(
            f"{entry} stands in SHARED_APPS or TENANT_APPS and is not installed.",
            hint="Add it to INSTALLED_APPS, or remove it from the lists.",
            id="tenancy.E004",
        )
