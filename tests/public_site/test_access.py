"""Who reaches which address of the main website: written down once, asked of every address."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.test import override_settings

from accounts.models import User
from project import settings_tenants
from public_site.models import Client
from tenant_site.members.models import Member
from tests.conftest import PASSWORD, settings_of
from tests.every_route import routes_of

EVERYBODY, OPERATORS = "everybody", "operators"

# url name → for whom it is; each name of the urlconf must stand here, the console's under `admin:`
PAGES: dict[str, str] = {
    "home": EVERYBODY,
    "features": EVERYBODY,
    "pricing": EVERYBODY,
    "security": EVERYBODY,
    "docs": EVERYBODY,
    "docs_page": EVERYBODY,
    "legal_page": EVERYBODY,
    "status": EVERYBODY,
    "contact": EVERYBODY,
    "contact_sent": EVERYBODY,
    "find_workspace": EVERYBODY,
    "find_by_email": EVERYBODY,
    "find_sent": EVERYBODY,
    "robots": EVERYBODY,
    "sitemap": EVERYBODY,
    "manifest": EVERYBODY,
    "favicon": EVERYBODY,
    "security_txt": EVERYBODY,
    "status_json": EVERYBODY,
    "sign_up": EVERYBODY,
    "sign_up_code": EVERYBODY,  # the rest of sign-up: of the browser that began it alone
    "sign_up_resend": EVERYBODY,
    "sign_up_link": EVERYBODY,
    "sign_up_you": EVERYBODY,
    "sign_up_passkey": EVERYBODY,
    "sign_up_workspace": EVERYBODY,
    "address_check": EVERYBODY,
    "sign_up_details": EVERYBODY,
    "sign_up_opening": EVERYBODY,
    "sign_up_retry": EVERYBODY,
    "sign_up_ready": EVERYBODY,
    "sign_up_enter": EVERYBODY,
    "deletion": EVERYBODY,
    "tls_check": EVERYBODY,
    "payment_report": EVERYBODY,
    "console_login": EVERYBODY,
    "console_password": OPERATORS,
    "password_change": OPERATORS,
    "password_reset": EVERYBODY,
    "password_reset_code": EVERYBODY,
    "password_reset_link": EVERYBODY,
    "account_login": EVERYBODY,
    "account_logout": EVERYBODY,
    "account_reauthenticate": OPERATORS,
    "sign_in_step": EVERYBODY,
    "sign_in_passkey": EVERYBODY,
    "passkey_ask": EVERYBODY,
    "second_factor": OPERATORS,
    "second_step": OPERATORS,
    "app_add": OPERATORS,
    "app_remove": OPERATORS,
    "recovery_codes": OPERATORS,
    "recovery_renew": OPERATORS,
    "passkey_add": OPERATORS,
    "passkey_rename": OPERATORS,
    "passkey_remove": OPERATORS,
    "mailbox": EVERYBODY,  # of the embedded run alone: tests/project/test_routes.py
    "mailbox_letter": EVERYBODY,
}
PUBLIC_IN_CONSOLE = {"admin:login", "admin:logout", "admin:jsi18n"}
# what a page answers to those who may see it, where that is not 200
OTHERWISE: dict[str, int] = {
    "favicon": 302,
    "mailbox_letter": 404,
    "password_reset_link": 410,
    "deletion": 404,
    "payment_report": 405,
    "status": 503,  # no workspaces answer where these tests run
    "status_json": 503,
}

ROUTES = [route for route in routes_of("project.urls_public") if "None" not in route.name]


def for_whom(name: str) -> str:
    if name.startswith("admin:"):
        return EVERYBODY if name in PUBLIC_IN_CONSOLE else OPERATORS
    return PAGES[name]


def sample(name: str) -> object:
    """What stands for a part of an address."""
    return {
        "name": "x",
        "app_label": "accounts",
        "object_id": "1",
        "url": "x",
        "topic": "people",
        "document": "terms",
    }.get(name, 1)


@pytest.fixture
def visitor(website: Browser, acme: Client, db: None) -> Callable[[str], Browser]:
    """Return a browser at the main website, signed in as one of those who come there."""

    def _visitor(who: str) -> Browser:
        if who != "anonymous":
            person = User.objects.create_user(f"{who}@service.example", PASSWORD)
            website.force_login(person)
        return website

    return _visitor


def test_every_address_stands_in_the_table() -> None:
    ours = {route.name for route in ROUTES if not route.name.startswith("admin:")}
    assert ours == set(PAGES)


@pytest.mark.parametrize("who", ["anonymous", "person"])
def test_everybody_reaches_what_is_public_and_nothing_else(
    visitor: Callable[[str], Browser], who: str
) -> None:
    browser = visitor(who)
    for route in ROUTES:
        given = browser.get(route.address(sample)).status_code
        if for_whom(route.name) == EVERYBODY:
            assert given == OTHERWISE.get(route.name, given), route.name
            assert given in {200, 302, 404, 405, 410, 503}, route.name
        else:
            assert given in {302, 403, 404, 405}, route.name


@pytest.mark.parametrize("who", ["anonymous", "person"])
def test_nobody_but_operators_posts_to_the_console(
    visitor: Callable[[str], Browser], who: str
) -> None:
    browser = visitor(who)
    for route in ROUTES:
        if for_whom(route.name) == OPERATORS:
            given = browser.post(route.address(sample), {}).status_code
            assert given in {302, 403, 404, 405}, route.name


def test_a_session_of_a_workspace_opens_nothing_here(
    website: Browser, acme: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    with override_settings(**settings_of(settings_tenants)):
        there = browse(acme, owner)
        assert there.get("/").status_code == 200
    website.cookies["session"] = there.cookies["session"].value
    for route in ROUTES:
        if for_whom(route.name) == OPERATORS:
            assert website.get(route.address(sample)).status_code != 200, route.name
