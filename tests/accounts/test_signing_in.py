from typing import Any

import pytest
from django.test import Client as Browser

from accounts import handoff
from accounts.models import User
from public_site.models import Client
from tenant_site.members.models import Member
from tests.conftest import PASSWORD
from tests.tenant_site.members.test_sign_in import send

STAGE = ["tests.accounts.stages.Waiting"]


@pytest.fixture
def a_stage_waits(settings: Any) -> None:
    settings.LOGIN_STAGES = STAGE


def test_a_right_password_is_no_session_while_a_stage_waits(
    a_stage_waits: None, guard: Member, acme_client: Browser
) -> None:
    assert send(acme_client, "1007").status_code == 202
    assert acme_client.get("/").status_code == 302


def test_a_handoff_goes_through_the_stages_too(
    a_stage_waits: None, acme: Client, owner: Member, acme_client: Browser
) -> None:
    token = handoff.issue(user=User.objects.get(pk=owner.user_id), client_id=acme.pk)
    assert acme_client.get(f"/enter/{token}").status_code == 202
    assert acme_client.get("/").status_code == 302


def test_operators_go_through_the_stages_too(website: Browser, settings: Any) -> None:
    settings.LOGIN_STAGES = STAGE
    User.objects.create_superuser("operator@newsbook.example", PASSWORD)
    form = {"identifier": "operator@newsbook.example", "password": PASSWORD}
    assert website.post("/admin/sign-in/", form).status_code == 202
    assert website.get("/admin/").status_code == 302


def test_who_waits_as_another_is_not_the_first_any_more(
    guard: Member, supervisor: Member, acme_client: Browser, settings: Any
) -> None:
    send(acme_client, "1007")
    settings.LOGIN_STAGES = STAGE
    assert send(acme_client, "supervisor@acme.example").status_code == 202
    assert acme_client.get("/").status_code == 302


def confirm(browser: Browser, password: str) -> Any:
    return browser.post("/account/confirm/", {"password": password, "next": "/password/"})


def test_one_shows_again_that_it_is_oneself(guard: Member, acme_client: Browser) -> None:
    send(acme_client, "1007")
    wrong = confirm(acme_client, "wrong horse battery")
    assert (wrong.status_code, b"not your password" in wrong.content) == (422, True)
    assert confirm(acme_client, PASSWORD)["Location"] == "/password/"


def test_showing_it_again_has_its_limit(guard: Member, acme_client: Browser) -> None:
    send(acme_client, "1007")
    for _ in range(10):
        assert confirm(acme_client, "wrong horse battery").status_code == 422
    answer = confirm(acme_client, PASSWORD)
    assert answer.status_code == 429
    assert answer["Retry-After"]


def test_confirming_leads_to_no_other_host(guard: Member, acme_client: Browser) -> None:
    send(acme_client, "1007")
    form = {"password": PASSWORD, "next": "https://evil.example/"}
    assert acme_client.post("/account/confirm/", form)["Location"] == "/"
