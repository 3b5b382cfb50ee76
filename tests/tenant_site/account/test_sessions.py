import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from accounts.models import User
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.members.models import Member
from tenant_site.sessions.browsers import browser_name
from tenant_site.sessions.models import WorkspaceSession
from tests.conftest import PASSWORD, People
from tests.reading import read_page
from tests.tenant_site.members.test_sign_in import send

PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"


@pytest.fixture
def phone(acme: Client, guard: Member, browse: Callable[..., Browser]) -> Browser:
    browser = browse(acme, None, HTTP_USER_AGENT=PHONE, HTTP_X_REAL_IP="203.0.113.5")
    send(browser, "1007")
    return browser


@pytest.fixture
def here(phone: Browser, acme_client: Browser) -> Browser:
    send(acme_client, "1007")
    return acme_client


def handles(browser: Browser) -> list[str]:
    """What the page gives to end other sessions by."""
    page = read_page(browser.get("/account/").content)
    return [str(one.attributes["value"]) for one in page.all("input", name="session")]


def test_a_session_says_with_what_and_from_where(acme: Client, phone: Browser) -> None:
    with tenant_context(acme):
        row = WorkspaceSession.objects.get(session_key=phone.cookies["session"].value)
    assert (row.browser, row.address) == (PHONE, "203.0.113.5")
    assert row.created_at <= row.last_seen_at


def test_the_page_lists_ones_own_sessions(here: Browser) -> None:
    page = here.get("/account/").content
    assert b"Chrome on Android" in page
    assert b"203.0.113.5" in page
    assert page.count(b"badge--accent") == 1


def test_no_key_of_a_session_stands_on_the_page(here: Browser, phone: Browser) -> None:
    for browser in (here, phone):
        assert browser.cookies["session"].value.encode() not in here.get("/account/").content


def test_one_ends_another_session_of_ones_own(here: Browser, phone: Browser) -> None:
    (other,) = handles(here)
    here.post("/account/sessions/end/", {"session": other})
    assert phone.get("/").status_code == 302
    assert here.get("/").status_code == 200


def test_one_ends_all_the_others(here: Browser, phone: Browser) -> None:
    here.post("/account/sessions/end-others/")
    assert phone.get("/").status_code == 302
    assert here.get("/").status_code == 200


def test_nobody_sees_or_ends_the_session_of_another(
    acme: Client, here: Browser, phone: Browser, browse: Callable[..., Browser], owner: Member
) -> None:
    theirs = browse(acme)
    send(theirs, "owner@acme.example")
    assert handles(theirs) == []
    theirs.post("/account/sessions/end/", {"session": handles(here)[0]})
    theirs.post("/account/sessions/end-others/")
    assert phone.get("/").status_code == here.get("/").status_code == 200


def test_nobody_sees_or_ends_a_session_of_another_workspace(
    acme: Client, globex: Client, here: Browser, guard: Member, browse: Callable[..., Browser]
) -> None:
    with tenant_context(globex):
        Member.objects.create(user_id=guard.user_id, role="guard", display_name="Guard")
    there = browse(globex)
    send(there, "guard@acme.example")
    assert handles(there) == []
    there.post("/account/sessions/end-others/")
    for handle in handles(here):
        there.post("/account/sessions/end/", {"session": handle})
    assert here.get("/").status_code == 200


def test_signing_out_everywhere_reaches_every_workspace(
    acme: Client,
    globex: Client,
    here: Browser,
    phone: Browser,
    guard: Member,
    browse: Callable[..., Browser],
) -> None:
    with tenant_context(globex):
        Member.objects.create(user_id=guard.user_id, role="guard", display_name="Guard")
    there = browse(globex)
    send(there, "guard@acme.example")
    assert here.post("/account/sign-out-everywhere/")["Location"] == "/sign-in/"
    assert {browser.get("/").status_code for browser in (here, phone, there)} == {302}


def test_a_session_that_a_new_password_has_ended_is_not_listed(
    acme: Client, here: Browser, phone: Browser
) -> None:
    new = "staple staple staple"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    here.post("/password/", form)
    assert b"Chrome on Android" not in here.get("/account/").content
    assert phone.get("/").status_code == 302


def test_a_visit_is_noted_every_five_minutes_and_not_more(
    acme: Client, phone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.get("/")
    written = []
    for later in (10, 299, 301):
        now = time.time()
        with monkeypatch.context() as patch, CaptureQueriesContext(connection) as queries:
            patch.setattr(time, "time", lambda now=now, later=later: now + later)
            phone.get("/")
        written.append(
            sum("workspace_session" in q["sql"] for q in queries if "UPDATE" in q["sql"])
        )
    assert written == [0, 0, 1]


def test_the_beginning_of_a_session_stays_what_it_was(acme: Client, phone: Browser) -> None:
    def began() -> object:
        with tenant_context(acme):
            return WorkspaceSession.objects.get(user_id__isnull=False).created_at

    before = began()
    phone.post("/account/sessions/end-others/")
    assert began() == before


def test_the_next_person_in_a_browser_has_a_session_of_their_own(
    acme: Client, phone: Browser, supervisor: Member
) -> None:
    send(phone, "supervisor@acme.example")
    with tenant_context(acme):
        row = WorkspaceSession.objects.get(session_key=phone.cookies["session"].value)
    assert row.user_id == supervisor.user_id


def test_the_list_costs_the_same_however_many_sessions(
    acme: Client, here: Browser, browse: Callable[..., Browser]
) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            here.get("/account/")
        counts.append(len(queries))
        for _more in range(3):
            send(browse(acme), "1007")
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (PHONE, "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/133.0", "Firefox on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/131 Safari/537 Edg/131", "Edge on Windows"),
        ("curl/8", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_called_what_people_call_it(header: str, name: str) -> None:
    with override("en"):
        assert browser_name(header) == name


def test_people_who_were_never_here_have_no_sessions(acme: Client) -> None:
    member = People(acme).member("auditor")
    with tenant_context(acme):
        assert WorkspaceSession.objects.signed_in(User.objects.get(pk=member.user_id)) == []
