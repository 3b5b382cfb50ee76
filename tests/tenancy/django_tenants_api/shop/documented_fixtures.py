"""The fixtures of the engine's plugin for pytest."""

from typing import Any

import pytest

from tenancy.connections import connection
from tests.tenancy.defects.plain_project.orders.models import Order


@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_begins_in_an_empty_tenant(time: str, tenant: Any) -> None:
    assert connection.schema_name == tenant.schema_name
    assert Order.objects.count() == 0
    Order.objects.create(name=time)


def test_the_other_tenant_sees_nothing(tenant: Any, other_tenant: Any) -> None:
    Order.objects.create(name="secret")
    with other_tenant:
        assert Order.objects.count() == 0


def test_a_request_returns_to_the_tenant_of_the_test(tenant: Any, client: Any) -> None:
    Order.objects.create(name="anvil")
    page = client.get("/", headers={"host": tenant.get_primary_domain().domain})
    assert page.content.decode().endswith("1 orders")
    assert Order.objects.count() == 1


def test_a_test_without_a_tenant_is_in_public() -> None:
    assert connection.schema_name == "public"
