"""Browsers of the people of our workspace, by where each sits."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenant_site.members.models import Member


@pytest.fixture
def gate(acme: Client, guard: Member, browse: Callable[..., Browser]) -> Browser:
    """The guard's browser."""
    return browse(acme, guard)


@pytest.fixture
def desk(acme: Client, supervisor: Member, browse: Callable[..., Browser]) -> Browser:
    """The supervisor's browser."""
    return browse(acme, supervisor)


@pytest.fixture
def office(acme: Client, owner: Member, browse: Callable[..., Browser]) -> Browser:
    """The owner's browser."""
    return browse(acme, owner)


@pytest.fixture
def audit(acme: Client, auditor: Member, browse: Callable[..., Browser]) -> Browser:
    """The auditor's browser."""
    return browse(acme, auditor)
