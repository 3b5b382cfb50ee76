"""Sockets of two tenants with the same groups, on a layer in memory and on a real Redis."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.consumer import AsyncConsumer
from channels.db import database_sync_to_async
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncJsonWebsocketConsumer, JsonWebsocketConsumer
from channels.layers import get_channel_layer
from django.db import connections

from project.env import CHECKOUT
from public_site.models import Client
from tenancy import context
from tenancy.channels import GroupWithoutTenant, TenantConsumer, TenantScope, group_name
from tenancy.connections import connection
from tenancy.context import schema_context
from tenant_site.books.models import Book
from tests.tenancy.sockets import Socket, get

pytestmark = pytest.mark.usefixtures("committed")


class Room(TenantConsumer, AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # Channels has no types
    async def connect(self) -> None:
        await self.channel_layer.group_add("room", self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard("room", self.channel_name)

    async def receive_json(self, content: Any) -> None:
        if content == "where":
            seen = await database_sync_to_async(look)()
            await self.send_json([self.scope["tenant"].slug, *seen])
        elif content == "stray":
            connection.set_schema("elsewhere")
        else:
            await self.channel_layer.group_send("room", {"type": "said", "text": content})

    async def said(self, event: dict[str, Any]) -> None:
        await self.send_json([context.current_schema(), event["text"]])


class SyncRoom(TenantConsumer, JsonWebsocketConsumer):  # type: ignore[misc]  # likewise
    def connect(self) -> None:
        async_to_sync(self.channel_layer.group_add)("room", self.channel_name)
        self.accept()

    def receive_json(self, content: Any) -> None:
        if content == "stray":
            connection.set_schema("elsewhere")
        else:
            self.send_json([self.scope["tenant"].slug, *look()])

    def said(self, event: dict[str, Any]) -> None:
        self.send_json([context.current_schema(), event["text"]])


class Page(AsyncConsumer):  # type: ignore[misc]  # likewise
    async def http_request(self, event: Any) -> None:
        await self.send({"type": "http.response.start", "status": 200, "headers": []})
        await self.send({"type": "http.response.body", "body": context.current_schema().encode()})

    async def http_disconnect(self, event: Any) -> None:
        raise StopConsumer


def look() -> list[str]:
    return [context.current_schema(), *(str(book.pk) for book in Book.objects.all())]


@pytest.fixture(params=["memory", "redis"])
def layer(request: pytest.FixtureRequest, settings: Any) -> None:
    if request.param == "redis":
        url = request.getfixturevalue("redis_url")
        config = {"backend": "channels_redis.pubsub.RedisPubSubChannelLayer", "hosts": [url]}
    else:
        config = {"backend": "channels.layers.InMemoryChannelLayer"}
    settings.CHANNEL_LAYERS = {
        "default": {"BACKEND": "tenancy.channels.TenantChannelLayer", "CONFIG": config}
    }


def run(visit: Callable[[], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        try:
            return await visit()
        finally:
            layer = get_channel_layer()
            if hasattr(layer, "close_pools"):
                await layer.close_pools()
            await sync_to_async(connections.close_all)()

    return asyncio.run(whole())


def socket(host: str, consumer: Any = Room, *more: tuple[str, str]) -> Socket:
    return Socket(TenantScope(consumer.as_asgi()), [("host", host), *more])


async def opened(slug: str, consumer: Any = Room) -> Socket:
    made = socket(f"{slug}.localhost:8000", consumer)
    assert await made.connect() is None
    return made


@pytest.mark.usefixtures("layer")
@pytest.mark.parametrize("consumer", [Room, SyncRoom])
def test_each_socket_is_inside_the_tenant_of_its_host(
    consumer: Any, two_workspaces: dict[str, Client]
) -> None:
    async def visit() -> list[list[str]]:
        sockets = [await opened(slug, consumer) for slug in ("acme", "globex")]
        for one in sockets:
            await one.say("stray")
        for one in sockets:
            await one.say("where")
        answers = [await one.hear() for one in sockets]
        for one in sockets:
            await one.leave()
        return answers

    expected = []
    for slug, client in two_workspaces.items():
        with context.tenant_context(client):
            expected.append([slug, *look()])
    assert run(visit) == expected
    assert not context.is_entered()


@pytest.mark.usefixtures("layer")
def test_what_one_tenant_says_in_a_group_no_other_hears(two_workspaces: dict[str, Client]) -> None:
    async def visit() -> tuple[list[Any], bool]:
        ours, colleague, other = [await opened(slug) for slug in ("acme", "acme", "globex")]
        also_other = await opened("globex", SyncRoom)
        await ours.say("hello")
        heard = [await one.hear() for one in (ours, colleague)]
        silence = [await one.hears_nothing() for one in (other, also_other)]
        for one in (ours, colleague, other, also_other):
            await one.leave()
        return heard, all(silence)

    said = [two_workspaces["acme"].schema_name, "hello"]
    assert run(visit) == ([said, said], True)


def test_what_a_socket_knows_of_its_tenant_is_its_own() -> None:
    tenants: list[Any] = []

    async def visit() -> None:
        inner = TenantScope(Page.as_asgi())
        for _ in range(2):
            scope = {"type": "http", "headers": [(b"host", b"acme.localhost")]}
            tenants.append(await inner.find(scope))

    run(visit)
    assert tenants[0] == tenants[1]
    assert tenants[0] is not tenants[1]


@pytest.mark.usefixtures("layer")
def test_code_outside_of_sockets_reaches_the_tenants_group(
    two_workspaces: dict[str, Client],
) -> None:
    async def visit() -> Any:
        ours = await opened("acme")
        with context.tenant_context(two_workspaces["acme"]):
            await get_channel_layer().group_send("room", {"type": "said", "text": "ready"})
        heard = await ours.hear()
        await ours.leave()
        return heard

    assert run(visit) == [two_workspaces["acme"].schema_name, "ready"]


@pytest.mark.usefixtures("layer")
@pytest.mark.parametrize("act", ["group_add", "group_send", "group_discard"])
def test_without_a_tenant_there_are_no_groups(act: str) -> None:
    with pytest.raises(GroupWithoutTenant, match="none is in force"):
        run(lambda: getattr(get_channel_layer(), act)("room", {}))


def test_a_name_that_is_too_long_is_refused_not_cut() -> None:
    with schema_context("t" * 48):
        assert len(group_name("g" * 50)) == 99
        for name in ("g" * 51, "a room", ""):
            with pytest.raises(TypeError, match="Group name must be"):
                group_name(name)


@pytest.mark.usefixtures("layer")
@pytest.mark.parametrize(
    "host", ["nobody.localhost:8000", "localhost:8000", "", "public", "acme.localhost/../x"]
)
def test_a_host_that_nobody_has_is_denied_without_a_word(host: str) -> None:
    assert run(socket(host).connect) == 4404


@pytest.mark.usefixtures("layer")
@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [
        ("http://acme.localhost:8000", True),
        ("http://globex.localhost:8000", False),
        ("http://acme.localhost:9000", False),
        ("https://evil.example", False),
        ("null", False),
    ],
)
def test_a_page_of_another_origin_opens_no_socket(origin: str, is_let_in: bool) -> None:
    one = socket("acme.localhost:8000", Room, ("origin", origin))

    async def visit() -> bool:
        denied = await one.connect()
        if denied is None:
            await one.leave()
        return denied is None

    assert run(visit) is is_let_in


@pytest.mark.usefixtures("layer")
def test_two_host_headers_are_denied() -> None:
    one = socket("acme.localhost:8000", Room, ("host", "globex.localhost:8000"))
    assert run(one.connect) == 4404


class Behind(TenantScope):
    async def find(self, scope: dict[str, Any]) -> Any | None:
        tenant = await super().find(scope)
        tenant.lacks_migrations = True  # type: ignore[union-attr]  # there is one
        return tenant


def test_a_schema_behind_the_code_lets_nobody_in() -> None:
    assert run(Socket(Behind(Room.as_asgi()), [("host", "acme.localhost")]).connect) == 1013


@pytest.mark.parametrize(("host", "status"), [("acme.localhost", 200), ("nobody.localhost", 404)])
def test_http_consumers_know_their_tenant_too(
    host: str, status: int, two_workspaces: dict[str, Client]
) -> None:
    page = run(lambda: get(TenantScope(Page.as_asgi()), host))
    assert page == (status, two_workspaces["acme"].schema_name if status == 200 else "")


def test_the_engine_says_where_it_needs_channels() -> None:
    program = (
        "import django, sys; django.setup(); sys.modules['channels'] = None\n"
        "import tenancy.channels"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=CHECKOUT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "project.settings_tenants"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "tenancy.channels needs Channels: pip install channels" in answer.stderr
