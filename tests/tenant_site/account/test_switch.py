import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts import handoff, memberships
from accounts.models import Handoff, User
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.members.models import Member
from tenant_site.members.places import tell_public
from tests.conftest import PASSWORD
from tests.tenant_site.members.test_sign_in import send


@pytest.fixture
def of_both(acme: Client, globex: Client, guard: Member) -> Member:
    """Our guard, who has a place at the other workspace too."""
    with tenant_context(globex):
        there = Member.objects.create(user_id=guard.user_id, role="guard", display_name="Guard")
        tell_public(there)
    return guard


@pytest.fixture
def here(acme: Client, of_both: Member, acme_client: Browser) -> Browser:
    send(acme_client, "1007")
    return acme_client


@pytest.fixture
def there(globex: Client, browse: Callable[..., Browser]) -> Browser:
    return browse(globex)


def path(address: str) -> str:
    return re.sub(r"^https?://[^/]+", "", address)


def begin(here: Browser, globex: Client) -> str:
    """Press the button and return where the page leads."""
    page = here.post(f"/account/workspaces/{globex.pk}/").content.decode()
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
    assert found
    return found[1]


def token_link(here: Browser, there: Browser, globex: Client) -> str:
    """Go all the way but the last step."""
    sent_back = there.get(path(begin(here, globex)))["Location"]
    assert sent_back.startswith("http://acme.localhost:8000/account/workspaces/")
    return str(here.get(path(sent_back))["Location"])


def test_one_goes_to_another_workspace_without_signing_in(
    here: Browser, there: Browser, globex: Client
) -> None:
    link = token_link(here, there, globex)
    assert link.startswith("http://globex.localhost:8000/enter/")
    assert there.get(path(link))["Location"] == "/"
    assert there.get("/").status_code == 200
    assert here.get("/").status_code == 200


def test_a_stolen_link_opens_nothing_and_is_left_to_its_browser(
    here: Browser, there: Browser, globex: Client, browse: Callable[..., Browser]
) -> None:
    link, thief = token_link(here, there, globex), browse(globex)
    assert thief.get(path(link)).status_code == 410
    thief.get(path(begin(here, globex)))  # a secret of the thief's own helps nothing
    assert thief.get(path(link)).status_code == 410
    assert there.get(path(link)).status_code == 302


def test_the_link_works_once(here: Browser, there: Browser, globex: Client) -> None:
    link = token_link(here, there, globex)
    there.get(path(link))
    there.post("/sign-out/")
    assert there.get(path(link)).status_code == 410


def test_the_link_lives_for_a_minute(here: Browser, there: Browser, globex: Client) -> None:
    link = token_link(here, there, globex)
    Handoff.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert there.get(path(link)).status_code == 410


def test_nobody_makes_a_browser_leave_that_did_not_ask_to(
    here: Browser, there: Browser, globex: Client
) -> None:
    """Else a stranger's page could fetch tokens for a secret of its own."""
    planted = f"/account/workspaces/{globex.pk}/{handoff.hash_of('planted')}/"
    assert here.get(planted)["Location"] == "/account/"
    begin(here, globex)
    here.get(planted)
    assert here.get(planted)["Location"] == "/account/"


def test_leaving_has_a_minute_too(
    here: Browser, there: Browser, globex: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_back = there.get(path(begin(here, globex)))["Location"]
    late = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: late)
    assert here.get(path(sent_back))["Location"] == "/account/"


def test_a_link_cannot_begin_it(here: Browser, globex: Client) -> None:
    assert here.get(f"/account/workspaces/{globex.pk}/").status_code == 405


def test_one_goes_nowhere_where_one_does_not_belong(
    acme: Client, globex: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, owner)
    for client_id in (globex.pk, acme.pk, uuid4()):
        assert browser.post(f"/account/workspaces/{client_id}/").status_code == 404


def test_one_does_not_go_to_a_workspace_that_is_closed(here: Browser, globex: Client) -> None:
    Client.objects.filter(pk=globex.pk).update(status=Client.Status.SUSPENDED)
    assert here.post(f"/account/workspaces/{globex.pk}/").status_code == 404
    assert b"Globex" not in here.get("/account/").content


def test_whoever_lost_their_place_there_stays_outside(
    here: Browser, there: Browser, globex: Client, of_both: Member
) -> None:
    link = token_link(here, there, globex)
    with tenant_context(globex):
        Member.objects.filter(user_id=of_both.user_id).update(is_active=False)
    assert there.get(path(link)).status_code == 410


def test_no_workspace_sends_a_browser_anywhere_that_did_not_just_come_from_there(
    here: Browser, there: Browser, acme: Client, globex: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a client could lead people from every workspace's address to a domain of its own."""
    ticket = path(begin(here, globex))
    for forged in (f"/enter/from/{acme.pk}/", f"/enter/from/{acme.pk}.{globex.pk}/"):
        assert there.get(forged).status_code == 410
    assert here.get(ticket).status_code == 410, "it is for the other workspace"
    assert there.get(ticket.replace(str(acme.pk), str(uuid4()))).status_code == 410
    late = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: late)
    assert there.get(ticket).status_code == 410


def test_the_stages_stand_before_a_switch_too(
    here: Browser, there: Browser, globex: Client, settings: Any
) -> None:
    link = token_link(here, there, globex)
    settings.LOGIN_STAGES = ["tests.accounts.stages.Waiting"]
    assert there.get(path(link)).status_code == 202
    assert there.get("/").status_code == 302


def test_the_secret_is_a_cookie_of_its_host_alone(
    here: Browser, there: Browser, globex: Client
) -> None:
    cookie = there.get(path(begin(here, globex))).cookies["arrival"]
    assert (cookie["domain"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")
    assert Handoff.objects.count() == 0


def test_the_menu_and_the_account_name_the_others_and_no_more(
    here: Browser, globex: Client, acme: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    for address in ("/", "/account/"):
        page = here.get(address).content
        assert page.count(b"Globex") >= 1
        assert b"globex" not in page  # neither address nor schema
    assert b"Globex" not in browse(acme, owner).get("/account/").content


def test_whoever_was_there_as_somebody_else_is_now_the_one_who_came(
    here: Browser, there: Browser, globex: Client, of_both: Member, stranger: Member
) -> None:
    send(there, "owner@globex.example", PASSWORD)
    there.get(path(token_link(here, there, globex)))
    with tenant_context(globex):
        assert there.session["_auth_user_id"] == str(of_both.user_id)


def test_a_person_without_another_workspace_sees_none(
    acme: Client, guard: Member, browse: Callable[..., Browser]
) -> None:
    assert b"other workspaces" not in browse(acme, guard).get("/account/").content
    assert memberships.clients_of(User.objects.get(pk=guard.user_id).pk) == [acme.pk]
