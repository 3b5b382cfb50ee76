import uuid
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import IntegrityError, connection
from django_tenants.utils import schema_exists

from accounts.models import User
from public_site.models import Client, Domain
from public_site.signup import opening
from public_site.signup.opening import AddressTaken, OwnerRefused, open_workspace
from tenancy import context
from tenancy.context import tenant_context
from tenant_site.books.models import Book, EntryType
from tenant_site.members.models import Member, Role

KEY = uuid.UUID(int=7)


def opened(**changes: Any) -> Client:
    return open_workspace(
        **{
            "name": "Initech",
            "slug": "initech",
            "owner_email": "Ana@Initech.example",
            "owner_name": "Ana",
            "password": "correct horse battery",
            "time_zone": "America/Lima",
            "language": "es",
            "first_book_name": "Portería",
            "signup_key": KEY,
            **changes,
        }
    )


def everything() -> tuple[int, int, int, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' ORDER BY 1")
        schemas = [row[0] for row in cursor.fetchall()]
    return Client.objects.count(), Domain.objects.count(), User.objects.count(), schemas


def test_a_workspace_has_schema_domain_owner_types_and_first_book(db: None) -> None:
    client = opened()
    assert client.schema_name.startswith("t_")
    assert Domain.objects.get(tenant=client).domain == "initech.localhost"
    with tenant_context(client):
        owner = Member.objects.get()
        assert owner.role == Role.OWNER
        assert Book.objects.get().name == "Portería"
        assert EntryType.objects.count() >= 12
    user = User.objects.get(pk=owner.user_id)
    assert user.email == "ana@initech.example"
    assert check_password("correct horse battery", user.password)


@pytest.mark.parametrize("part", ["Domain", "owner_account", "open_first_book"])
def test_a_failure_half_way_leaves_nothing(
    part: str, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(opening, part, fail)
    with pytest.raises(RuntimeError):
        opened()
    assert everything() == before
    assert not context.is_entered()


def test_the_same_form_sent_again_opens_nothing_more(db: None) -> None:
    first = opened()
    before = everything()
    assert opened() == first
    assert everything() == before


def test_the_same_form_from_somebody_else_is_refused(db: None) -> None:
    opened()
    with pytest.raises(OwnerRefused):
        opened(password="not the password")
    with pytest.raises(OwnerRefused):
        opened(owner_email="other@initech.example")


def test_an_address_that_is_taken_is_refused_and_leaves_nothing(acme: Client) -> None:
    before = everything()
    with pytest.raises(AddressTaken):
        opened(slug="acme")
    assert everything() == before


def test_a_host_that_is_taken_by_a_custom_domain_is_refused(acme: Client) -> None:
    Domain.objects.create(domain="initech.localhost", tenant=acme, is_primary=False)
    with pytest.raises(AddressTaken):
        opened()
    assert not Client.objects.filter(slug="initech").exists()


def test_a_person_who_has_an_account_opens_another_workspace_with_its_password(
    acme: Client,
) -> None:
    client = opened(owner_email="owner@acme.example")
    with tenant_context(client):
        assert Member.objects.get().user_id == User.objects.get(email="owner@acme.example").pk


def test_another_persons_account_cannot_be_taken(acme: Client) -> None:
    before = everything()
    with pytest.raises(OwnerRefused):
        opened(owner_email="owner@acme.example", password="a guess of ten letters")
    assert everything() == before


def test_what_is_not_about_a_claim_is_not_called_one(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**kwargs: Any) -> None:
        raise IntegrityError("something else")

    monkeypatch.setattr(opening, "open_first_book", fail)
    with pytest.raises(IntegrityError, match="something else"):
        opened()


def test_the_schema_is_gone_when_the_client_is(db: None) -> None:
    client = opened()
    client.delete(force_drop=True)
    assert not schema_exists(client.schema_name)
