from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts import handoff
from accounts.factors import changes, codes
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.members.models import Member, Role, SignInRule
from tests.accounts.factors.authenticators import code_of, give_app, recovery_codes_of
from tests.accounts.factors.test_set_up import ROOT, person_of, sign_in
from tests.conftest import PASSWORD
from tests.reading import read_page

STEP = "/sign-in/step/"


@pytest.fixture
def secret(guard: Member) -> str:
    """The guard's app."""
    return give_app(person_of(guard))


def is_in(browser: Browser) -> bool:
    return browser.get("/").status_code == 200


def test_the_password_alone_does_not_sign_in_whoever_has_an_app(
    acme_client: Browser, secret: str
) -> None:
    assert sign_in(acme_client, "1007")["Location"] == STEP
    assert not is_in(acme_client)
    assert acme_client.post(STEP, {"code": code_of(secret)})["Location"] == "/"
    assert is_in(acme_client)


def test_one_is_taken_to_the_page_that_was_asked_for(acme_client: Browser, secret: str) -> None:
    wanted = {"identifier": "1007", "password": PASSWORD, "next": "/books/main-gate/"}
    acme_client.post("/sign-in/", wanted)
    done = acme_client.post(STEP, {"code": code_of(secret)})
    assert done["Location"] == "/books/main-gate/"


@pytest.mark.parametrize("code", ["", "000000", "abc", "１２３４５６", "\0" * 6])
def test_a_wrong_code_keeps_one_outside(acme_client: Browser, secret: str, code: str) -> None:
    sign_in(acme_client, "1007")
    assert acme_client.post(STEP, {"code": code}).status_code == 422
    assert not is_in(acme_client)


def test_the_step_is_nobodys_without_a_password(acme_client: Browser, secret: str) -> None:
    for answer in (acme_client.get(STEP), acme_client.post(STEP, {"code": code_of(secret)})):
        assert answer["Location"] == "/sign-in/"


def test_a_code_of_the_app_works_once(
    acme: Client, secret: str, browse: Callable[..., Browser]
) -> None:
    code, first, second = code_of(secret), browse(acme), browse(acme)
    for browser, works in ((first, True), (second, False)):
        sign_in(browser, "1007")
        browser.post(STEP, {"code": code})
        assert is_in(browser) is works


def test_a_code_used_at_one_workspace_is_used_at_all(
    acme: Client, globex: Client, guard: Member, secret: str, browse: Callable[..., Browser]
) -> None:
    with tenant_context(globex):
        Member.objects.create(user=person_of(guard), role=Role.GUARD, display_name="Gus")
    code, here, there = code_of(secret), browse(acme), browse(globex)
    for browser, works in ((here, True), (there, False)):
        sign_in(browser, "guard@acme.example")
        browser.post(STEP, {"code": code})
        assert is_in(browser) is works


def test_a_code_older_than_one_that_was_used_is_refused(guard: Member, secret: str) -> None:
    user = person_of(guard)
    assert codes.use_code(user=user, code=code_of(secret))
    assert codes.use_code(user=user, code=code_of(secret, later=-1)) is None


@pytest.mark.parametrize(("later", "works"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_phone_may_be_half_a_minute_wrong(
    guard: Member, secret: str, later: int, works: bool
) -> None:
    assert bool(codes.use_code(user=person_of(guard), code=code_of(secret, later=later))) is works


def test_the_code_that_set_the_app_up_does_not_sign_in_too(guard: Member) -> None:
    user, secret = person_of(guard), codes.new_secret()
    step = codes.step_of(secret, code_of(secret))
    assert step is not None
    changes.add_app(user=user, secret=secret, step=step)
    assert codes.use_code(user=user, code=code_of(secret)) is None


def test_a_recovery_code_signs_in_once_and_is_told_by_mail(
    acme: Client,
    guard: Member,
    secret: str,
    browse: Callable[..., Browser],
    django_capture_on_commit_callbacks: Any,
) -> None:
    code = recovery_codes_of(person_of(guard))[0]
    for works in (True, False):
        browser = browse(acme)
        sign_in(browser, "1007")
        with django_capture_on_commit_callbacks(execute=True):
            browser.post(STEP, {"code": f" {code[:5]}-{code[5:]} "})
        assert is_in(browser) is works
    assert len(mail.outbox) == 1
    assert "Codes left: 9" in mail.outbox[0].body


def test_ten_wrong_codes_lock_the_person_wherever_they_are_tried(
    acme: Client, guard: Member, secret: str, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme)
    sign_in(browser, "1007")
    for _ in range(10):
        assert browser.post(STEP, {"code": "000000"}).status_code == 422
    locked = browser.post(STEP, {"code": code_of(secret)})
    assert locked.status_code == 429
    assert int(locked["Retry-After"]) > 0
    assert b"Too many attempts. Wait" in locked.content
    elsewhere = browse(acme)
    sign_in(elsewhere, "1007")
    assert elsewhere.post(STEP, {"code": code_of(secret)}).status_code == 429


def test_a_right_code_forgets_the_wrong_ones(
    acme: Client, secret: str, browse: Callable[..., Browser]
) -> None:
    for later in (-1, 0, 1):
        browser = browse(acme)
        sign_in(browser, "1007")
        for _ in range(6):
            browser.post(STEP, {"code": "000000"})
        browser.post(STEP, {"code": code_of(secret, later=later)})
        assert is_in(browser)


def test_a_hand_off_does_not_skip_the_factor(
    acme: Client, guard: Member, secret: str, acme_client: Browser
) -> None:
    token = handoff.issue(user=person_of(guard), client_id=acme.pk)
    assert acme_client.get(f"/enter/{token}")["Location"] == STEP
    assert not is_in(acme_client)


def test_a_session_from_before_the_factor_is_asked_for_it(
    acme: Client, guard: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, guard)
    assert is_in(browser)
    secret = give_app(person_of(guard))
    asked = browser.get("/books/main-gate/")
    assert asked["Location"] == f"{ROOT}show/?next=/books/main-gate/"
    shown = browser.post(asked["Location"], {"code": code_of(secret)})
    assert shown["Location"] == "/books/main-gate/"
    assert is_in(browser)


def test_what_such_a_session_sends_is_shown_again_to_be_copied(
    acme: Client, guard: Member, secret: str, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, guard)
    answer = browser.post("/books/main-gate/write/003/", {"text": "Broken lock"})
    assert answer.status_code == 403
    assert read_page(answer.content).one("textarea").text == "Broken lock"
    asked = browser.get("/", headers={"HX-Request": "true"})
    assert asked["HX-Redirect"] == f"{ROOT}show/"


def test_removing_a_factor_from_a_session_that_never_showed_it_is_not_possible(
    acme: Client, guard: Member, secret: str, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, guard)
    browser.post("/account/confirm/", {"password": PASSWORD})
    for path in ("app/remove/", "codes/renew/", "codes/", "passkeys/add/", ""):
        assert browser.get(ROOT + path)["Location"].startswith(f"{ROOT}show/")
    browser.post(f"{ROOT}app/remove/")
    assert Authenticator.objects.filter(user_id=guard.user_id, type="totp").exists()


def test_under_another_secret_key_codes_are_wrong_and_nothing_breaks(
    acme: Client, guard: Member, secret: str, browse: Callable[..., Browser], settings: Any
) -> None:
    recovery, old_key = recovery_codes_of(person_of(guard))[0], settings.SECRET_KEY
    for key, fallbacks, works in (("another", [], False), ("another", [old_key], True)):
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = key, fallbacks
        browser = browse(acme)
        sign_in(browser, "1007")
        assert browser.post(STEP, {"code": recovery}).status_code == (302 if works else 422)


def test_a_person_has_one_app_whichever_browser_was_faster(guard: Member) -> None:
    user, secret = person_of(guard), codes.new_secret()
    changes.add_app(user=user, secret=secret, step=1)
    with pytest.raises(changes.FactorExists), transaction.atomic():
        changes.add_app(user=user, secret=secret, step=1)


def test_a_page_costs_no_query_more_for_the_factor(
    acme: Client, guard: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, guard)
    browser.get("/")
    with CaptureQueriesContext(connection) as before:
        browser.get("/")
    secret = give_app(person_of(guard))
    with tenant_context(acme):
        SignInRule.objects.create(role=Role.GUARD, needs_second_factor=True)
    browser.post(f"{ROOT}show/", {"code": code_of(secret)})
    with CaptureQueriesContext(connection) as after:
        assert browser.get("/").status_code == 200
    assert len(after) == len(before)


def test_who_ended_all_sessions_ended_the_sign_ins_that_still_waited_too(
    acme_client: Browser, guard: Member, secret: str
) -> None:
    sign_in(acme_client, "1007")
    person_of(guard).end_sessions()
    assert acme_client.post(STEP, {"code": code_of(secret)})["Location"] == "/sign-in/"
    assert not is_in(acme_client)
