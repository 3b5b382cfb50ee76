"""Attempts to reach one tenant's rows from another; each yields a sentence for what it reached."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.db import DatabaseError, connections, transaction
from django_tenants.utils import get_tenant_database_alias

from tenancy.context import is_entered, public_context, tenant_context
from tenancy.selftest.pair import ROW_COUNT, Note, Pair

THREADS, ROUNDS, TASKS, WAIT_SECONDS = 4, 6, 16, 30.0
NOTES = Note._base_manager


def seen_wrong(tenant: Any, where: str) -> Iterator[str]:
    """Read with the ORM and with raw SQL; yield what is not this tenant's."""
    name = tenant.schema_name
    owners = set(NOTES.values_list("owner", flat=True))
    with connections[get_tenant_database_alias()].cursor() as cursor:
        cursor.execute("SELECT owner FROM tenancy_selftest WHERE id = 1")
        owners |= {owner for (owner,) in cursor.fetchall()}
    for owner in sorted(owners - {name}):
        yield f"{where}: rows of {owner} were read in {name}"
    if NOTES.count() != ROW_COUNT:
        yield f"{where}: {name} has {NOTES.count()} rows instead of {ROW_COUNT}"


def rows(pair: Pair) -> Iterator[str]:
    """Change and delete rows of one tenant by keys that both have."""
    with tenant_context(pair.left), transaction.atomic():
        NOTES.filter(pk=1).update(owner="changed")
        NOTES.filter(pk=2).delete()
        with tenant_context(pair.right):
            yield from seen_wrong(pair.right, "after an UPDATE and a DELETE by key")
        transaction.set_rollback(True)
    for tenant in pair:
        with tenant_context(tenant):
            yield from seen_wrong(tenant, "afterwards")


def nobody(pair: Pair) -> Iterator[str]:
    """Read without a tenant: here, and in a thread that was begun inside one."""
    found: list[str] = []

    def read(where: str) -> None:
        try:
            with transaction.atomic():
                found.append(f"{where}: {NOTES.first()} was read without a tenant")
        except DatabaseError:
            pass  # there is no such table: right
        finally:
            if threading.current_thread() is not threading.main_thread():
                connections.close_all()

    with public_context():
        read("in public")
    with tenant_context(pair.left):
        _in_threads([lambda: read("in a new thread")])
    yield from found


def threads(pair: Pair) -> Iterator[str]:
    """Let threads be in both tenants at the same moments, and change places each round."""
    barrier, found = threading.Barrier(THREADS), list[str]()

    def visit(number: int) -> Callable[[], None]:
        def work() -> None:
            try:
                for turn in range(ROUNDS):
                    tenant = (pair.left, pair.right)[(number + turn) % 2]
                    with tenant_context(tenant):
                        barrier.wait(WAIT_SECONDS)  # now all are inside
                        found.extend(_caught(tenant, f"thread {number}"))
                        barrier.wait(WAIT_SECONDS)
                if is_entered():
                    found.append(f"thread {number} was left in a tenant")
            finally:
                connections.close_all()

        return work

    _in_threads([visit(number) for number in range(THREADS)])
    yield from dict.fromkeys(found)


def _caught(tenant: Any, where: str) -> list[str]:
    """Read; an error is a finding, and keeps no other thread waiting."""
    try:
        return list(seen_wrong(tenant, where))
    except Exception as problem:  # noqa: BLE001  # whatever it is, it is told
        return [f"{where}: {type(problem).__name__}: {problem}".rstrip()]


def _in_threads(works: list[Callable[[], None]]) -> None:
    begun = [threading.Thread(target=work, daemon=True) for work in works]
    for thread in begun:
        thread.start()
    for thread in begun:
        thread.join(WAIT_SECONDS)


def tasks(pair: Pair) -> Iterator[str]:
    """Let async tasks of both tenants take turns in one thread, also while they query."""
    found: list[str] = []

    async def visit(number: int) -> None:
        tenant = (pair.left, pair.right)[number % 2]
        with tenant_context(tenant):
            for _turn in range(3):
                await asyncio.sleep(0)
                note = await NOTES.aget(pk=1 + number)
                if note.owner != tenant.schema_name:
                    found.append(f"task {number}: {note} was read in {tenant.schema_name}")
                found.extend(await sync_to_async(_caught)(tenant, f"task {number}"))

    async def all_of_them() -> None:
        results = await asyncio.gather(*map(visit, range(TASKS)), return_exceptions=True)
        found.extend(f"a task failed: {one}" for one in results if one is not None)
        await sync_to_async(connections.close_all)()

    asyncio.run(all_of_them())
    yield from dict.fromkeys(found)


def transactions(pair: Pair) -> Iterator[str]:
    """Change tenants inside transactions, across rolled back savepoints and failed statements."""
    for tenant in pair:
        other = pair.other(tenant)
        with tenant_context(tenant), transaction.atomic():
            _fails_inside(other)
            yield from seen_wrong(tenant, "after a savepoint of the other was rolled back")
            with tenant_context(other):
                yield from seen_wrong(other, "inside a transaction of the other")
            transaction.set_rollback(True)
        with tenant_context(other):
            yield from seen_wrong(other, "after a transaction of the other was rolled back")


def _fails_inside(tenant: Any) -> None:
    try:
        with tenant_context(tenant), transaction.atomic():
            NOTES.filter(pk=1).update(owner="rolled back")
            with connections[get_tenant_database_alias()].cursor() as cursor:
                cursor.execute("SELECT * FROM tenancy_selftest_that_is_not_there")
    except DatabaseError:
        pass
