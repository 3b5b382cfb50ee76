"""A guard at the gate of our workspace."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenant_site.members.models import Member


@pytest.fixture
def gate(acme: Client, guard: Member, browse: Callable[..., Browser]) -> Browser:
    return browse(acme, guard)
