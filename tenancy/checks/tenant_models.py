"""The models of the project fit into schemas."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import models

from tenancy.checks.app_lists import is_listed, shared_list, tenant_list


def no_constraint_crosses_schemas() -> Iterator[CheckMessage]:
    """Refuse a database constraint between a tenant's table and a shared one."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if (
                isinstance(field, models.ForeignKey)
                and getattr(field, "db_constraint", False)
                and _is_of_tenants(model) != _is_of_tenants(field.related_model)
            ):
                yield Error(
                    f"{field} is a foreign key with a constraint across schemas.",
                    hint="Give it db_constraint=False.",
                    id="tenancy.E002",
                )


def _is_of_tenants(model: Any) -> bool:
    return is_listed(apps.get_app_config(model._meta.app_label), tenant_list())


def both_models_are_the_engines() -> Iterator[CheckMessage]:
    """Refuse a tenant or domain model that the engine cannot work with."""
    from tenancy.models import DomainMixin, TenantMixin

    for setting, mixin in (("TENANT_MODEL", TenantMixin), ("TENANT_DOMAIN_MODEL", DomainMixin)):
        yield from _fault_of(setting, mixin)


def _fault_of(setting: str, mixin: type[models.Model]) -> Iterator[CheckMessage]:
    name: Any = getattr(settings, setting, None)
    try:
        model = apps.get_model(name)
    except (LookupError, ValueError, AttributeError):
        yield Error(
            f"{setting} is {name!r}, which is no installed model.",
            hint=f'Set {setting} to "app_label.Model".',
            id="tenancy.E005",
        )
        return
    if not issubclass(model, mixin):
        yield Error(
            f"{name}, which {setting} names, does not inherit tenancy.models.{mixin.__name__}.",
            hint=f"Let it inherit tenancy.models.{mixin.__name__} in place of django-tenants' own.",
            id="tenancy.E005",
        )
    if not is_listed(apps.get_app_config(model._meta.app_label), shared_list()):
        yield Error(
            f"The app of {name}, which {setting} names, is not shared.",
            hint=f"Add it to SHARED_APPS: {setting} is read before any tenant is known.",
            id="tenancy.E006",
        )
