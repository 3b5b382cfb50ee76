from collections.abc import Callable, Iterator

import pytest
from django.test import Client as Browser

from accounts.models import User
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tests.accounts.factors.authenticators import code_of, give_app
from tests.conftest import PASSWORD
from tests.every_route import Route, routes_of
from tests.tenant_site.addresses import sample
from tests.tenant_site.members.test_sign_in import send

OWN = "staple staple staple"
OPEN = {"password_change", "sign_out", "account_logout"}


@pytest.fixture
def newcomer(acme: Client, guard: Member) -> Member:
    """A guard who was given a PIN on a card."""
    User.objects.filter(pk=guard.user_id).update(must_change_password=True)
    return guard


def choose(browser: Browser, password: str = OWN, again: str | None = None) -> int:
    form = {"new_password1": password, "new_password2": again or password}
    return browser.post("/password/", form).status_code


def every_route() -> Iterator[Route]:
    return (route for route in routes_of("project.urls_tenants") if route.name not in OPEN)


def test_every_address_leads_to_the_one_page_until_it_is_done(
    acme: Client, acme_book: Book, newcomer: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, newcomer)
    for route in every_route():
        address = route.address(lambda name: sample(name, newcomer, acme_book))
        for answer in (browser.get(address), browser.post(address, {"text": "x"})):
            assert (answer.status_code, answer["Location"]) == (302, "/password/"), address


def test_the_page_asks_for_no_old_password(newcomer: Member, acme_client: Browser) -> None:
    assert send(acme_client, "1007")["Location"] == "/"
    page = acme_client.get("/", follow=True).content
    assert b"Somebody else has seen" in page
    assert b"old_password" not in page


def test_once_chosen_everything_is_open(newcomer: Member, acme_client: Browser) -> None:
    send(acme_client, "1007")
    assert choose(acme_client) == 302
    assert acme_client.get("/").status_code == 200
    assert not User.objects.get(pk=newcomer.user_id).must_change_password


def test_the_given_password_is_no_choice(newcomer: Member, acme_client: Browser) -> None:
    send(acme_client, "1007")
    assert choose(acme_client, PASSWORD) == 422
    assert choose(acme_client, "12345678901234") == 422
    assert acme_client.get("/").status_code == 302


def test_one_may_sign_out_instead(newcomer: Member, acme_client: Browser) -> None:
    send(acme_client, "1007")
    assert acme_client.post("/sign-out/")["Location"] == "/sign-in/"


def test_htmx_is_led_there_with_the_whole_page(
    acme: Client, newcomer: Member, browse: Callable[..., Browser]
) -> None:
    answer = browse(acme, newcomer).get("/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/password/"


def test_operators_choose_too(website: Browser) -> None:
    operator = User.objects.create_superuser("o@newsbook.example", PASSWORD)
    User.objects.filter(pk=operator.pk).update(must_change_password=True)
    secret = give_app(operator)
    form = {"identifier": "o@newsbook.example", "password": PASSWORD}
    website.post("/admin/sign-in/", form)
    website.post("/sign-in/step/", {"code": code_of(secret)})
    for address in ("/admin/", "/admin/accounts/user/", "/admin/confirm/"):
        assert website.get(address)["Location"] == "/admin/password/"
    assert website.get("/admin/password/").status_code == 200
    form = {"new_password1": OWN, "new_password2": OWN}
    assert website.post("/admin/password/", form)["Location"] == "/admin/"
    assert website.get("/admin/").status_code == 200


def test_choosing_ends_the_other_sessions(
    acme: Client, newcomer: Member, acme_client: Browser, browse: Callable[..., Browser]
) -> None:
    with tenant_context(acme):
        other = browse(acme, newcomer)
    send(acme_client, "1007")
    choose(acme_client)
    assert other.get("/")["Location"].startswith("/sign-in/")
