"""What a project does inside a tenant that came whole: imported, or copied from another."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from tenancy.context import tenant_context


def settle(tenant: Any, *, original_id: Any) -> None:
    """Call each function of TENANT_ARRIVALS inside `tenant`, in the transaction that makes it.

    It is given the id of the tenant that this one was made of: its own where it came back under
    it. For notes about tenants, in shared tables or their own; a function that raises undoes the
    arrival. The schema may be behind the code.
    """
    with tenant_context(tenant):
        for name in getattr(settings, "TENANT_ARRIVALS", ()):
            import_string(name)(original_id)
