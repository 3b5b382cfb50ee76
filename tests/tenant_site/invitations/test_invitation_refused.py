"""Somebody takes the place they were invited to."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import User
from public_site import clients
from public_site.models import Client
from tenancy import hosts
from tenancy.context import tenant_context
from tenant_site.invitations.accepting import AnotherPerson, accept_as, find_acceptable
from tenant_site.invitations.models import Invitation
from tenant_site.invitations.tokens import hash_of
from tenant_site.members.models import Member
from tests.tenant_site.invitations.test_invitation_accept import NEW


@pytest.mark.parametrize("spoiled", ["expired", "revoked", "made up"])
def test_a_link_that_is_dead_sounds_like_one_that_never_was(
    acme: Client, invited: Callable[..., str], acme_client: Browser, spoiled: str
) -> None:
    link, now = invited(), timezone.now()
    with tenant_context(acme):
        if spoiled == "expired":
            Invitation.objects.update(expires_at=now - timedelta(seconds=1))
        if spoiled == "revoked":
            Invitation.objects.update(revoked_at=now)
    never = acme_client.get("/join/never/")
    link = "/join/made-up/" if spoiled == "made up" else link
    for answer in (acme_client.get(link), acme_client.post(link, NEW)):
        assert (answer.status_code, answer.content) == (410, never.content)
    assert not User.objects.filter(email="ana@new.example").exists()


@pytest.mark.parametrize("changes", [{"role": "guard"}, {"is_active": False}])
def test_the_invitation_of_who_is_no_owner_any_more_opens_nothing(
    acme: Client,
    owner: Member,
    invited: Callable[..., str],
    acme_client: Browser,
    changes: dict[str, Any],
) -> None:
    link = invited(role="owner")
    with tenant_context(acme):
        Member.objects.filter(pk=owner.pk).update(**changes)
    assert acme_client.post(link, NEW).status_code == 410


def test_a_link_of_one_workspace_opens_no_other(
    globex: Client, invited: Callable[..., str], browse: Callable[..., Browser]
) -> None:
    link = invited()
    there = browse(globex)
    assert there.get(link).status_code == 410
    assert there.post(link, NEW).status_code == 410
    assert not User.objects.filter(email="ana@new.example").exists()


def test_the_same_row_at_a_copy_of_the_workspace_opens_nothing(
    acme: Client,
    globex: Client,
    stranger: Member,
    invited: Callable[..., str],
    browse: Callable[..., Browser],
) -> None:
    link = invited()
    with tenant_context(acme):
        kept = Invitation.objects.get().mail_hash
    with tenant_context(globex):
        Invitation.objects.create(
            email="ana@new.example", role="owner", invited_by=stranger, mail_hash=kept
        )
    assert browse(globex).post(link, NEW).status_code == 410


def test_an_account_with_another_address_cannot_take_the_place(
    acme: Client, stranger: Member, invited: Callable[..., str]
) -> None:
    token = invited("ana@new.example").split("/")[2]
    eve = User.objects.get(pk=stranger.user_id)
    with tenant_context(acme):
        with pytest.raises(AnotherPerson):
            accept_as(token=token, user=eve)
        assert find_acceptable(token)
        assert not Member.objects.of_user(eve).exists()


def test_another_member_is_told_that_it_is_not_for_them(
    acme: Client, guard: Member, invited: Callable[..., str], browse: Callable[..., Browser]
) -> None:
    link, browser = invited(), browse(acme, guard)
    for answer in (browser.get(link), browser.post(link, NEW)):
        assert b"You are signed in as Guard" in answer.content
    assert not User.objects.filter(email="ana@new.example").exists()


def test_where_there_is_no_room_any_more_nothing_is_used_up(
    acme: Client,
    invited: Callable[..., str],
    acme_client: Browser,
    plan_holds: Callable[[int], None],
) -> None:
    link = invited()
    plan_holds(1)
    answer = acme_client.post(link, NEW)
    assert answer.status_code == 422
    assert b"no room for more people" in answer.content
    assert not User.objects.filter(email="ana@new.example").exists()
    plan_holds(2)
    assert acme_client.post(link, NEW).status_code == 302


def test_a_password_is_guessed_ten_times_however_many_workspaces_invite(
    acme: Client,
    globex: Client,
    stranger: Member,
    owner: Member,
    invited: Callable[..., str],
    browse: Callable[..., Browser],
) -> None:
    at_acme, wrong = invited("owner@globex.example"), {"own_password": "wrong horse battery"}
    token = "a link that the other workspace's owner kept"
    with tenant_context(globex):
        Invitation.objects.create(
            email="owner@globex.example",
            role="guard",
            invited_by=stranger,
            link_hash=hash_of(token),
        )
    for _ in range(10):
        assert browse(acme).post(at_acme, wrong).status_code == 422
    assert browse(globex).post(f"/join/{token}/", wrong).status_code == 429


@pytest.mark.parametrize("state", ["read_only", "suspended", "archived"])
def test_nobody_takes_a_place_while_nothing_may_be_written(
    state: str, acme: Client, invited: Callable[..., str], acme_client: Browser
) -> None:
    link = invited()
    if state == "read_only":
        clients.extend_trial(client=acme, until=date(2026, 1, 31))
    else:
        Client.objects.filter(pk=acme.pk).update(status=state)
        hosts.forget_all()
    answer = acme_client.post(link, NEW)
    assert answer.status_code == 422
    assert b"Ana Ruiz" in answer.content, "what was typed stays"
    assert not User.objects.filter(email="ana@new.example").exists()
    with tenant_context(acme):
        assert Invitation.objects.get().state == "waiting"
