"""Somebody takes the place they were invited to."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client as Browser
from django.utils import timezone

from accounts.memberships import clients_of
from accounts.models import User
from accounts.signing_in import PER_NAME
from public_site import clients
from public_site.models import Client
from tenancy import hosts
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.invitations.accepting import AnotherPerson, accept_as, find_acceptable
from tenant_site.invitations.models import Invitation
from tenant_site.invitations.tokens import hash_of
from tenant_site.members.models import Member, Role
from tests.conftest import PASSWORD

NEW = {"name": "Ana Ruiz", "password": "staple battery horse"}
OWN = {"own_password": PASSWORD}


def member_of(client: Client, email: str) -> Member:
    with tenant_context(client):
        return Member.objects.get(user__email=email)


def test_who_is_new_chooses_name_and_password_and_is_in(
    acme: Client, acme_book: Book, invited: Callable[..., str], acme_client: Browser
) -> None:
    link = invited(books=[str(acme_book.pk)])
    assert b"ana@new.example" in acme_client.get(link).content
    answer = acme_client.post(link, NEW)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert acme_client.get("/books/main-gate/").status_code == 200
    member = member_of(acme, "ana@new.example")
    assert (member.role, member.display_name, member.is_active) == (Role.GUARD, "Ana Ruiz", True)
    assert clients_of(member.user_id) == [acme.pk]
    address = EmailAddress.objects.get(user_id=member.user_id)
    assert (address.verified, address.primary) == (True, True)


def test_looking_at_the_link_uses_nothing_up(
    invited: Callable[..., str], acme_client: Browser
) -> None:
    link = invited()
    for _ in range(3):
        assert acme_client.get(link).status_code == 200
        assert acme_client.head(link).status_code == 200
    assert acme_client.post(link, NEW).status_code == 302


def test_who_has_an_account_signs_in_with_it(
    acme: Client, stranger: Member, invited: Callable[..., str], acme_client: Browser
) -> None:
    link = invited("owner@globex.example", "supervisor")
    page = acme_client.get(link).content
    assert b"own_password" in page
    assert b"id_name" not in page
    assert acme_client.post(link, OWN).status_code == 302
    assert acme_client.get("/").status_code == 200
    member = member_of(acme, "owner@globex.example")
    assert (member.user_id, member.role) == (stranger.user_id, Role.SUPERVISOR)
    assert EmailAddress.objects.get(user_id=member.user_id).verified


def test_a_wrong_password_accepts_nothing_and_is_counted(
    acme: Client, stranger: Member, invited: Callable[..., str], acme_client: Browser
) -> None:
    link = invited("owner@globex.example")
    wrong = {"own_password": "wrong horse battery"}
    told = [acme_client.post(link, wrong).status_code for _ in range(PER_NAME.most + 1)]
    assert told == [422] * PER_NAME.most + [429]
    assert acme_client.post(link, OWN).status_code == 429
    with tenant_context(acme):
        assert not Member.objects.of_user(stranger.user).exists()


def test_a_second_factor_is_asked_before_the_session_begins(
    acme: Client, stranger: Member, invited: Callable[..., str], acme_client: Browser
) -> None:
    Authenticator.objects.create(
        user_id=stranger.user_id, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )
    answer = acme_client.post(invited("owner@globex.example"), OWN)
    assert answer.status_code == 302
    assert answer["Location"] != "/"
    assert acme_client.get("/").status_code == 302


def test_a_link_works_once(
    acme: Client, invited: Callable[..., str], acme_client: Browser, browse: Callable[..., Browser]
) -> None:
    link = invited()
    acme_client.post(link, NEW)
    other = browse(acme)
    assert other.get(link).status_code == 410
    assert other.post(link, {"name": "Eve", "password": "another horse battery"}).status_code == 410
    with tenant_context(acme):
        assert Member.objects.filter(user__email="ana@new.example").count() == 1


def test_the_second_click_of_a_double_click_is_let_in_too(
    acme: Client, invited: Callable[..., str], browse: Callable[..., Browser]
) -> None:
    link = invited()
    first, second = browse(acme), browse(acme)
    assert first.post(link, NEW).status_code == 302
    assert second.post(link, NEW).status_code == 302
    assert second.get("/").status_code == 200


def test_who_is_in_and_opens_the_link_again_goes_to_the_books(
    invited: Callable[..., str], acme_client: Browser
) -> None:
    link = invited()
    acme_client.post(link, NEW)
    assert acme_client.get(link)["Location"] == "/"


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


def test_a_link_that_still_works_is_not_logged(
    invited: Callable[..., str], acme_client: Browser, caplog: Any
) -> None:
    link = invited()
    assert acme_client.post(link, NEW | {"password": "short"}).status_code == 422
    assert link.split("/")[2] not in caplog.text


def test_the_role_is_that_of_the_invitation_whatever_is_posted(
    acme: Client, globex_book: Book, invited: Callable[..., str], acme_client: Browser
) -> None:
    more = {"role": "owner", "email": "eve@evil.example", "books": [str(globex_book.pk)]}
    acme_client.post(invited(), NEW | more)
    member = member_of(acme, "ana@new.example")
    with tenant_context(acme):
        assert (member.role, member.books.count()) == (Role.GUARD, 0)


def test_who_was_deactivated_comes_back_by_accepting(
    acme: Client, guard: Member, invited: Callable[..., str], acme_client: Browser
) -> None:
    with tenant_context(acme):
        Member.objects.filter(pk=guard.pk).update(is_active=False)
    assert acme_client.post(invited("guard@acme.example", "auditor"), OWN).status_code == 302
    member = member_of(acme, "guard@acme.example")
    assert (member.pk, member.role, member.is_active) == (guard.pk, Role.AUDITOR, True)
    assert (member.display_name, member.badge) == ("Guard", "1007")


def test_who_became_a_member_meanwhile_keeps_the_role_they_have(
    acme: Client, stranger: Member, invited: Callable[..., str], acme_client: Browser
) -> None:
    link = invited("owner@globex.example", "guard")
    with tenant_context(acme):
        Member.objects.create(user_id=stranger.user_id, role="owner", display_name="Olga")
    acme_client.post(link, OWN)
    assert member_of(acme, "owner@globex.example").role == Role.OWNER


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


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "A\u200bna"},
        {"password": ""},
        {"password": "1234567890"},
        {"password": "ana@new.example"},
        {"password": "short"},
    ],
)
def test_what_cannot_be_is_said_and_uses_nothing_up(
    invited: Callable[..., str], acme_client: Browser, changes: dict[str, str]
) -> None:
    link = invited()
    answer = acme_client.post(link, NEW | changes)
    assert answer.status_code == 422
    assert (NEW | changes)["name"].encode() in answer.content
    assert acme_client.post(link, NEW).status_code == 302


def test_an_account_made_meanwhile_is_not_taken_over(
    invited: Callable[..., str], acme_client: Browser
) -> None:
    link = invited()
    user = User.objects.create_user("ana@new.example", PASSWORD)
    assert acme_client.post(link, NEW).status_code == 422
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert acme_client.post(link, OWN).status_code == 302


def test_the_badge_that_a_file_foresaw_is_given_unless_somebody_has_it(
    acme: Client, guard: Member, invited: Callable[..., str], acme_client: Browser
) -> None:
    link = invited()
    with tenant_context(acme):
        Invitation.objects.update(badge="1007")
    acme_client.post(link, NEW)
    assert member_of(acme, "ana@new.example").badge is None


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
