from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.members.models import Member
from tenant_site.sessions.store import SessionStore
from tests.conftest import PASSWORD
from tests.reading import read_page

WRONG = "wrong horse battery"


def send(browser: Browser, identifier: str, password: str = PASSWORD, **more: str) -> Any:
    return browser.post("/sign-in/", {"identifier": identifier, "password": password, **more})


@pytest.mark.parametrize(
    "identifier", ["1007", " 1007 ", "guard@acme.example", "Guard@ACME.example"]
)
def test_a_member_signs_in_by_badge_or_e_mail(
    guard: Member, acme_client: Browser, identifier: str
) -> None:
    answer = send(acme_client, identifier)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert acme_client.get("/").status_code == 200


def test_a_badge_is_compared_without_case_and_blanks(acme: Client, guard: Member) -> None:
    with tenant_context(acme):
        Member.objects.filter(pk=guard.pk).update(badge="G-17")
    assert send(Browser(headers={"host": "acme.localhost:8000"}), "g- 17").status_code == 302


def test_a_badge_signs_in_at_its_own_workspace_only(
    guard: Member, globex: Client, browse: Callable[..., Browser]
) -> None:
    assert send(browse(globex), "1007").status_code == 422
    assert send(browse(globex), "guard@acme.example").status_code == 422


@pytest.fixture
def left(acme: Client) -> None:
    """A member who may no longer sign in, and a person whose account is closed."""
    for email, active, account in (
        ("left@a.example", False, True),
        ("shut@a.example", True, False),
    ):
        user = User.objects.create_user(email, PASSWORD, is_active=account)
        with tenant_context(acme):
            Member.objects.create(user=user, role="guard", display_name="x", is_active=active)


REFUSED = [
    ("nobody@acme.example", PASSWORD),
    ("4711", PASSWORD),
    ("guard@acme.example", WRONG),
    ("1007", WRONG),
    ("owner@globex.example", PASSWORD),
    ("left@a.example", PASSWORD),
    ("shut@a.example", PASSWORD),
]


def test_every_refusal_has_the_same_words_and_status(
    guard: Member, stranger: Member, left: None, acme_client: Browser
) -> None:
    told = set()
    for identifier, password in REFUSED:
        answer = send(acme_client, identifier, password)
        (alert,) = [one for one in read_page(answer.content).elements if "alert" in str(one)]
        told.add((answer.status_code, alert.text))
    assert len(told) == 1
    assert told.pop()[0] == 422


@pytest.mark.parametrize(("identifier", "password"), REFUSED)
def test_every_refusal_costs_two_queries_and_one_hash(
    guard: Member,
    stranger: Member,
    left: None,
    acme: Client,
    identifier: str,
    password: str,
    settings: Any,
) -> None:
    from django.contrib.auth import authenticate

    hasher = type(hashers.get_hasher())
    with (
        tenant_context(acme),
        CaptureQueriesContext(connection) as queries,
        patch.object(hasher, "encode", autospec=True, side_effect=hasher.encode) as hashed,
    ):
        assert authenticate(None, identifier=identifier, password=password) is None
    asked = [query["sql"] for query in queries if "SELECT" in query["sql"]]
    assert (len(asked), hashed.call_count) == (2, 1)


def test_signing_in_gives_a_new_session(guard: Member, acme_client: Browser) -> None:
    acme_client.cookies["session"] = "planted-by-somebody-else-00000000"
    send(acme_client, "1007")
    assert acme_client.cookies["session"].value != "planted-by-somebody-else-00000000"


def test_a_session_that_existed_before_signing_in_gets_another_key(
    acme: Client, guard: Member, acme_client: Browser
) -> None:
    with tenant_context(acme):
        planted = SessionStore()
        planted["seen"] = "yes"
        planted.save()
    acme_client.cookies["session"] = planted.session_key or ""
    send(acme_client, "1007")
    thief = Browser(headers={"host": "acme.localhost:8000"})
    thief.cookies["session"] = planted.session_key or ""
    assert thief.get("/").status_code == 302


def test_what_an_anonymous_session_held_is_not_that_of_the_next_member(
    guard: Member, supervisor: Member, acme_client: Browser
) -> None:
    send(acme_client, "1007")
    old = acme_client.cookies["session"].value
    send(acme_client, "supervisor@acme.example")
    acme_client.cookies["session"] = old
    assert acme_client.get("/").status_code == 302


def test_one_is_taken_to_the_page_that_was_asked_for(guard: Member, acme_client: Browser) -> None:
    asked = acme_client.get("/books/main-gate/")
    assert asked["Location"] == "/sign-in/?next=/books/main-gate/"
    page = read_page(acme_client.get(asked["Location"]).content)
    wanted, by_passkey = (one.attributes["value"] for one in page.all("input", name="next"))
    assert by_passkey == wanted
    assert send(acme_client, "1007", next=wanted)["Location"] == "/books/main-gate/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "http://globex.localhost:8000/",
        "\\\\x",
        "no-page",
        "member_change",
        "?x",
    ],
)
def test_one_is_never_taken_to_another_host(
    guard: Member, acme_client: Browser, elsewhere: str
) -> None:
    assert send(acme_client, "1007", next=elsewhere)["Location"] == "/"


def test_htmx_is_told_to_load_the_whole_sign_in_page(acme_client: Browser) -> None:
    answer = acme_client.get("/books/main-gate/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/sign-in/?next=/books/main-gate/"


def test_who_is_signed_in_is_not_asked_again(guard: Member, acme_client: Browser) -> None:
    send(acme_client, "1007")
    assert acme_client.get("/sign-in/")["Location"] == "/"


def test_who_is_deactivated_is_out_at_once(
    acme: Client, guard: Member, acme_client: Browser
) -> None:
    send(acme_client, "1007")
    with tenant_context(acme):
        Member.objects.filter(pk=guard.pk).update(is_active=False)
    assert acme_client.get("/").status_code == 302


def test_the_password_is_never_sent_back(guard: Member, acme_client: Browser) -> None:
    answer = send(acme_client, "1007", WRONG)
    assert WRONG.encode() not in answer.content
    assert b"1007" in answer.content
