import pytest
from django.conf import settings
from django.test import Client as Browser

from public_site.models import Client
from tests.reading import read_page


def sign_in_at(slug: str) -> str:
    host = f"{slug}.{settings.PUBLIC_HOST}{settings.PUBLIC_PORT_SUFFIX}"
    return f"{settings.PUBLIC_SCHEME}://{host}/sign-in/"


@pytest.mark.parametrize(
    "typed",
    [
        "acme",
        "  ACME ",
        "acme.localhost",
        "Acme.localhost:8000",
        "http://acme.localhost:8000/books/main/",
    ],
)
def test_people_are_led_to_their_own_sign_in(website: Browser, typed: str) -> None:
    response = website.post("/sign-in/", {"address": typed})
    assert response.status_code == 302
    assert response.headers["Location"] == sign_in_at("acme")


def test_who_is_a_client_cannot_be_learnt_here(website: Browser, acme: Client) -> None:
    known = website.post("/sign-in/", {"address": acme.slug})
    unknown = website.post("/sign-in/", {"address": "nobody-here"})
    reserved = website.post("/sign-in/", {"address": "admin"})
    assert known.status_code == unknown.status_code == reserved.status_code == 302
    assert unknown.headers["Location"] == sign_in_at("nobody-here")


def test_the_database_is_not_asked_for_the_workspace(
    website: Browser, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]  # a context manager of pytest-django
        website.post("/sign-in/", {"address": "acme"})


@pytest.mark.parametrize("typed", ["", "a", "12345", "@@@", "x" * 60])
def test_an_address_of_no_possible_shape_is_explained(website: Browser, typed: str) -> None:
    response = website.post("/sign-in/", {"address": typed})
    page = read_page(response.content)
    assert response.status_code == 422
    assert page.one("ul", id="id_address_error").text.strip()
    assert page.one("input", id="id_address").attributes["aria-invalid"] == "true"


@pytest.mark.parametrize(
    "typed", ["evil.example", "//evil.example", "https://evil.example/acme", "acme@evil.example"]
)
def test_nobody_is_led_to_another_site(website: Browser, typed: str) -> None:
    response = website.post("/sign-in/", {"address": typed})
    own = f".{settings.PUBLIC_HOST}{settings.PUBLIC_PORT_SUFFIX}/sign-in/"
    assert response.status_code == 422 or response.headers["Location"].endswith(own)


def test_the_answer_may_lead_a_form_to_a_workspace(website: Browser) -> None:
    policy = website.get("/sign-in/").headers["Content-Security-Policy"]
    (allowed,) = [part for part in policy.split("; ") if part.startswith("form-action")]
    assert f"*.{settings.PUBLIC_HOST}{settings.PUBLIC_PORT_SUFFIX}" in allowed
