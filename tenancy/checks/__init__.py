"""System checks of the engine: `manage.py check --tag tenancy`; each hint is an instruction.

=============  ===================================================================================
tenancy.E001   An app stands in SHARED_APPS and in TENANT_APPS.
tenancy.E002   A foreign key has a constraint between a tenant's table and a shared one.
tenancy.E003   An installed app with models stands in neither list: it has no tables.
tenancy.E004   A listed app is not installed.
tenancy.E005   TENANT_MODEL or TENANT_DOMAIN_MODEL is missing, or lacks the engine's mixin.
tenancy.E006   The app of TENANT_MODEL or TENANT_DOMAIN_MODEL is not shared.
tenancy.E007   The database's ENGINE is not `tenancy.postgresql`.
tenancy.E008   TenantSyncRouter is missing.
tenancy.E009   PUBLIC_SCHEMA_NAME is not `public`.
tenancy.E010   No middleware of the engine chooses the tenant.
tenancy.E011   A middleware that needs the tenant stands before the one that chooses it.
tenancy.E012   A middleware of django-tenants stands beside or in place of the engine's.
tenancy.E013   A cache's keys do not carry the tenant.
tenancy.E014   Sessions of one tenant are valid at another.
tenancy.E015   A cookie is sent to every subdomain.
tenancy.E016   The default file storage does not keep tenants apart.
tenancy.E017   Two settings modules of one service disagree.
tenancy.E018   A module of TENANCY_SETTINGS_MODULES cannot be imported.
tenancy.E019   Tenants in folders of one host are set up by half.
tenancy.E020   A cookie of a tenant in a folder has the prefix `__Host-`.
tenancy.E021   Two sites of one host give a cookie the same name.
tenancy.W001   The database seems to stand behind a transaction pooler, unannounced.
tenancy.W002   A setting of django-tenants is set that the engine does not read.
tenancy.W003   A cache's keys carry the tenant, but do not refuse to be made without one.
tenancy.I001   psycopg 3 is importable, so Django uses it (with `--database` only).
tenancy.I002   The default file storage is django-tenants' own: no signed links, no refusals.
=============  ===================================================================================
"""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Info, Tags, register
from django.db.backends.postgresql.psycopg_any import is_psycopg3

from tenancy.checks import (
    app_lists,
    cookies,
    databases,
    files,
    folders,
    replaced,
    requests,
    tenant_models,
    twins,
)
from tenancy.checks.caches import every_key_carries_the_tenant

RULES = (
    app_lists.no_app_stands_in_both_lists,
    app_lists.every_app_with_models_stands_in_a_list,
    app_lists.every_listed_app_is_installed,
    tenant_models.no_constraint_crosses_schemas,
    tenant_models.both_models_are_the_engines,
    databases.the_engine_is_ours,
    databases.a_transaction_pooler_is_announced,
    databases.the_router_is_there,
    databases.the_public_schema_is_public,
    replaced.no_setting_is_ignored,
    requests.a_middleware_chooses_the_tenant,
    requests.nothing_needs_the_tenant_before_it_is_chosen,
    requests.django_tenants_middleware_is_not_used,
    every_key_carries_the_tenant,
    cookies.sessions_belong_to_one_tenant,
    cookies.no_cookie_is_for_all_subdomains,
    files.files_are_kept_apart,
    folders.folders_are_set_up_whole,
    folders.cookies_fit_into_folders,
    twins.settings_modules_agree,
)


@register("tenancy")
def the_engine_is_set_up(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Run every rule."""
    return [message for rule in RULES for message in rule()]


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
