from collections.abc import Iterator
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client as Browser

from accounts.models import User
from tests.accounts.factors.authenticators import code_of, give_app
from tests.accounts.factors.test_set_up import ROOT, shown_secret
from tests.conftest import PASSWORD
from tests.every_route import routes_of

NAME = "operator@newsbook.example"


@pytest.fixture
def operator(db: None) -> User:
    return User.objects.create_superuser(NAME, PASSWORD)


def enter(browser: Browser) -> str:
    answer = browser.post("/admin/sign-in/", {"identifier": NAME, "password": PASSWORD})
    return str(answer["Location"])


def console() -> Iterator[str]:
    for route in routes_of("project.urls_public"):
        if route.name.startswith("admin:") and route.name != "admin:logout":
            yield route.address(lambda name: {"app_label": "accounts", "url": "x"}.get(name, 1))


def test_a_first_sign_in_leads_to_the_set_up_and_then_to_the_console(
    website: Browser, operator: User
) -> None:
    assert enter(website) == "/admin/"
    assert website.get("/admin/")["Location"] == f"{ROOT}?next=/admin/"
    page = website.get(ROOT, headers={"accept-language": "en"})
    assert b"Your role signs in with a second factor" in page.content
    website.post(f"{ROOT}app/", {"code": code_of(shown_secret(website))})
    assert website.get("/admin/").status_code == 200


def test_no_address_of_the_console_opens_by_password_alone(
    website: Browser, operator: User
) -> None:
    website.force_login(operator)
    for address in console():
        for answer in (website.get(address), website.post(address, {})):
            assert answer.status_code in {302, 403, 405}, address
            if answer.status_code == 302:
                assert answer["Location"].startswith((ROOT, "/admin/sign-in/")), address


def test_the_next_sign_in_asks_for_the_code(website: Browser, operator: User) -> None:
    secret = give_app(operator)
    assert enter(website) == "/sign-in/step/"
    assert website.get("/admin/")["Location"].startswith(("/admin/login/", "/admin/sign-in/"))
    done = website.post("/sign-in/step/", {"code": code_of(secret)})
    assert done["Location"] == "/admin/"
    assert website.get("/admin/").status_code == 200


def test_a_session_that_did_not_show_the_factor_is_asked_for_it(
    website: Browser, operator: User
) -> None:
    website.force_login(operator)
    secret = give_app(operator)
    assert website.get("/admin/")["Location"] == f"{ROOT}show/?next=/admin/"
    assert website.post(f"{ROOT}show/?next=/admin/", {"code": code_of(secret)})["Location"]
    assert website.get("/admin/").status_code == 200


@pytest.mark.parametrize("path", ["", "app/", "codes/", "passkeys/add/", "show/"])
def test_the_pages_of_the_account_are_for_who_is_signed_in(website: Browser, path: str) -> None:
    assert website.get(ROOT + path)["Location"].startswith("/admin/sign-in/?next=/account/")


def test_the_command_resets_what_an_operator_lost(operator: User) -> None:
    give_app(operator)
    said = StringIO()
    call_command("reset_second_factor", NAME.upper(), stdout=said)
    assert "removed 2 factors" in said.getvalue()
    assert not Authenticator.objects.exists()


def test_the_command_names_an_address_that_nobody_has(operator: User) -> None:
    with pytest.raises(CommandError, match="Nobody has the e-mail"):
        call_command("reset_second_factor", "nobody@newsbook.example")
