"""Make django-tenants' context managers and callbacks safe for everybody who imports them.

Their methods are replaced on the classes, so that code which imported them earlier is safe too.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.db.models.signals import post_delete
from django.template.loaders.cached import Loader as CachedLoader
from django_tenants import signals, utils
from django_tenants.management import commands
from django_tenants.postgresql_backend import base
from django_tenants.routers import TenantSyncRouter
from django_tenants.template.loaders import cached

from tenancy import context
from tenancy.cached_rows import keep_cached_rows_apart
from tenancy.names import validate_schema_name
from tenancy.records import SchemaState


def _enter_schema(self: Any) -> None:
    context.enter(context.SchemaOnly(self.schema_name))


def _enter_tenant(self: Any) -> None:
    context.enter(self.tenant)


def _exit(self: Any, *exc: object) -> None:
    context.leave()


def _cache_key(self: Any, template_name: str, skip: Any = None) -> str:
    key = CachedLoader.cache_key(self, template_name, skip)
    return f"{context.current_scope().tenant.schema_name}-{key}"


def _execute(self: Any, *args: Any, **options: Any) -> Any:
    with context.kept():
        return BaseCommand.execute(self, *args, **options)


def _no_opinion(self: Any, model: Any, **hints: Any) -> None:
    """Leave the database of a query to others: that a router cannot say so is an exception."""


_their_rename = utils.schema_rename


def _rename(tenant: Any, new_schema_name: str, *args: Any, **kwargs: Any) -> None:
    old = tenant.schema_name
    validate_schema_name(new_schema_name)
    with transaction.atomic():
        _their_rename(tenant, new_schema_name, *args, **kwargs)
        SchemaState.objects.filter(name=old).update(name=new_schema_name)


def neutralise() -> None:
    """Replace what is unsafe across threads or slows every delete of the project.

    Defects: the decorators share one instance across calls and restore the wrong tenant; both
    lose `include_public` on exit and read the default connection for another alias; commands
    for tenants end on the last one; a rename that the row refuses renames the schema; templates
    cached under `schema_context` serve every schema; a `post_delete` receiver without sender
    turns off fast deletes for every model but tenants; each query costs an exception for what
    its router does not say; content types and sites of tenants are remembered for whichever
    tenant asks next.
    """
    for manager, enter in (
        (utils.schema_context, _enter_schema),
        (utils.tenant_context, _enter_tenant),
    ):
        if not hasattr(manager, "_recreate_cm"):
            raise ImproperlyConfigured(
                "django-tenants changed its context managers; see decision 0002."
            )
        manager.__enter__ = enter
        manager.__exit__ = _exit
    for command in (commands.BaseTenantCommand, commands.TenantWrappedCommand):
        command.execute = _execute
    utils.schema_rename = _rename
    TenantSyncRouter.db_for_read = TenantSyncRouter.db_for_write = _no_opinion
    keep_cached_rows_apart()
    base.FakeTenant = context.SchemaOnly
    cached.Loader.cache_key = _cache_key
    if base.EXTRA_SET_TENANT_METHOD:
        context.follow(lambda tenant: base.EXTRA_SET_TENANT_METHOD(connection, tenant))
    post_delete.disconnect(signals.tenant_delete_callback)
    post_delete.connect(signals.tenant_delete_callback, sender=utils.get_tenant_model())
