"""Owners invite by e-mail."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book
from tenant_site.invitations.models import Invitation
from tenant_site.members.models import Member, Role
from tests.tenant_site.invitations.conftest import link_in

PAGE = "/members/invite/"


def invitations(client: Client) -> list[tuple[str, str]]:
    with tenant_context(client):
        return [(one.email, one.state.value) for one in Invitation.objects.order_by("email")]


def test_several_are_invited_at_once_each_by_a_mail_of_their_own(
    acme: Client, acme_book: Book, office: Browser, django_capture_on_commit_callbacks: Any
) -> None:
    sent = {"emails": "Ana@new.example\n luis@new.example, ana@new.example", "role": "guard"}
    with tenant_context(acme), django_capture_on_commit_callbacks(execute=True):
        answer = office.post(PAGE, sent | {"books": [str(acme_book.pk)]})
    assert (answer.status_code, answer["Location"]) == (302, "/members/invitations/")
    assert [letter.to for letter in mail.outbox] == [["ana@new.example"], ["luis@new.example"]]
    assert len({link_in(letter) for letter in mail.outbox}) == 2
    assert invitations(acme) == [("ana@new.example", "waiting"), ("luis@new.example", "waiting")]
    with tenant_context(acme):
        one = Invitation.objects.first()
        assert one
        assert (one.role, list(one.books.all())) == (Role.GUARD, [acme_book])
        assert Activity.objects.filter(act="member_invited").count() == 2


def test_the_mail_says_who_invites_to_what_and_as_what(invited: Callable[..., str]) -> None:
    invited(role="supervisor")
    (letter,) = mail.outbox
    assert letter.subject == "Olga of acme invites you to the news book of Acme"
    assert "Your role: supervisor" in letter.body
    assert "until" in letter.body


def test_the_mail_speaks_the_clients_language(acme: Client, invited: Callable[..., str]) -> None:
    Client.objects.filter(pk=acme.pk).update(language="es")
    invited()
    assert "le invita al libro de novedades de Acme" in mail.outbox[0].subject


def test_only_a_hash_of_the_link_is_kept(acme: Client, invited: Callable[..., str]) -> None:
    token = invited().split("/")[2]
    with tenant_context(acme):
        (row,) = Invitation.objects.values()
    assert token.encode() not in str(row).encode()
    assert len(token) >= 43


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"emails": ""}, "emails"),
        ({"emails": "ana"}, "emails"),
        ({"emails": "a@b.example\nana@"}, "emails"),
        ({"emails": "a\0b@new.example"}, "emails"),
        ({"emails": "\n".join(f"g{number}@new.example" for number in range(26))}, "emails"),
        ({"emails": "OWNER@acme.example"}, "emails"),
        ({"role": "king"}, "role"),
        ({"role": ""}, "role"),
        ({"books": ["3f0f7b6e-3d3f-4a54-8e58-1b8e0f2d5a11"]}, "books"),
    ],
)
def test_what_cannot_be_is_said_and_invites_nobody(
    acme: Client, office: Browser, changes: dict[str, Any], field: str
) -> None:
    answer = office.post(PAGE, {"emails": "ana@new.example", "role": "guard"} | changes)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert invitations(acme) == []


def test_a_book_of_another_workspace_cannot_be_given(globex_book: Book, office: Browser) -> None:
    sent = {"emails": "ana@new.example", "role": "guard", "books": [str(globex_book.pk)]}
    assert office.post(PAGE, sent).status_code == 422


def test_who_is_invited_already_is_named_and_nobody_else_is_invited(
    acme: Client, office: Browser, invited: Callable[..., str]
) -> None:
    invited("ana@new.example")
    answer = office.post(PAGE, {"emails": "bea@new.example\nana@new.example", "role": "owner"})
    assert answer.status_code == 422
    assert b"ana@new.example is invited already" in answer.content
    assert invitations(acme) == [("ana@new.example", "waiting")]


def test_who_is_invited_elsewhere_or_a_member_there_is_invited_here_all_the_same(
    acme: Client, stranger: Member, invited: Callable[..., str]
) -> None:
    assert invited("owner@globex.example").startswith("/join/")


def test_a_member_who_was_deactivated_can_be_invited(
    acme: Client, guard: Member, invited: Callable[..., str]
) -> None:
    with tenant_context(acme):
        Member.objects.filter(pk=guard.pk).update(is_active=False)
    assert invited("guard@acme.example").startswith("/join/")


def test_without_a_mail_server_the_link_is_shown_this_once(
    acme: Client, office: Browser, settings: Any
) -> None:
    settings.HAS_MAIL = False
    assert b"sends no mail" in office.get(PAGE).content
    answer = office.post(PAGE, {"emails": "ana@new.example", "role": "guard"})
    (shown,) = answer.context["shown"]
    assert answer.status_code == 200
    assert shown.link.encode() in answer.content
    assert mail.outbox == []
    assert b"/join/" not in office.get("/members/invitations/").content
    assert invitations(acme) == [("ana@new.example", "waiting")]


def test_an_owner_may_see_the_link_besides_the_mail(
    acme: Client, office: Browser, django_capture_on_commit_callbacks: Any
) -> None:
    with tenant_context(acme), django_capture_on_commit_callbacks(execute=True):
        answer = office.post(
            PAGE, {"emails": "ana@new.example", "role": "guard", "shows_link": "on"}
        )
    (shown,) = answer.context["shown"]
    assert not shown.link.endswith(link_in(mail.outbox[0]))


def test_a_mail_that_cannot_be_sent_leaves_the_invitation_to_be_sent_again(
    acme: Client,
    office: Browser,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
    caplog: Any,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with tenant_context(acme), django_capture_on_commit_callbacks(execute=True):
        office.post(PAGE, {"emails": "ana@new.example", "role": "guard"})
    assert invitations(acme) == [("ana@new.example", "unsent")]
    assert b"not sent yet" in office.get("/members/invitations/").content
    assert "could not be mailed" in caplog.text


def test_more_people_than_the_plan_holds_are_refused_before_any_mail_goes_out(
    acme: Client,
    office: Browser,
    invited: Callable[..., str],
    plan_holds: Callable[[int], None],
    django_capture_on_commit_callbacks: Any,
) -> None:
    plan_holds(3)
    invited("first@new.example")
    mail.outbox.clear()
    with tenant_context(acme), django_capture_on_commit_callbacks(execute=True):
        answer = office.post(PAGE, {"emails": "a@new.example\nb@new.example", "role": "guard"})
    assert answer.status_code == 422
    assert b"Your plan holds 3 people" in answer.content
    assert b"a@new.example" in answer.content
    assert mail.outbox == []
    assert invitations(acme) == [("first@new.example", "waiting")]
