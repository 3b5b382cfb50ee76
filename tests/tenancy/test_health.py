from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client as Browser
from django.test import override_settings

from project import settings_public
from tenancy import context
from tests.conftest import settings_of

HOSTS = ["localhost:8000", "acme.localhost", "nobody.example", "127.0.0.1:8000", "10.0.0.7"]


@pytest.fixture(params=["main website", "workspaces"])
def _on_both_sites(request: pytest.FixtureRequest) -> Iterator[None]:
    with override_settings(
        **(settings_of(settings_public) if request.param == "main website" else {})
    ):
        yield


@pytest.mark.usefixtures("_on_both_sites")
@pytest.mark.parametrize("host", HOSTS)
def test_a_living_process_says_so_on_any_host_without_the_database(host: str) -> None:
    answer = Browser(headers={"host": host}).get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.usefixtures("_on_both_sites", "db")
@pytest.mark.parametrize("host", HOSTS)
def test_a_process_with_its_database_is_ready(host: str) -> None:
    answer = Browser(headers={"host": host}).get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ready\n")
    assert not context.is_entered()


@pytest.mark.usefixtures("_on_both_sites", "db")
def test_a_process_without_its_database_is_not_ready() -> None:
    def closed(*args: Any) -> None:
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(closed):
        answer = Browser(headers={"host": "nobody.example"}).get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"no database\n")
