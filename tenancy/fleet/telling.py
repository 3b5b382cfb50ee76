"""Django's `post_migrate`, where somebody would do something with it."""

from typing import Any

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db.migrations.operations.models import (
    AlterModelOptions,
    CreateModel,
    DeleteModel,
    RenameModel,
)
from django.db.models.signals import post_migrate

from tenancy.context import tenant_context
from tenancy.fleet.steps import Plan

_OF_MODELS = (CreateModel, DeleteModel, RenameModel, AlterModelOptions)
# what these do is done once for each new model
_FOLLOWING_MODELS = {
    f"django.contrib.{app}.management" for app in ("auth", "contenttypes", "sites")
}


def tell_apps(plan: Plan, tenant: Any, *, using: str) -> None:
    """Send `post_migrate` inside the tenant, as Django's command does after migrating.

    A plan without steps is one whose telling was broken off before.
    """
    migrations = [(step.migration, False) for step in plan.steps]
    with tenant_context(tenant):
        emit_post_migrate_signal(0, False, using, apps=apps, plan=migrations)  # noqa: FBT003  # Django's signature


def wants_telling(plan: Plan) -> bool:
    """Say whether the apps are to be told of a plan.

    With contenttypes and auth as tenant apps that is fifty queries for each schema. Where nobody
    but Django's own listens, and no model came, went or was renamed, nothing would come of it.
    """
    models_changed = any(
        isinstance(one.operation, _OF_MODELS) for step in plan.steps for one in step.operations
    )
    return models_changed or not plan.steps or _others_listen()


def _others_listen() -> bool:
    for config in apps.get_app_configs():
        threaded, asynchronous = post_migrate._live_receivers(config)
        if any(one.__module__ not in _FOLLOWING_MODELS for one in (*threaded, *asynchronous)):
            return True
    return False
