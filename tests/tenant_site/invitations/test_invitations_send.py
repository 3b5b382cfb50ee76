"""Invitations that a file made go out in portions."""

from typing import Any

from django.core import mail
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.invitations.models import Invitation
from tenant_site.members.models import Member

SEND = "/members/invitations/send/"


def unsent(client: Client, owner: Member, count: int) -> None:
    with tenant_context(client):
        Invitation.objects.bulk_create(
            Invitation(email=f"m{number:03}@new.example", role="guard", invited_by=owner)
            for number in range(count)
        )


def test_twenty_five_go_out_at_once_until_none_is_left(
    acme: Client, owner: Member, office: Browser, django_capture_on_commit_callbacks: Any
) -> None:
    unsent(acme, owner, 30)
    assert b"30 invitations are not sent yet" in office.get("/members/invitations/").content
    for sent in (25, 30, 30):
        with tenant_context(acme), django_capture_on_commit_callbacks(execute=True):
            assert office.post(SEND).status_code == 302
        assert len(mail.outbox) == sent
    assert len({letter.to[0] for letter in mail.outbox}) == 30
    assert b"not sent yet" not in office.get("/members/invitations/").content


def test_without_mail_their_links_are_shown_in_portions(
    acme: Client, owner: Member, office: Browser, settings: Any
) -> None:
    settings.HAS_MAIL = False
    unsent(acme, owner, 26)
    first = office.post(SEND)
    assert (len(first.context["shown"]), first.context["left"]) == (25, 1)
    assert len(office.post(SEND).context["shown"]) == 1
