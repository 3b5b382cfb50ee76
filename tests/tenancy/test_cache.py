import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import BaseCache, cache, caches
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.views.decorators.cache import cache_page

from tenancy.cache import CacheWithoutTenant, make_key, make_shared_key, reverse_key
from tenancy.context import public_context, schema_context


@pytest.mark.parametrize(
    "ask",
    [
        lambda: cache.set("colour", "blue"),
        lambda: cache.get("colour"),
        lambda: cache.get_many(["colour"]),
        lambda: cache.incr("colour"),
        lambda: cache.delete("colour"),
    ],
)
def test_a_tenants_cache_refuses_to_work_without_a_tenant(ask: Callable[[], Any]) -> None:
    with pytest.raises(CacheWithoutTenant, match=r"Enter one with tenancy\.context"):
        ask()
    with schema_context("acme"), public_context(), pytest.raises(CacheWithoutTenant):
        ask()


@pytest.mark.parametrize("name", ["*", "acme:x", "", "information_schema"])
def test_what_is_no_schema_has_no_keys(name: str) -> None:
    with schema_context(name), pytest.raises(CacheWithoutTenant):
        make_key("colour", "", 1)


def test_one_key_holds_one_value_for_each_tenant() -> None:
    for name in ("acme", "globex"):
        with schema_context(name):
            cache.set_many({"colour": name, "shape": f"{name}'s"})
    with schema_context("acme"):
        assert cache.get_many(["colour", "shape"]) == {"colour": "acme", "shape": "acme's"}
        assert cache.incr_version("colour") == 2
        cache.delete_many(["shape"])
    with schema_context("globex"):
        assert cache.get_many(["colour", "shape"]) == {"colour": "globex", "shape": "globex's"}


def test_the_shared_alias_works_with_and_without_a_tenant() -> None:
    caches["shared"].set("colour", "grey")
    with schema_context("acme"):
        assert caches["shared"].get("colour") == "grey"
        assert cache.get("colour") is None


@pytest.mark.parametrize("name", ["shared", "default", "x"])
def test_no_tenant_reaches_the_shared_keys(name: str) -> None:
    caches["shared"].set("colour", "grey")
    with schema_context(name):
        assert cache.get("colour") is None
        cache.set("colour", "mine")
        assert not make_key("colour", "", 1).startswith("*")
    assert caches["shared"].get("colour") == "grey"


def test_both_aliases_use_the_server_of_the_environment() -> None:
    ours = [{**entry, "KEY_FUNCTION": ""} for entry in settings.CACHES.values()]
    assert ours[0] == ours[1]


@pytest.mark.parametrize("key", ["colour", "a:b:c", "views.page:1:x", ""])
def test_a_key_is_reversed_to_what_was_asked_for(key: str) -> None:
    with schema_context("acme"):
        assert reverse_key(make_key(key, "prefix", 1)) == key
    assert reverse_key(make_shared_key(key, "", 2)) == key


@pytest.fixture
def page() -> Callable[[str], str]:
    @cache_page(60)
    def view(request: HttpRequest) -> HttpResponse:
        seen.append(1)
        return HttpResponse(str(len(seen)))

    seen: list[int] = []

    def visit(schema_name: str) -> str:
        with schema_context(schema_name):
            return view(RequestFactory().get("/same/")).content.decode()

    return visit


def test_a_cached_page_is_for_one_tenant(page: Callable[[str], str]) -> None:
    assert [page(name) for name in ("acme", "acme", "globex", "acme")] == ["1", "1", "2", "1"]


def test_a_cached_fragment_is_for_one_tenant() -> None:
    template = engines["django"].from_string(
        "{% load cache %}{% cache 60 menu %}{{ name }}{% endcache %}"
    )

    def render(name: str) -> str:
        with schema_context(name):
            return template.render({"name": name})

    assert [render(name) for name in ("acme", "globex")] == ["acme", "globex"]


def test_threads_and_tasks_keep_to_their_tenant() -> None:
    def in_a_thread(name: str) -> Any:
        with schema_context(name):
            cache.set("colour", name)
            return cache.get("colour")

    async def in_a_task(name: str) -> Any:
        with schema_context(name):
            await cache.aset("shade", name)
            await asyncio.sleep(0)
            return await cache.aget("shade")

    async def all_tasks() -> list[Any]:
        return await asyncio.gather(*map(in_a_task, names))

    names = [f"t{number}" for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(in_a_thread, names)) == names
    assert asyncio.run(all_tasks()) == names


def test_a_thread_without_a_tenant_is_refused() -> None:
    backend: BaseCache = cache
    with schema_context("acme"), ThreadPoolExecutor(1) as pool:
        answer = pool.submit(backend.get, "colour")
    with pytest.raises(CacheWithoutTenant):
        answer.result()
