"""Channels for tenants: sockets that know their tenant, groups that never meet. Needs Channels 4.

    application = ProtocolTypeRouter({"websocket": TenantScope(URLRouter([...]))})
    CHANNEL_LAYERS = {"default": {
        "BACKEND": "tenancy.channels.TenantChannelLayer",
        "CONFIG": {"backend": "channels_redis.core.RedisChannelLayer", "hosts": [...]},
    }}

Groups that all tenants share belong to another alias, with another `prefix` on the same Redis.
"""

import copy
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from tenancy import hosts
from tenancy.context import current_schema, tenant_context
from tenancy.names import is_schema_name

try:
    from channels.db import database_sync_to_async
    from channels.layers import BaseChannelLayer
except ImportError as problem:
    raise ImproperlyConfigured("tenancy.channels needs Channels: pip install channels") from problem

_NAMES = BaseChannelLayer()  # knows which ones may be
DENIED, TRY_AGAIN_LATER = 4404, 1013  # close codes; before the handshake servers answer 403


class GroupWithoutTenant(RuntimeError):
    """A tenant's group was named where no tenant is in force; nobody's is ever guessed."""


class TenantScope:
    """Puts the tenant of the host in `scope["tenant"]` and serves the connection inside it.

    A host that nobody has, and a page of another origin, are denied without a word.
    """

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Serve the connection, or close it before it is open."""
        if scope["type"] not in ("websocket", "http"):
            await self.inner(scope, receive, send)
            return
        tenant = await self.find(scope)
        if tenant is None or tenant.lacks_migrations:
            await _deny(scope, send, DENIED if tenant is None else TRY_AGAIN_LATER)
            return
        with tenant_context(tenant):
            await self.inner({**scope, "tenant": tenant}, receive, send)

    async def find(self, scope: dict[str, Any]) -> Any | None:
        """Return a tenant of one's own for a connection, or None.

        Override it to let nobody in who is suspended.
        """
        told = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        host = hosts.normalise(told[0]) if len(told) == 1 else None
        if host is None or not _is_same_origin(scope, told[0]):
            return None
        found = await database_sync_to_async(hosts.CACHE.get)(host)
        if found is None:
            return None
        tenant = copy.copy(found)  # the cached one is shared by threads
        tenant.domain_url, tenant.script_prefix = host, ""
        return tenant


def _is_same_origin(scope: dict[str, Any], host: str) -> bool:
    """Say whether the page that opens the socket is of this host: cookies would go along."""
    origins = [value for name, value in scope["headers"] if name == b"origin"]
    if scope["type"] == "http" or not origins:
        return True
    return all(urlsplit(one.decode("latin-1")).netloc == host.lower() for one in origins)


async def _deny(scope: dict[str, Any], send: Any, code: int) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": code})
        return
    status = 404 if code == DENIED else 503
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


class TenantConsumer:
    """Mixed into a consumer, before its base class: each message begins in the tenant anew.

    Without it a handler that left the tenant would leave it for the messages after it too.
    """

    scope: dict[str, Any]

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle one message of the client or of a group inside the tenant."""
        with tenant_context(self.scope["tenant"]):
            await super().dispatch(message)  # type: ignore[misc]  # the consumer's, mixed in


class TenantChannelLayer:
    """Another channel layer, with each group's name behind the schema of the tenant in force."""

    def __init__(self, backend: str, **config: Any) -> None:
        self._inner = import_string(backend)(**config)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def group_add(self, group: str, channel: str) -> None:
        """Add a channel to the tenant's group of that name."""
        await self._inner.group_add(group_name(group), channel)

    async def group_discard(self, group: str, channel: str) -> None:
        """Take a channel out of the tenant's group of that name."""
        await self._inner.group_discard(group_name(group), channel)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Send to the tenant's group of that name."""
        await self._inner.group_send(group_name(group), message)


def group_name(group: str) -> str:
    """Return a group's name as the layer below knows it; both together take up to 99 characters.

    Raises:
        GroupWithoutTenant: no tenant is in force.
        TypeError: the name may not be a group's; an empty one neither.
    """
    schema_name = current_schema()
    if not is_schema_name(schema_name):
        raise GroupWithoutTenant(
            f"The group {group!r} belongs to a tenant and none is in force. Enter one with "
            "tenancy.context, or use an alias of CHANNEL_LAYERS for what all tenants share."
        )
    _NAMES.require_valid_group_name(group)
    name = f"{schema_name}.{group}"  # a schema's name has no dot
    _NAMES.require_valid_group_name(name)
    return name
