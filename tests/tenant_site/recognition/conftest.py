"""Somebody who is kept out, and a form of the gate."""

import pytest

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tenant_site.registers.banning import Banned, impose_ban
from tenant_site.registers.models import Ban
from tests.tenant_site.registers.gate import gate_form


@pytest.fixture
def banned_car(acme: Client, owner: Member) -> Ban:
    """Our owner keeps ABC 123 out, everywhere and without end."""
    with tenant_context(acme):
        return impose_ban(on=Banned(plate="ABC 123"), reason="Rammed the gate", by=owner)


@pytest.fixture
def banned_person(acme: Client, owner: Member) -> Ban:
    """Our owner keeps Bruno out, everywhere and without end."""
    with tenant_context(acme):
        on = Banned(document="1.020-304", name="Bruno Díaz")
        return impose_ban(on=on, reason="Hit a guard", by=owner)


@pytest.fixture
def form(acme: Client, owner: Member) -> FormVersion:
    """The form of the gate, published by our owner."""
    with tenant_context(acme):
        return gate_form(owner)
