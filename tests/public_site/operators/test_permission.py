from collections.abc import Callable
from uuid import uuid4

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client as Browser

from accounts.models import User
from public_site.models import Client
from public_site.operators.acts import ACTS
from public_site.operators.lists import console as site
from public_site.operators.models import OperatorAct
from tests.conftest import PASSWORD
from tests.every_route import Route, routes_of
from tests.public_site.operators.conftest import show_factor

OPEN = {"admin:login", "admin:logout", "admin:jsi18n"}
ROUTES = [
    route
    for route in routes_of("project.urls_public")
    if route.name.startswith("admin:") and route.name not in OPEN and "None" not in route.name
]


def staff(browser: Browser) -> User:
    return User.objects.create_superuser("staff@newsbook.example", PASSWORD)


def without_factor(browser: Browser) -> None:
    browser.force_login(staff(browser))


def with_a_factor_not_shown(browser: Browser) -> None:
    user = staff(browser)
    Authenticator.objects.create(user=user, type="totp", data={})
    browser.force_login(user)
    show_factor(browser, user, "password")


def with_a_factor_shown_by_somebody_else(browser: Browser) -> None:
    user, other = staff(browser), User.objects.create_user("other@newsbook.example", PASSWORD)
    Authenticator.objects.create(user=user, type="totp", data={})
    browser.force_login(user)
    show_factor(browser, other)


def with_a_factor_that_is_gone(browser: Browser) -> None:
    user = staff(browser)
    browser.force_login(user)
    show_factor(browser, user)


def no_staff_with_a_factor(browser: Browser) -> None:
    user = User.objects.create_user("person@newsbook.example", PASSWORD)
    Authenticator.objects.create(user=user, type="totp", data={})
    browser.force_login(user)
    show_factor(browser, user)


def nobody(browser: Browser) -> None:
    pass


def address(route: Route, client: Client, code: str = "suspended") -> str:
    known = {"client_id": client.pk, "code": code, "user_id": uuid4(), "file_name": "x.zip"}
    return route.address(lambda name: known.get(name, client.pk))


@pytest.mark.parametrize(
    "who",
    [
        nobody,
        without_factor,
        with_a_factor_not_shown,
        with_a_factor_shown_by_somebody_else,
        with_a_factor_that_is_gone,
        no_staff_with_a_factor,
    ],
)
def test_nobody_but_an_operator_with_a_second_factor_sees_or_does_anything(
    website: Browser, acme: Client, who: Callable[[Browser], None]
) -> None:
    who(website)
    before = OperatorAct.objects.exclude(act="signed_in").count()
    for route in ROUTES:
        for answer in (
            website.get(address(route, acme)),
            website.post(address(route, acme), {"reason": "x", "until": "2030-01-01"}),
        ):
            assert answer.status_code in {302, 403, 404}, route.name
            assert b"Acme" not in answer.content
    assert OperatorAct.objects.exclude(act="signed_in").count() == before


def test_an_operator_with_a_second_factor_sees_the_lists(console: Browser, acme: Client) -> None:
    for route in ROUTES:
        if route.name.endswith(("_changelist", ":index", "archive_list", "_add", "_restore")):
            refused = route.name.endswith("_add") and route.name != "admin:operator_add"
            assert console.get(address(route, acme)).status_code == (403 if refused else 200)


def test_the_console_shows_our_lists_and_nobody_elses() -> None:
    assert {model.__name__ for model in site._registry} >= {"Client", "OperatorAct", "User"}
    for admin in site._registry.values():
        assert type(admin).__module__.startswith("public_site.")


def asked(user: User, method: str) -> bool:
    """Ask the console itself, without what stands before it."""
    request = HttpRequest()
    request.user, request.session = user, SessionStore()
    request.session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": 1.0}]
    return site.has_permission(request)


@pytest.mark.parametrize(
    ("changes", "method", "has_factor", "admitted"),
    [
        ({}, "mfa", True, True),
        ({}, "password", True, False),
        ({}, "mfa", False, False),
        ({"is_staff": False}, "mfa", True, False),
        ({"is_active": False}, "mfa", True, False),
    ],
)
def test_the_console_asks_by_itself(
    db: None, changes: dict[str, bool], method: str, has_factor: bool, admitted: bool
) -> None:
    user = User.objects.create_user("eva@newsbook.example", None, **{"is_staff": True, **changes})
    if has_factor:
        Authenticator.objects.create(user=user, type="totp", data={})
    assert asked(user, method) is admitted


@pytest.mark.parametrize("kind", ["add", "change", "delete"])
def test_no_list_adds_changes_or_deletes(console: Browser, operator: User, kind: str) -> None:
    for model in site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        row = model._default_manager.first()
        if kind == "add":
            assert console.post(f"{base}add/", {}).status_code == 403
        elif row is not None:
            answer = console.post(f"{base}{row.pk}/{kind}/", {"post": "yes"})
            assert answer.status_code in {403, 404, 405}, (model, answer.status_code)


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/public_site/client/"])
def test_workspaces_have_no_console(acme_client: Browser, address: str) -> None:
    assert acme_client.get(address).status_code == 404


def test_every_act_has_an_address_of_its_own(console: Browser, acme: Client) -> None:
    assert len({act.code for act in ACTS.values()}) == len(ACTS)
    assert console.get(f"/admin/clients/{acme.pk}/nothing/").status_code == 404
