import re
import uuid
from typing import Any

import pytest
from django.test import Client as Browser

from accounts.models import Handoff
from public_site.models import Client

FORM = {
    "signup_key": str(uuid.UUID(int=9)),
    "organisation": "Initech Vigilancia",
    "address": "Initech",
    "name": "Ana",
    "email": "ana@initech.example",
    "password": "correct horse battery",
    "time_zone": "America/Bogota",
    "language": "es",
}


def test_the_form_opens_a_workspace_and_leads_into_it(website: Browser) -> None:
    answer = website.post("/sign-up/", FORM)
    assert answer.status_code == 302
    assert re.fullmatch(r"http://initech\.localhost:8000/enter/[\w-]{43}", answer["Location"])


def test_refresh_and_back_open_one_workspace(website: Browser) -> None:
    for _ in range(3):
        assert website.post("/sign-up/", FORM).status_code == 302
    assert Client.objects.filter(slug="initech").count() == 1
    assert Handoff.objects.count() == 3


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("address", "acme", "not available"),
        ("address", "admin", "not available"),
        ("address", "ab", "3 to 40"),
        ("address", "12345", "at least one letter"),
        ("email", "nobody", "valid email"),
        ("email", f"{'a' * 60}@{'a.' * 100}example", "at most 254"),
        ("password", "short", "too short"),
        ("password", "1234567890", "entirely numeric"),
        ("time_zone", "Mars/Base", "valid choice"),
        ("organisation", "", "required"),
    ],
)
def test_a_refused_form_says_why_and_keeps_the_rest(
    field: str, value: str, message: str, acme: Client, website: Browser
) -> None:
    answer = website.post("/sign-up/", {**FORM, field: value}, headers={"accept-language": "en"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    for other in {"organisation", "address", "name", "email"} - {field}:
        assert FORM[other] in page
    assert not Client.objects.filter(slug="initech").exists()


def test_every_new_form_has_a_key_of_its_own(website: Browser) -> None:
    keys = {
        re.search(r'name="signup_key" value="([^"]+)"', website.get("/sign-up/").content.decode())[
            1
        ]  # type: ignore[index]
        for _ in range(2)
    }
    assert len(keys) == 2


@pytest.mark.parametrize("typed", ["acme", "ACME", "admin", "Soporte", "newsbook-x"])
def test_taken_and_reserved_sound_the_same(typed: str, acme: Client, website: Browser) -> None:
    answer = website.get("/sign-up/address/", {"address": typed}, headers={"accept-language": "en"})
    assert "This address is not available." in answer.content.decode()


def test_a_free_address_is_shown_as_its_host(website: Browser) -> None:
    answer = website.get(
        "/sign-up/address/", {"address": "Torre Ñ"}, headers={"accept-language": "en"}
    )
    assert "torre-n.localhost is free." in answer.content.decode()


def test_a_form_without_csrf_token_is_refused(db: None, website: Browser) -> None:
    browser: Any = Browser(enforce_csrf_checks=True, headers={"host": "localhost:8000"})
    assert browser.post("/sign-up/", FORM).status_code == 403


def test_guessing_a_password_through_sign_up_ends(acme: Client, website: Browser) -> None:
    guess = {**FORM, "email": "owner@acme.example", "password": "wrong horse battery"}
    answers = [
        website.post(
            "/sign-up/",
            {**guess, "signup_key": str(uuid.uuid4()), "email": email},
            headers={"x-real-ip": f"203.0.113.{number}", "accept-language": "en"},
        )
        for number, email in enumerate([guess["email"]] * 10 + ["OWNER@acme.example"])
    ]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert "Try again in an hour." in answers[-1].content.decode()


def test_one_network_signs_up_thirty_times_an_hour(acme: Client, website: Browser) -> None:
    answers = [
        website.post(
            "/sign-up/",
            {**FORM, "address": "acme", "email": f"ana{number}@initech.example"},
            headers={"x-real-ip": f"2001:db8::{number:x}"},
        )
        for number in range(31)
    ]
    assert [answer.status_code for answer in answers] == [422] * 30 + [429]
    other = website.post("/sign-up/", FORM, headers={"x-real-ip": "2001:db8:0:1::1"})
    assert other.status_code == 302


def test_a_password_is_looked_at_before_a_schema_is_made(
    acme: Client, website: Browser, django_assert_max_num_queries: Any
) -> None:
    guess = {**FORM, "email": "owner@acme.example", "password": "wrong horse battery"}
    with django_assert_max_num_queries(20):
        answer = website.post("/sign-up/", guess)
    assert answer.status_code == 422
