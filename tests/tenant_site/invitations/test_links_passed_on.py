"""Links that an owner passes on: they prove nothing about the address."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client as Browser

from public_site.models import Client
from tenant_site.members.models import Member
from tests.tenant_site.invitations.test_invitation_accept import NEW


@pytest.fixture
def passed_on(office: Browser, settings: Any) -> Callable[..., str]:
    """Invite without mail; return the path of the link that the owner is shown."""

    def _passed_on(email: str) -> str:
        settings.HAS_MAIL = False
        answer = office.post("/members/invite/", {"emails": email, "role": "guard"})
        link: str = answer.context["shown"][0].link
        return link.partition("localhost:8000")[2]

    return _passed_on


def test_a_link_that_was_passed_on_does_not_confirm_the_address(
    acme: Client, passed_on: Callable[..., str], acme_client: Browser
) -> None:
    assert acme_client.post(passed_on("ana@new.example"), NEW).status_code == 302
    assert not EmailAddress.objects.get(email="ana@new.example").verified


def test_a_link_that_was_passed_on_does_not_tell_whether_there_is_an_account(
    stranger: Member, passed_on: Callable[..., str], acme_client: Browser
) -> None:
    pages = set()
    for email in ("ana@new.example", "owner@globex.example"):
        page = acme_client.get(passed_on(email)).content.decode().replace(email, "somebody")
        pages.add(re.sub('(?<=csrfmiddlewaretoken" value=")[^"]+', "", page))
    (page,) = pages
    assert "id_own_password" in page
    assert "id_name" in page


def test_a_wrong_guess_by_a_link_that_was_passed_on_sounds_the_same(
    stranger: Member, passed_on: Callable[..., str], acme_client: Browser
) -> None:
    told = set()
    for email in ("ana@new.example", "owner@globex.example"):
        answer = acme_client.post(passed_on(email), {"own_password": "wrong horse battery"})
        told.add((answer.status_code, tuple(answer.context["form"].errors["own_password"])))
    assert len(told) == 1
