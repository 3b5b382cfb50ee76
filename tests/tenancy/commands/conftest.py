from collections.abc import Iterator

import pytest

from tenancy import context


@pytest.fixture(autouse=True)
def _leaves_no_tenant_in_force() -> Iterator[None]:
    yield
    assert not context.is_entered()
