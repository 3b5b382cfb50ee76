import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import sync_to_async
from django_tenants.utils import schema_context as their_schema_context
from django_tenants.utils import tenant_context as their_tenant_context

from public_site.models import Client
from tenancy import context
from tenancy.connections import connection
from tenancy.context import schema_context, tenant_context

ACME, GLOBEX = Client(schema_name="t_acme"), Client(schema_name="t_globex")


def test_no_tenant_is_in_force_at_first() -> None:
    assert context.current_tenant() is None
    assert connection.schema_name == "public"


def test_contexts_nest_and_return() -> None:
    with tenant_context(ACME):
        with schema_context("t_globex"):
            assert connection.schema_name == "t_globex"
        assert context.current_tenant() is ACME
    assert not context.is_entered()


def test_an_error_leaves_the_tenant() -> None:
    with pytest.raises(ZeroDivisionError), tenant_context(ACME):
        1 / 0  # noqa: B018
    assert not context.is_entered()


def test_set_tenant_inside_a_context_is_undone_by_its_end() -> None:
    with tenant_context(ACME):
        connection.set_tenant(GLOBEX)
        assert connection.tenant is GLOBEX
    assert not context.is_entered()


def test_include_public_returns_with_the_outer_scope() -> None:
    with tenant_context(ACME, include_public=False):
        with their_tenant_context(GLOBEX):
            assert connection.include_public_schema
        assert not connection.include_public_schema


def _meet(enter: Callable[[Client, Callable[[], None]], None]) -> list[str]:
    """Let two threads be inside their tenants at the same time and report where each ends."""
    both_inside, both_left = threading.Barrier(2), threading.Barrier(2)
    seen: list[str] = []

    def visit(tenant: Client) -> None:
        def inside() -> None:
            both_inside.wait(5)
            seen.append(f"{tenant.schema_name} in {connection.schema_name}")

        enter(tenant, inside)
        both_left.wait(5)
        seen.append(f"{tenant.schema_name} left to {connection.schema_name}")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(visit, (ACME, GLOBEX)))
    return sorted(seen)


APART = sorted(
    [
        "t_acme in t_acme",
        "t_acme left to public",
        "t_globex in t_globex",
        "t_globex left to public",
    ]
)


def test_with_tenant_keeps_threads_apart() -> None:
    def enter(tenant: Client, inside: Callable[[], None]) -> None:
        with tenant:
            inside()

    assert _meet(enter) == APART


def test_the_schema_context_of_django_tenants_keeps_threads_apart() -> None:
    def enter(tenant: Client, inside: Callable[[], None]) -> None:
        with their_schema_context(tenant.schema_name):
            inside()

    assert _meet(enter) == APART


def test_their_decorator_restores_each_callers_own_tenant() -> None:
    @their_schema_context("t_report")
    def report() -> str:
        return str(connection.schema_name)

    def enter(tenant: Client, inside: Callable[[], None]) -> None:
        with tenant_context(tenant):
            assert report() == "t_report"
            inside()

    assert _meet(enter) == APART


def test_a_new_thread_starts_without_a_tenant() -> None:
    with tenant_context(ACME), ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: context.current_tenant()).result() is None


def test_async_tasks_keep_their_tenants_apart() -> None:
    async def visit(tenant: Client) -> tuple[str, str]:
        with tenant_context(tenant):
            await asyncio.sleep(0.01)
            in_thread = await sync_to_async(lambda: connection.schema_name)()
            return tenant.schema_name, str(in_thread)

    async def both() -> list[tuple[str, str]]:
        return list(await asyncio.gather(visit(ACME), visit(GLOBEX)))

    assert asyncio.run(both()) == [("t_acme", "t_acme"), ("t_globex", "t_globex")]


def test_a_thread_of_a_pool_forgets_the_task_before() -> None:
    def work(tenant: Client) -> str:
        with tenant_context(tenant):
            return str(connection.schema_name)

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(work, ACME).result() == "t_acme"
        assert pool.submit(context.is_entered).result() is False
        assert pool.submit(work, GLOBEX).result() == "t_globex"


def test_what_an_async_view_starts_works_for_its_tenant() -> None:
    async def view(tenant: Client) -> list[str]:
        with tenant_context(tenant):
            in_task = asyncio.create_task(sync_to_async(lambda: connection.schema_name)())
            own_thread = sync_to_async(lambda: connection.schema_name, thread_sensitive=False)
            return [await in_task, await own_thread(), connection.schema_name]

    async def both() -> list[list[str]]:
        return list(await asyncio.gather(view(ACME), view(GLOBEX)))

    assert asyncio.run(both()) == [["t_acme"] * 3, ["t_globex"] * 3]
    assert not context.is_entered()
