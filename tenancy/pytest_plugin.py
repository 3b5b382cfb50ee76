"""Fixtures for pytest: two tenants opened once for all tests, each test rolled back.

`pytest -p tenancy.pytest_plugin`. A project whose tenants need more fields overrides `open_tenant`.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def open_tenant() -> Callable[[str], Any]:
    """Return what opens a tenant of that schema name with a host of its own."""
    from django_tenants.utils import get_tenant_domain_model, get_tenant_model

    def opened(name: str) -> Any:
        tenant = get_tenant_model()(schema_name=name)
        tenant.save(verbosity=0)
        get_tenant_domain_model().objects.create(domain=f"{name}.test", tenant=tenant)
        return tenant

    return opened


@pytest.fixture(scope="session")
def two_tenants(
    open_tenant: Callable[[str], Any], django_db_setup: None, django_db_blocker: Any
) -> Iterator[tuple[Any, Any]]:
    """Open two tenants before the first test that wants one; remove them after the last."""
    with django_db_blocker.unblock():
        tenants = open_tenant("testtenant"), open_tenant("othertenant")
    yield tenants
    with django_db_blocker.unblock():
        for tenant in tenants:
            tenant.delete(force_drop=True)


@pytest.fixture
def tenant(two_tenants: tuple[Any, Any], db: None) -> Iterator[Any]:
    """Run the test inside a tenant, in a transaction that is rolled back."""
    from tenancy.context import kept, tenant_context

    with kept(), tenant_context(two_tenants[0]) as entered:
        yield entered


@pytest.fixture
def other_tenant(two_tenants: tuple[Any, Any], db: None) -> Any:
    """Return a second tenant, whose data nobody else may see."""
    return two_tenants[1]
