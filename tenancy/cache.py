"""Cache keys that carry the tenant."""

from tenancy.context import current_scope


def make_key(key: str, key_prefix: str, version: int) -> str:
    """Return the key as the cache stores it: schema name first, so that tenants never meet."""
    return f"{current_scope().tenant.schema_name}:{key_prefix}:{version}:{key}"
