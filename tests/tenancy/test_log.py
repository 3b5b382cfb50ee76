import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import schema_context
from tenancy.log import TenantFilter

logger = logging.getLogger("tests.tenancy.log")
NAMES = [f"t{number}" for number in range(20)]


class Kept(logging.Handler):
    """Keeps what a record says of its tenant and of itself."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[Any, Any, str]] = []
        self.addFilter(TenantFilter())

    def emit(self, record: logging.LogRecord) -> None:
        marks = vars(record)
        self.seen.append((marks["schema_name"], marks["domain_url"], record.getMessage()))


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler, root = Kept(), logging.getLogger()
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)


def test_without_a_tenant_a_line_is_of_the_public_schema(kept: Kept) -> None:
    logger.warning("started")
    assert kept.seen == [("public", None, "started")]


def test_threads_name_their_own_tenant(kept: Kept) -> None:
    def work(name: str) -> None:
        with schema_context(name):
            logger.warning(name)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, NAMES))
    assert sorted(kept.seen) == sorted((name, None, name) for name in NAMES)


def test_tasks_and_their_threads_name_their_own_tenant(kept: Kept) -> None:
    async def work(name: str) -> None:
        with schema_context(name):
            await asyncio.sleep(0)
            logger.warning(name)
            await sync_to_async(logger.warning)(name)

    async def all_work() -> None:
        await asyncio.gather(*map(work, NAMES))

    asyncio.run(all_work())
    assert sorted(kept.seen) == sorted((name, None, name) for name in [*NAMES, *NAMES])


def test_what_django_says_of_an_answer_names_the_tenant_that_gave_it(
    acme: Client, kept: Kept
) -> None:
    Browser(headers={"host": "acme.localhost:8000"}).post("/sign-in/", {"identifier": "x"})
    assert (acme.schema_name, "acme.localhost", "Unprocessable Entity: /sign-in/") in kept.seen


def test_what_django_says_of_an_unknown_host_names_nobody(acme: Client, kept: Kept) -> None:
    Browser(headers={"host": "nobody.localhost:8000"}).get("/")
    assert ("public", None, "Not Found: /") in kept.seen


def test_every_line_of_the_project_names_its_tenant() -> None:
    logging_of_both: dict[str, Any] = settings.LOGGING
    assert logging_of_both["handlers"]["console"]["filters"][0] == "tenant"
    assert "%(schema_name)s" in logging_of_both["formatters"]["line"]["format"]
