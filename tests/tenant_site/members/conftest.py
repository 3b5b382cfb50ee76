"""A guard who waits to be let in."""

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenant_site.members.models import Member
from tests.accounts.factors.test_set_up import sign_in
from tests.tenant_site.members.test_sign_in_rules import require


@pytest.fixture
def waiting(acme: Client, guard: Member, acme_client: Browser) -> Browser:
    """The browser of a guard who typed the right password."""
    require(acme, "guard", needs_release=True)
    assert sign_in(acme_client, "1007")["Location"] == "/sign-in/release/"
    return acme_client
