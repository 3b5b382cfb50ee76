"""Django's `post_migrate`, for the apps that a plan has touched."""

from typing import Any

from django.apps import apps
from django.db.models.signals import post_migrate

from tenancy.context import tenant_context
from tenancy.fleet.steps import Plan


def tell_apps(plan: Plan, tenant: Any, *, using: str) -> None:
    """Send `post_migrate` inside the tenant for each app of which a migration was applied.

    Django's command sends it for every app, also for those that nothing happened to: with
    contenttypes and auth as tenant apps that is fifty queries for each schema.
    """
    migrations = [(step.migration, False) for step in plan.steps]
    touched = {migration.app_label for migration, _backwards in migrations}
    with tenant_context(tenant):
        for config in apps.get_app_configs():
            if config.models_module is not None and config.label in touched:
                post_migrate.send(
                    sender=config,
                    app_config=config,
                    verbosity=0,
                    interactive=False,
                    using=using,
                    apps=apps,
                    plan=migrations,
                )
