import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.emails import note_confirmed
from accounts.factors.factors import Factors
from accounts.models import MailProof, User
from public_site.models import Client, Domain
from tenancy.context import tenant_context
from tenant_site.members.models import Member
from tests.accounts.factors.authenticators import give_app
from tests.accounts.test_letters import nobody_listens
from tests.conftest import PASSWORD
from tests.reading import read_page
from tests.tenant_site.members.test_sign_in import send

NEW = "staple staple staple"
UNKNOWN = ("nobody@acme.example", "owner@globex.example", "left@a.example")


@pytest.fixture
def left(acme: Client) -> None:
    user = User.objects.create_user("left@a.example", PASSWORD)
    with tenant_context(acme):
        Member.objects.create(user=user, role="guard", display_name="x", is_active=False)


@pytest.fixture
def ask(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Ask for a new password and have the mail sent."""

    def _ask(browser: Browser, email: str = "guard@acme.example") -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return browser.post("/password/new/", {"email": email})

    return _ask


def code_in(body: str) -> str:
    found = re.search(r"^\s+(\d{6})$", body, re.MULTILINE)
    assert found
    return found[1]


def link_in(body: str) -> str:
    found = re.search(r"http://acme\.localhost:8000(/enter/password/\S+)", body)
    assert found
    return found[1]


def choose(browser: Browser, code: str, password: str = NEW) -> Any:
    return browser.post("/password/new/code/", {"code": code, "password": password})


def test_one_chooses_a_new_password_by_code(
    guard: Member, acme_client: Browser, ask: Callable[..., Any]
) -> None:
    assert ask(acme_client, "Guard@ACME.example")["Location"] == "/password/new/code/"
    (letter,) = mail.outbox
    assert letter.to == ["guard@acme.example"]
    assert choose(acme_client, code_in(str(letter.body)))["Location"] == "/sign-in/"
    assert send(acme_client, "1007").status_code == 422
    assert send(acme_client, "1007", NEW).status_code == 302


def test_one_chooses_a_new_password_by_link_in_any_browser(
    guard: Member, acme_client: Browser, browse: Callable[..., Browser], acme: Client, ask: Any
) -> None:
    ask(acme_client)
    link, phone = link_in(str(mail.outbox[0].body)), browse(acme)
    assert phone.get(link).status_code == 200
    assert phone.get(link).status_code == 200, "looking does not use it up"
    assert phone.post(link, {"password": NEW})["Location"] == "/sign-in/"
    assert phone.post(link, {"password": PASSWORD}).status_code == 410
    assert phone.get(link).status_code == 410
    assert send(phone, "1007", NEW).status_code == 302


def test_the_link_leads_to_the_main_address_whichever_host_asked(
    acme: Client, guard: Member, acme_client: Browser, ask: Callable[..., Any]
) -> None:
    lapsing = Domain(domain="book.acme.example", tenant=acme, is_primary=False)
    lapsing.save()
    browser = Browser(headers={"host": "book.acme.example"})
    assert ask(browser).status_code == 302
    assert link_in(str(mail.outbox[0].body)).startswith("/enter/password/")
    assert "book.acme.example" not in str(mail.outbox[0].body)


def test_the_code_works_once(guard: Member, acme_client: Browser, ask: Any) -> None:
    ask(acme_client)
    code = code_in(str(mail.outbox[0].body))
    acme_client.get("/password/new/code/")
    proof = acme_client.cookies["session"].value
    choose(acme_client, code)
    acme_client.cookies["session"] = proof
    assert choose(acme_client, code, PASSWORD)["Location"] == "/password/new/"


def test_a_code_of_one_browser_is_worth_nothing_in_another(
    guard: Member, acme: Client, acme_client: Browser, browse: Callable[..., Browser], ask: Any
) -> None:
    ask(acme_client)
    thief = browse(acme)
    assert choose(thief, code_in(str(mail.outbox[0].body)))["Location"] == "/password/new/"


def test_a_wrong_code_says_how_often_one_may_try(
    guard: Member, acme_client: Browser, ask: Any
) -> None:
    ask(acme_client)
    wrong = f"{(int(code_in(str(mail.outbox[0].body))) + 1) % 10**6:06}"
    told = [choose(acme_client, wrong).content for _ in range(6)]
    assert b"You can try 4 more times" in told[0]
    assert b"does not work any more" in told[-1]


@pytest.mark.parametrize("password", ["short", "12345678901234", "guard@acme.example"])
def test_a_password_that_is_easily_guessed_is_refused_and_the_code_still_works(
    guard: Member, acme_client: Browser, ask: Any, password: str
) -> None:
    ask(acme_client)
    code = code_in(str(mail.outbox[0].body))
    assert choose(acme_client, code, password).status_code == 422
    assert choose(acme_client, code).status_code == 302


def test_a_new_password_ends_every_session_and_proves_the_address(
    acme: Client, guard: Member, acme_client: Browser, browse: Callable[..., Browser], ask: Any
) -> None:
    elsewhere = browse(acme, guard)
    ask(acme_client)
    choose(acme_client, code_in(str(mail.outbox[0].body)))
    assert elsewhere.get("/").status_code == 302
    send(acme_client, "1007", NEW)
    assert b"confirmed" in acme_client.get("/account/").content


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_a_factor_from_before_the_address_was_proved_keeps_its_reader_out_no_more(
    guard: Member, acme_client: Browser, ask: Callable[..., Any], is_confirmed: bool
) -> None:
    user = User.objects.get(pk=guard.user_id)
    give_app(user)
    if is_confirmed:
        note_confirmed(user)
    ask(acme_client)
    choose(acme_client, code_in(str(mail.outbox[0].body)))
    assert Factors.of(user).is_on is is_confirmed


def test_a_new_password_opens_what_failures_had_locked(
    guard: Member, acme_client: Browser, ask: Any
) -> None:
    for _ in range(11):
        send(acme_client, "guard@acme.example", "wrong horse")
    ask(acme_client)
    choose(acme_client, code_in(str(mail.outbox[0].body)))
    assert send(acme_client, "guard@acme.example", NEW).status_code == 302


@pytest.mark.parametrize("email", UNKNOWN)
def test_known_and_unknown_sound_and_cost_the_same(
    guard: Member, stranger: Member, left: None, acme: Client, browse: Any, ask: Any, email: str
) -> None:
    heard = []
    for one in ("guard@acme.example", email):
        browser = browse(acme)
        with CaptureQueriesContext(connection) as queries:
            answer = ask(browser, one)
        page = browser.get(answer["Location"])
        wrong = choose(browser, "000000")
        told = [part.text for part in read_page(wrong.content).elements if "alert" in str(part)]
        statuses = [answer.status_code, page.status_code, wrong.status_code]
        mailed = [letter.to for letter in mail.outbox] == [[one]]
        heard.append((statuses, told, len(queries), mailed))
        mail.outbox.clear()
    assert heard[0] == heard[1]


@pytest.mark.parametrize("email", UNKNOWN)
def test_who_has_no_account_here_is_mailed_so_and_no_way_in(
    stranger: Member, left: None, acme: Client, acme_client: Browser, ask: Any, email: str
) -> None:
    ask(acme_client, email)
    (letter,) = mail.outbox
    assert "no account" in str(letter.body)
    assert "/enter/" not in str(letter.body)
    assert not re.search(r"\b\d{6}\b", str(letter.body))


def test_asking_has_its_limit_for_an_address_and_says_when_to_come_back(
    guard: Member, acme: Client, browse: Callable[..., Browser], ask: Any
) -> None:
    for number in range(5):
        other = browse(acme, None, REMOTE_ADDR=f"203.0.113.{number}")
        assert ask(other).status_code == 302
    refused = ask(browse(acme, None, REMOTE_ADDR="203.0.113.99"))
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0


def test_who_has_a_badge_alone_is_told_whom_to_ask(acme_client: Browser, settings: Any) -> None:
    ask_somebody = b"Ask whoever manages this news book, or your supervisor"
    assert ask_somebody in acme_client.get("/password/new/").content
    settings.HAS_MAIL = False
    page = acme_client.get("/password/new/").content
    assert ask_somebody in page
    assert b'name="email"' not in page


def test_without_a_mail_server_nothing_is_sent(
    guard: Member, acme_client: Browser, settings: Any, ask: Any
) -> None:
    settings.HAS_MAIL = False
    assert ask(acme_client).status_code == 200
    assert mail.outbox == []


def test_an_operator_chooses_a_new_password(
    website: Browser, django_capture_on_commit_callbacks: Any
) -> None:
    User.objects.create_superuser("o@newsbook.example", PASSWORD)
    User.objects.create_user("guard@acme.example", PASSWORD)
    for email, is_known in (("o@newsbook.example", True), ("guard@acme.example", False)):
        with django_capture_on_commit_callbacks(execute=True):
            website.post("/admin/password/new/", {"email": email})
        letter = mail.outbox.pop()
        assert ("/enter/password/" in str(letter.body)) is is_known
        if is_known:
            form = {"code": code_in(str(letter.body)), "password": NEW}
            done = website.post("/admin/password/new/code/", form)
            assert done["Location"] == "/admin/sign-in/"
    form = {"identifier": "o@newsbook.example", "password": NEW}
    assert website.post("/admin/sign-in/", form).status_code == 302


def test_a_mail_server_that_is_away_is_told_whoever_asks(
    committed: None,
    two_workspaces: dict[str, Client],
    browse: Callable[..., Browser],
    settings: Any,
) -> None:
    nobody_listens(settings)
    told = set()
    for email in ("owner@acme.example", "nobody@acme.example"):
        answer = browse(two_workspaces["acme"]).post("/password/new/", {"email": email})
        (alert,) = [one for one in read_page(answer.content).elements if "alert" in str(one)]
        told.add((answer.status_code, alert.text))
    MailProof.objects.all().delete()
    assert [status for status, _words in told] == [503]
