"""Log records that name the tenant."""

import logging
from typing import Any

from tenancy.context import current_scope, current_tenant


class TenantFilter(logging.Filter):
    """Adds `schema_name` and `domain_url` to every record, in whichever thread or task."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mark the record; never drop it."""
        tenant = _tenant_of(record)
        record.schema_name = tenant.schema_name
        record.domain_url = getattr(tenant, "domain_url", None)
        return True


def _tenant_of(record: logging.LogRecord) -> Any:
    """Return the tenant in force; what Django says of an answer comes when it was left again."""
    request = getattr(record, "request", None)
    return current_tenant() or getattr(request, "tenant", None) or current_scope().tenant
