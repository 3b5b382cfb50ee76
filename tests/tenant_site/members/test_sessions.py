from collections.abc import Callable

from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client as Browser

from accounts.models import User
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.members.models import Member
from tenant_site.sessions.models import WorkspaceSession
from tests.conftest import PASSWORD
from tests.tenant_site.members.test_sign_in import send

NEW = "staple staple staple"


def test_a_session_stands_in_its_workspace_alone(
    acme: Client, globex: Client, guard: Member, acme_client: Browser
) -> None:
    send(acme_client, "1007")
    key = acme_client.cookies["session"].value
    with tenant_context(acme):
        assert WorkspaceSession.objects.filter(session_key=key).exists()
    with tenant_context(globex):
        assert not WorkspaceSession.objects.filter(session_key=key).exists()
    assert not Session.objects.filter(session_key=key).exists()


def test_a_cookie_of_one_workspace_opens_nothing_at_another_even_for_a_member_of_both(
    acme: Client, globex: Client, guard: Member, browse: Callable[..., Browser]
) -> None:
    with tenant_context(globex):
        Member.objects.create(user_id=guard.user_id, role="guard", display_name="Guard")
    here, there = browse(acme, guard), browse(globex)
    there.cookies["session"] = here.cookies["session"].value
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302


def test_the_cookie_belongs_to_the_host_alone(guard: Member, acme_client: Browser) -> None:
    cookie = send(acme_client, "1007").cookies["session"]
    assert (cookie["domain"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")


def test_sign_out_ends_the_session(acme: Client, guard: Member, acme_client: Browser) -> None:
    send(acme_client, "1007")
    key = acme_client.cookies["session"].value
    assert acme_client.post("/sign-out/")["Location"] == "/sign-in/"
    acme_client.cookies["session"] = key
    assert acme_client.get("/").status_code == 302


def test_a_link_cannot_sign_out(guard: Member, acme_client: Browser) -> None:
    send(acme_client, "1007")
    assert acme_client.get("/sign-out/").status_code == 405
    assert acme_client.get("/").status_code == 200


def change(browser: Browser, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> int:
    data = {"old_password": old, "new_password1": new, "new_password2": again}
    return browser.post("/password/", data).status_code


def test_a_new_password_keeps_this_session_and_ends_the_others(
    acme: Client, guard: Member, browse: Callable[..., Browser]
) -> None:
    here, elsewhere = browse(acme), browse(acme)
    for browser in (here, elsewhere):
        send(browser, "1007")
    assert change(here) == 302
    assert (here.get("/").status_code, elsewhere.get("/").status_code) == (200, 302)
    assert send(elsewhere, "1007").status_code == 422
    assert send(elsewhere, "1007", NEW).status_code == 302


def test_a_new_password_needs_the_old_one_twice_the_new_one_and_some_strength(
    acme: Client, guard: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, guard)
    assert change(browser, old="wrong") == 422
    assert change(browser, again="something else") == 422
    assert change(browser, new="1234567890", again="1234567890") == 422
    assert User.objects.get(pk=guard.user_id).check_password(PASSWORD)


def test_a_page_costs_three_queries_to_know_its_member(
    acme: Client, guard: Member, browse: Callable[..., Browser], django_assert_num_queries: object
) -> None:
    browser = browse(acme, guard)
    browser.get("/password/")
    with django_assert_num_queries(3):  # type: ignore[operator]
        browser.get("/password/")
    assert connection.schema_name == "public"  # type: ignore[attr-defined]
