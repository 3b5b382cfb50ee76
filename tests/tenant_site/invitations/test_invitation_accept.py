"""Somebody takes the place they were invited to."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client as Browser

from accounts.memberships import clients_of
from accounts.models import User
from accounts.signing_in import PER_NAME
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.invitations.models import Invitation
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
