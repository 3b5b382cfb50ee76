from typing import Any

import pytest
from django.test import Client as Browser

from accounts.models import User
from tests.conftest import PASSWORD

NAME = "operator@newsbook.example"


@pytest.fixture
def operator(db: None) -> User:
    return User.objects.create_superuser(NAME, PASSWORD)


def answer(
    website: Browser, name: str, password: str, address: str = "203.0.113.7", **more: str
) -> Any:
    form = {"identifier": name, "password": password, **more}
    return website.post("/admin/sign-in/", form, headers={"x-real-ip": address})


def sign_in(website: Browser, name: str, password: str, address: str = "203.0.113.7") -> int:
    return int(answer(website, name, password, address).status_code)


def test_an_operator_signs_in_at_the_console(website: Browser, operator: User) -> None:
    assert answer(website, NAME.upper(), PASSWORD)["Location"] == "/admin/"
    assert website.get("/admin/").status_code == 302, "a second factor is still to be shown"


def test_the_admins_own_sign_in_page_leads_to_ours(website: Browser, operator: User) -> None:
    asked = website.get("/admin/public_site/")
    assert asked["Location"] == "/admin/login/?next=/admin/public_site/"
    ours = website.get(asked["Location"])
    assert ours["Location"] == "/admin/sign-in/?next=%2Fadmin%2Fpublic_site%2F"
    assert (
        website.post("/admin/login/", {"username": NAME, "password": PASSWORD}).status_code == 405
    )


def test_one_is_taken_to_the_page_that_was_asked_for(website: Browser, operator: User) -> None:
    there = "/admin/accounts/"
    assert answer(website, NAME, PASSWORD, next=there)["Location"] == there
    elsewhere = "https://evil.example/"
    assert answer(website, NAME, PASSWORD, next=elsewhere)["Location"] == "/admin/"


def test_members_of_workspaces_do_not_sign_in_at_the_main_website(website: Browser) -> None:
    User.objects.create_user("guard@acme.example", PASSWORD)
    assert sign_in(website, "guard@acme.example", PASSWORD) == 422


def test_who_is_no_operator_any_more_is_out_at_once(website: Browser, operator: User) -> None:
    answer(website, NAME, PASSWORD)
    User.objects.filter(pk=operator.pk).update(is_staff=False)
    assert website.get("/admin/")["Location"].startswith("/admin/login/")


def test_an_operator_signs_out(website: Browser, operator: User) -> None:
    answer(website, NAME, PASSWORD)
    assert website.post("/admin/sign-out/")["Location"] == "/admin/sign-in/"
    assert website.get("/admin/").status_code == 302


def test_guessing_an_operators_password_ends_wherever_it_comes_from(
    website: Browser, operator: User
) -> None:
    for number in range(10):
        assert sign_in(website, NAME, "wrong", f"203.0.113.{number}") == 422
    told = answer(website, NAME.upper(), PASSWORD, "203.0.113.99")
    assert told.status_code == 429
    assert int(told["Retry-After"]) <= 900


def test_one_network_tries_a_hundred_names(website: Browser, operator: User) -> None:
    for number in range(100):
        sign_in(website, f"n{number}@newsbook.example", "wrong")
    assert sign_in(website, NAME, PASSWORD) == 429
    assert sign_in(website, NAME, PASSWORD, "203.0.113.8") == 302
