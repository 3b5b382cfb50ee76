"""Requests through ASGI: async views, streams and many at once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import AsyncClient
from django.urls import path, reverse

from public_site.models import Client
from tenancy import context
from tenancy.connections import connection
from tenant_site.books.models import Book


async def seen(request: HttpRequest) -> HttpResponse:
    await asyncio.sleep(0.01)
    books = [str(book.pk) async for book in Book.objects.all()]
    aside = await sync_to_async(lambda: connection.schema_name)()
    return HttpResponse(" ".join([connection.schema_name, aside, reverse("seen"), *books]))


async def streamed(request: HttpRequest) -> StreamingHttpResponse:
    async def body() -> AsyncIterator[str]:
        for _ in range(2):
            yield f"{connection.schema_name} {reverse('seen')} {await Book.objects.acount()} "

    return StreamingHttpResponse(body())


urlpatterns = [path("seen/", seen, name="seen"), path("streamed/", streamed)]


@pytest.fixture(autouse=True)
def _async_site(settings: Any, committed: None) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["tenancy.subfolder.SubfolderTenantMiddleware"]
    settings.TENANT_SUBFOLDER_PREFIX, settings.TENANT_SUBFOLDER_HOST = "w", "localhost"


async def ask(place: str) -> str:
    host, slash, folder = place.partition("/")
    answer: Any = await AsyncClient().request(  # its `get` would send a second Host
        method="GET", path=f"{slash}{folder}", query_string="", headers=[(b"host", host.encode())]
    )
    if answer.streaming:
        return b"".join([part async for part in answer]).decode()
    return str(answer.content.decode())


async def ask_all(places: list[str]) -> list[str]:
    try:
        return await asyncio.gather(*map(ask, places))
    finally:
        await sync_to_async(connections.close_all)()  # of the thread that asked the database


def test_many_requests_at_once_each_have_their_own_tenant(
    two_workspaces: dict[str, Client],
) -> None:
    def expected(place: str) -> str:
        client = two_workspaces["acme" if "acme" in place else "globex"]
        folder = place.removeprefix("localhost").removesuffix("/seen/") if "/w/" in place else ""
        with context.tenant_context(client):
            books = [str(book.pk) for book in Book.objects.all()]
        return " ".join([client.schema_name, client.schema_name, f"{folder}/seen/", *books])

    places = ["acme.localhost/seen/", "localhost/w/globex/seen/", "globex.localhost/seen/",
              "localhost/w/acme/seen/"]  # fmt: skip
    assert asyncio.run(ask_all(places * 5)) == [expected(place) for place in places * 5]
    assert not context.is_entered()


@pytest.mark.parametrize(
    ("place", "page"),
    [("acme.localhost/streamed/", "/seen/"), ("localhost/w/acme/streamed/", "/w/acme/seen/")],
)
def test_a_streamed_body_stays_with_its_tenant(
    place: str, page: str, two_workspaces: dict[str, Client]
) -> None:
    schema_name = two_workspaces["acme"].schema_name
    assert asyncio.run(ask_all([place])) == [f"{schema_name} {page} 1 " * 2]
