"""What storages of every kind share: whose files these are, and under which names."""

from typing import Any

from django.core.files.storage import Storage
from django.utils.crypto import get_random_string
from django_tenants.utils import get_tenant_model

from tenancy.context import current_tenant, public_context
from tenancy.media_links import confined
from tenancy.names import is_schema_name

_LOWER_CASE = "abcdefghijklmnopqrstuvwxyz0123456789"


class TenantRequired(RuntimeError):
    """Files were asked for while no tenant is in force; nobody's folder is ever guessed."""


def current_folder() -> str:
    """Return the folder or key prefix of the tenant in force: its schema name.

    Raises:
        TenantRequired: there is none.
    """
    tenant = current_tenant()
    if tenant is None or not is_schema_name(tenant.schema_name):
        raise TenantRequired("Files belong to a tenant. Enter one with tenancy.context first.")
    return str(tenant.schema_name)


def current_host() -> str:
    """Return the host under which the tenant in force is visited now, else its primary domain.

    Raises:
        TenantRequired: there is no tenant, or it has no domain.
    """
    schema_name, tenant = current_folder(), current_tenant()
    if getattr(tenant, "domain_url", None):
        return str(getattr(tenant, "domain_url", ""))
    with public_context():
        if not hasattr(tenant, "get_primary_domain"):
            tenant = get_tenant_model().objects.filter(schema_name=schema_name).first()
        domain = tenant.get_primary_domain() if tenant else None
    if domain is None:
        raise TenantRequired(f"{schema_name} has no primary domain. Add one to link to its files.")
    return str(domain.domain)


def current_script_prefix() -> str:
    """Return the folder in which the tenant in force is visited now: `/`, or such as `/w/acme/`."""
    return getattr(current_tenant(), "script_prefix", "") or "/"


class ServerMadeNames(Storage):
    """Lets a storage see confined names only, and none twice."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return `name`, or a variation of it when that is taken."""
        return super().get_available_name(confined(name), max_length)

    def get_alternative_name(self, file_root: str, file_ext: str) -> str:
        """Return a variation that is a server-made name again."""
        return f"{file_root}_{get_random_string(10, _LOWER_CASE)}{file_ext}"

    def open(self, name: str, mode: str = "rb") -> Any:
        """Open a file to read; files are written by `save()`, whole or not at all."""
        if mode not in {"r", "rb"}:
            raise ValueError(f"Files are written by save(), not opened with mode {mode!r}.")
        return super().open(confined(name), mode)
