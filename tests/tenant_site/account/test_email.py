import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client as Browser

from accounts import emails
from accounts.models import MailProof, User
from public_site.models import Client
from tenant_site.members.models import Member
from tests.conftest import PASSWORD
from tests.tenant_site.account.test_reset import code_in
from tests.tenant_site.members.test_sign_in import send

NEW = "ana@new.example"


@pytest.fixture
def here(guard: Member, acme_client: Browser) -> Browser:
    send(acme_client, "1007")
    return acme_client


@pytest.fixture
def post(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Send a form and have the mails sent that follow from it."""

    def _post(browser: Browser, path: str, **form: str) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return browser.post(path, form)

    return _post


def link_in(body: str) -> str:
    found = re.search(r"http://acme\.localhost:8000(/enter/e-mail/\S+)", body)
    assert found
    return found[1]


def user_of(member: Member) -> User:
    return User.objects.get(pk=member.user_id)


def test_signing_in_notes_the_address_as_unconfirmed(guard: Member, here: Browser) -> None:
    (row,) = EmailAddress.objects.filter(user_id=guard.user_id)
    assert (row.email, row.verified, row.primary) == ("guard@acme.example", False, True)


def test_who_is_not_confirmed_is_asked_kindly_and_works_on(here: Browser) -> None:
    assert b"not confirmed yet" in here.get("/account/").content
    assert here.get("/books/main-gate/write/003/").status_code == 200


def test_one_confirms_by_code(guard: Member, here: Browser, post: Callable[..., Any]) -> None:
    assert post(here, "/account/email/send/")["Location"] == "/account/email/code/"
    (letter,) = mail.outbox
    assert letter.to == ["guard@acme.example"]
    done = post(here, "/account/email/code/", code=code_in(str(letter.body)))
    assert done["Location"] == "/account/"
    assert emails.is_confirmed(user_of(guard))
    assert b"not confirmed yet" not in here.get("/account/").content


def test_one_confirms_by_link_in_any_browser_by_pressing_a_button(
    acme: Client, guard: Member, here: Browser, browse: Callable[..., Browser], post: Any
) -> None:
    post(here, "/account/email/send/")
    link, phone = link_in(str(mail.outbox[0].body)), browse(acme)
    assert phone.get(link).status_code == 200
    assert not emails.is_confirmed(user_of(guard)), "mail programs follow links"
    assert post(phone, link)["Location"] == "/sign-in/"
    assert emails.is_confirmed(user_of(guard))
    assert post(phone, link).status_code == 410


def test_another_address_counts_once_it_is_confirmed_and_the_old_one_is_told(
    guard: Member, here: Browser, post: Callable[..., Any]
) -> None:
    post(here, "/account/email/", email=NEW, old_password=PASSWORD)
    (letter,) = mail.outbox
    assert letter.to == [NEW]
    assert user_of(guard).email == "guard@acme.example"
    post(here, "/account/email/code/", code=code_in(str(letter.body)))
    assert user_of(guard).email == NEW
    assert mail.outbox[-1].to == ["guard@acme.example"]
    assert NEW in str(mail.outbox[-1].body)
    assert [row.email for row in EmailAddress.objects.filter(user_id=guard.user_id)] == [NEW]
    assert here.get("/").status_code == 200


def test_another_address_wants_the_password(here: Browser, post: Callable[..., Any]) -> None:
    refused = post(here, "/account/email/", email=NEW, old_password="wrong horse battery")
    assert (refused.status_code, mail.outbox) == (422, [])
    assert NEW.encode() in refused.content


def test_guessing_the_password_has_its_limit(here: Browser, post: Callable[..., Any]) -> None:
    for _ in range(10):
        post(here, "/account/email/", email=NEW, old_password="wrong horse battery")
    told = post(here, "/account/email/", email=NEW, old_password=PASSWORD)
    assert b"Too many attempts" in told.content
    assert mail.outbox == []


def test_an_address_of_another_account_sounds_the_same_and_is_not_taken(
    guard: Member, owner: Member, here: Browser, post: Callable[..., Any]
) -> None:
    theirs = str(user_of(owner).email)
    answer = post(here, "/account/email/", email=theirs, old_password=PASSWORD)
    assert answer["Location"] == "/account/email/code/"
    (letter,) = mail.outbox
    assert letter.to == [theirs]
    assert "already has an account" in letter.subject
    assert not re.search(r"\b\d{6}\b", str(letter.body))
    told = post(here, "/account/email/code/", code="123456").content
    assert b"You can try 4 more times" in told
    assert MailProof.objects.get().user is None, "even the code of that mail would open nothing"
    assert user_of(guard).email == "guard@acme.example"


def test_an_address_taken_meanwhile_is_refused(
    guard: Member, here: Browser, post: Callable[..., Any]
) -> None:
    post(here, "/account/email/", email=NEW, old_password=PASSWORD)
    User.objects.create_user(NEW, PASSWORD)
    done = post(here, "/account/email/code/", code=code_in(str(mail.outbox[0].body)))
    assert done.status_code == 422
    assert user_of(guard).email == "guard@acme.example"


def test_who_has_a_badge_alone_adds_an_address(
    acme: Client, guard: Member, here: Browser, post: Callable[..., Any]
) -> None:
    User.objects.filter(pk=guard.user_id).update(email=None)
    assert b"Add an e-mail" in here.get("/account/").content
    assert here.post("/account/email/send/").status_code == 404
    post(here, "/account/email/", email=NEW, old_password=PASSWORD)
    post(here, "/account/email/code/", code=code_in(str(mail.outbox[0].body)))
    assert emails.is_confirmed(user_of(guard))


def test_one_has_six_mails_an_hour(here: Browser, post: Callable[..., Any]) -> None:
    for _ in range(6):
        post(here, "/account/email/send/")
    assert post(here, "/account/email/send/")["Location"] == "/account/"
    assert len(mail.outbox) == 6


def test_without_a_mail_server_what_cannot_work_is_hidden(here: Browser, settings: Any) -> None:
    settings.HAS_MAIL = False
    page = here.get("/account/").content
    assert b"/account/email/" not in page
    assert b"not confirmed" not in page
    assert here.get("/account/email/").status_code == 404


def test_badges_are_never_stopped_for_an_address(
    acme: Client, guard: Member, acme_client: Browser
) -> None:
    User.objects.filter(pk=guard.user_id).update(email=None)
    assert send(acme_client, "1007")["Location"] == "/"
    assert acme_client.get("/").status_code == 200


def test_an_address_that_a_thief_asked_for_ends_with_the_password_that_they_knew(
    acme: Client, guard: Member, here: Browser, browse: Callable[..., Browser], post: Any
) -> None:
    post(here, "/account/email/", email="thief@evil.example", old_password=PASSWORD)
    link, robbed = link_in(str(mail.outbox[-1].body)), browse(acme)
    post(robbed, "/password/new/", email="guard@acme.example")
    code = code_in(str(mail.outbox[-1].body))
    post(robbed, "/password/new/code/", code=code, password="staple staple staple")
    assert post(browse(acme), link).status_code == 410
    assert user_of(guard).email == "guard@acme.example"
