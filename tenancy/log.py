"""Log records that name the tenant."""

import logging

from tenancy.context import current_scope


class TenantFilter(logging.Filter):
    """Adds `schema_name` and `domain_url` to every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mark the record; never drop it."""
        tenant = current_scope().tenant
        record.schema_name = tenant.schema_name
        record.domain_url = getattr(tenant, "domain_url", None)
        return True
