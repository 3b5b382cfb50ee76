"""Somebody who came and went, and a second book that our guard does not read."""

from typing import Any

import pytest

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.members.models import Member
from tenant_site.registers.models import Person, Vehicle
from tests.tenant_site.registers.gate import car, passed, visitor


@pytest.fixture
def vault(acme: Client) -> Book:
    """A book that was given to no guard."""
    with tenant_context(acme):
        return open_book(client=acme, name="Vault")


@pytest.fixture
def ana(acme: Client, acme_book: Book, guard: Member) -> Person:
    """Ana came to the main gate."""
    with tenant_context(acme):
        made = passed(acme_book, guard, visitors=[visitor("Ana Peña", document="10-20.334")])
        return Person.objects.get(mentions=made[0])


@pytest.fixture
def truck(acme: Client, acme_book: Book, guard: Member) -> Vehicle:
    """A truck left the main gate."""
    with tenant_context(acme):
        made = passed(acme_book, guard, cars=[car("ABC-123", "out")])
        return Vehicle.objects.get(mentions=made[0])


def page_of(row: Any, then: str = "") -> str:
    kinds = {"person": "persons", "vehicle": "vehicles", "item": "items", "point": "points"}
    return f"/registers/{kinds[row._meta.model_name]}/{row.pk}/{then}"
