"""Owners see what became of invitations, send them again and revoke them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.invitations.models import Invitation
from tenant_site.invitations.sending import PER_ADDRESS
from tenant_site.members.models import Member
from tests.tenant_site.invitations.conftest import link_in

LIST = "/members/invitations/"


def only(client: Client) -> Invitation:
    with tenant_context(client):
        return Invitation.objects.get()


def act(client: Client, verb: str) -> str:
    return f"{LIST}{only(client).pk}/{verb}/"


def expire(client: Client) -> None:
    with tenant_context(client):
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def test_an_empty_list_teaches(office: Browser) -> None:
    assert b"Nobody is invited yet" in office.get(LIST).content


def test_a_revoked_invitation_opens_nothing(
    acme: Client, office: Browser, invited: Callable[..., str], acme_client: Browser
) -> None:
    link = invited()
    assert acme_client.get(link).status_code == 200
    assert office.post(act(acme, "revoke")).status_code == 302
    assert acme_client.get(link).status_code == 410
    assert b"revoked" in office.get(LIST).content


def test_sent_again_the_new_link_works_and_the_old_one_is_dead(
    acme: Client,
    office: Browser,
    invited: Callable[..., str],
    acme_client: Browser,
    django_capture_on_commit_callbacks: Any,
) -> None:
    old = invited()
    expire(acme)
    with tenant_context(acme), django_capture_on_commit_callbacks(execute=True):
        assert office.post(act(acme, "resend")).status_code == 302
    assert acme_client.get(old).status_code == 410
    assert acme_client.get(link_in(mail.outbox[-1])).status_code == 200


def test_sent_again_without_mail_shows_a_new_link(
    acme: Client, office: Browser, invited: Callable[..., str], settings: Any
) -> None:
    invited()
    settings.HAS_MAIL = False
    answer = office.post(act(acme, "resend"))
    assert len(answer.context["shown"]) == 1


@pytest.mark.parametrize("verb", ["resend", "revoke"])
def test_what_was_revoked_stays_so(
    acme: Client, office: Browser, invited: Callable[..., str], verb: str
) -> None:
    invited()
    office.post(act(acme, "revoke"))
    before = only(acme)
    office.post(act(acme, verb))
    after = only(acme)
    assert after.state == "revoked"
    assert after.revoked_at == before.revoked_at
    assert bytes(after.mail_hash or b"") == bytes(before.mail_hash or b"")


def test_who_was_invited_too_long_ago_can_be_invited_anew(
    acme: Client, invited: Callable[..., str], office: Browser
) -> None:
    invited()
    expire(acme)
    assert b"expired" in office.get(LIST).content
    invited(role="auditor")
    assert only(acme).role == "auditor"


@pytest.mark.parametrize("verb", ["resend", "revoke"])
def test_an_invitation_of_another_workspace_is_not_there(
    acme: Client,
    globex: Client,
    stranger: Member,
    invited: Callable[..., str],
    browse: Callable[..., Browser],
    verb: str,
) -> None:
    invited("ana@new.example")
    there = browse(globex, stranger)
    assert there.post(act(acme, verb)).status_code == 404
    assert b"ana@new.example" not in there.get(LIST).content
    assert only(acme).state == "waiting"


def test_the_list_costs_the_same_however_many_are_invited(
    acme: Client,
    office: Browser,
    invited: Callable[..., str],
    django_assert_num_queries: Any,
) -> None:
    for number in range(3):
        invited(f"g{number}@new.example")
        office.get(LIST)  # shows the message
        with django_assert_num_queries(7):
            office.get(LIST)


def test_nobody_is_pestered_by_sending_again_and_again(
    acme: Client,
    office: Browser,
    invited: Callable[..., str],
    django_capture_on_commit_callbacks: Any,
) -> None:
    invited()
    with tenant_context(acme), django_capture_on_commit_callbacks(execute=True):
        for _ in range(PER_ADDRESS.most + 3):
            office.post(act(acme, "resend"))
    assert len(mail.outbox) == PER_ADDRESS.most
    assert b"Too many invitations were mailed today" in office.get(LIST).content
    last = link_in(mail.outbox[-1])
    assert Browser(headers={"host": "acme.localhost:8000"}).get(last).status_code == 200
