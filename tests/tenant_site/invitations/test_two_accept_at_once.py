"""Two browsers accept one invitation at the same moment."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.db import connections

from accounts.models import User
from public_site.models import Client
from public_site.signup.opening import open_workspace
from tenancy.context import tenant_context
from tenant_site.invitations.accepting import AccountExists, InvitationRefused, accept_as_new
from tenant_site.invitations.models import Invitation
from tenant_site.invitations.tokens import hash_of
from tenant_site.members.models import Member
from tests.conftest import PASSWORD


@pytest.fixture
def opened(committed: None) -> Iterator[Client]:
    yield open_workspace(
        name="Race", slug="race-of-two", owner_email="owner@race.example", owner_name="Olga",
        password=PASSWORD, time_zone="America/Bogota", language="en", first_book_name="Gate",
    )  # fmt: skip
    EmailAddress.objects.filter(email="ana@race.example").delete()


def test_of_many_at_once_one_takes_the_place(opened: Client) -> None:
    with tenant_context(opened):
        invitation = Invitation.objects.create(
            email="ana@race.example",
            role="guard",
            invited_by=Member.objects.get(),
            mail_hash=hash_of("the-token"),
        )
    together = threading.Barrier(6)

    def accept(number: int) -> str:
        try:
            with tenant_context(opened):
                together.wait()
                accept_as_new(token="the-token", name=f"Ana {number}", password=PASSWORD)
                return "in"
        except (InvitationRefused, AccountExists) as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        ends = sorted(pool.map(accept, range(6)))
    assert ends == [*["InvitationRefused"] * 5, "in"]
    with tenant_context(opened):
        assert Member.objects.count() == 2
        invitation.refresh_from_db()
        assert invitation.accepted_by
    assert User.objects.filter(email="ana@race.example").count() == 1
