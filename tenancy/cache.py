"""Cache keys that carry the tenant, and a shared keyspace for what belongs to nobody.

`KEY_FUNCTION = "tenancy.cache.make_key"` belongs to the caches of tenants; a second alias with
`tenancy.cache.make_shared_key` may use the same server. `cache.clear()` empties the whole server.
"""

from tenancy.context import current_scope
from tenancy.names import is_schema_name

SHARED = "*"  # no schema can be called so


class CacheWithoutTenant(RuntimeError):
    """A tenant's cache was asked while no tenant is in force; nobody's key is ever guessed."""


def make_key(key: str, key_prefix: str, version: int) -> str:
    """Return the key as the cache stores it: schema name first, so that tenants never meet.

    Raises:
        CacheWithoutTenant: no tenant is in force.
    """
    schema_name = current_scope().tenant.schema_name
    if not is_schema_name(schema_name):
        raise CacheWithoutTenant(
            f"The cache key {key!r} belongs to a tenant and none is in force. Enter one with "
            "tenancy.context, or use the alias whose KEY_FUNCTION is "
            "tenancy.cache.make_shared_key for what all tenants share."
        )
    return f"{schema_name}:{key_prefix}:{version}:{key}"


def make_shared_key(key: str, key_prefix: str, version: int) -> str:
    """Return a key that is the same for every tenant and for none, and never one of theirs."""
    return f"{SHARED}:{key_prefix}:{version}:{key}"


def reverse_key(key: str) -> str:
    """Return what `make_key` or `make_shared_key` was given (REVERSE_KEY_FUNCTION)."""
    return key.split(":", 3)[3]
