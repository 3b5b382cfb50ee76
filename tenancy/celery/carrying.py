"""What a message says of its tenant: the schema's name for people, the row's key to find it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django_tenants.utils import get_tenant_model

from tenancy.context import current_tenant, public_context
from tenancy.names import is_schema_name

SCHEMA, KEY = "tenancy_schema", "tenancy_key"
FOLLOWING = ("link", "link_error", "chain", "chord")


class TaskRefused(Exception):
    """A task will not run; it is recorded as failed and not tried again."""


class TaskWithoutTenant(TaskRefused):
    """A tenant's task was sent where no tenant is in force."""

    def __init__(self, task: str) -> None:
        super().__init__(task)
        self.task = task

    def __str__(self) -> str:
        return (
            f"{self.task} works for one tenant and none is in force. Send it inside "
            'tenancy.context.tenant_context(tenant), or declare it: scope="public" or '
            'scope="all_tenants".'
        )


class TenantGone(TaskRefused):
    """The tenant that sent the task does not exist any more."""


def carrying(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a message with its tenant in the headers, and in what follows it.

    A tenant that the headers name already stays: retries and callbacks keep the first one.

    Raises:
        TenantGone: a schema is in force that is no tenant's.
    """
    headers = dict(options.get("headers") or {})
    if KEY not in headers:
        headers |= _in_force()
    carried = {**options, "headers": headers}
    if KEY in headers:
        mark = {SCHEMA: headers[SCHEMA], KEY: headers[KEY]}
        carried |= {name: _marked(options[name], mark) for name in FOLLOWING if name in options}
    return carried


def _in_force() -> dict[str, str]:
    tenant = current_tenant()
    if tenant is None:
        return {}
    key = getattr(tenant, "pk", None) or _key_of(tenant.schema_name)
    return {SCHEMA: tenant.schema_name, KEY: str(key)}


def _key_of(schema_name: str) -> Any:
    with public_context():
        rows = get_tenant_model().objects.filter(schema_name=schema_name)
        key = rows.values_list("pk", flat=True).first()
    if key is None:
        raise TenantGone(f"{schema_name} is no tenant's schema.")
    return key


def _marked(following: Any, mark: dict[str, str]) -> Any:
    """Return copies of signatures that name the tenant; the caller may use his for another."""
    if isinstance(following, Mapping):
        options = following.get("options") or {}
        headers = {**mark, **(options.get("headers") or {})}
        return {**following, "options": {**options, "headers": headers}}
    return following and [_marked(one, mark) for one in following]


def find_carried(headers: Mapping[str, Any]) -> Any:
    """Return the tenant that a message names.

    It is found by its key, so a tenant whose schema was renamed is found too, and one that took
    a released name is not mistaken for the one before.

    Raises:
        TenantGone: there is none.
    """
    name, key = str(headers.get(SCHEMA)), headers[KEY]
    if not is_schema_name(name):
        raise TenantGone(f"{name!r} cannot be a tenant's schema.")
    try:
        with public_context():
            tenant = get_tenant_model().objects.filter(pk=key).first()
    except (ValidationError, ValueError):
        tenant = None
    if tenant is None or not is_schema_name(tenant.schema_name):
        raise TenantGone(f"The tenant of {name} with the key {key} is gone.")
    return tenant
