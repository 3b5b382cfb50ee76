from django.test import Client as Browser

from accounts.models import User
from tests.conftest import PASSWORD

NAME = "operator@newsbook.example"


def sign_in(website: Browser, name: str, password: str, address: str = "203.0.113.7") -> int:
    form = {"username": name, "password": password}
    return website.post("/admin/login/", form, headers={"x-real-ip": address}).status_code


def test_an_operator_signs_in_at_the_console(website: Browser) -> None:
    User.objects.create_superuser(NAME, PASSWORD)
    assert sign_in(website, NAME.upper(), PASSWORD) == 302


def test_guessing_an_operators_password_ends_wherever_it_comes_from(website: Browser) -> None:
    User.objects.create_superuser(NAME, PASSWORD)
    for number in range(10):
        assert sign_in(website, NAME, "wrong", f"203.0.113.{number}") == 200
    assert sign_in(website, NAME.upper(), PASSWORD, "203.0.113.99") == 200


def test_one_network_tries_fifty_names_an_hour(website: Browser) -> None:
    User.objects.create_superuser(NAME, PASSWORD)
    for number in range(50):
        sign_in(website, f"n{number}@newsbook.example", "wrong")
    assert sign_in(website, NAME, PASSWORD) == 200
    assert sign_in(website, NAME, PASSWORD, "203.0.113.8") == 302
