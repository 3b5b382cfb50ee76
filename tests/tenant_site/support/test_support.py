from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.handoff import hash_of
from accounts.models import User
from accounts.support.models import SupportGrant, SupportVisit
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tenant_site.support.access import LOOKS_AT, OWN, as_member
from tests.accounts.support.test_visiting import SECRET, let_in, make_operator, prepared
from tests.tenant_site.books.writing import settle, write_entry
from tests.tenant_site.test_access import OTHERWISE, PAGES, addresses


@pytest.fixture
def operator(db: None) -> User:
    return make_operator()


@pytest.fixture
def office(acme: Client, owner: Member, browse: Callable[..., Browser]) -> Browser:
    return browse(acme, owner)


@pytest.fixture
def enter(operator: User, browse: Callable[..., Browser]) -> Callable[..., Browser]:
    """Return a browser in which the operator entered the workspace."""

    def _enter(client: Client) -> Browser:
        let_in(client)
        _visit, token = prepared(client, operator)
        browser = with_secret(browse(client))
        assert browser.get(f"/support/enter/{token}").status_code == 302
        return browser

    return _enter


def with_secret(browser: Browser) -> Browser:
    browser.cookies[settings.HANDOFF_COOKIE_NAME] = SECRET
    return browser


def told(client: Client) -> list[str]:
    with tenant_context(client):
        return list(Activity.objects.order_by("pk").values_list("act", flat=True))


def every_address(member: Member, book: Book) -> list[tuple[str, str]]:
    """Each page of the workspace with its name, but for how a visit begins and ends."""
    known = addresses(member, book)
    return [(name, address) for name in sorted(set(known) - OWN) for address in known[name]]


def test_an_owner_lets_support_in_and_sends_it_away(acme: Client, office: Browser) -> None:
    answer = office.post("/support/", {"hours": "4", "reason": "Guards cannot\n see the vault"})
    assert answer.status_code == 302
    grant = SupportGrant.objects.get()
    assert grant.is_live
    assert grant.ends_at - grant.begins_at == timedelta(hours=4)
    assert b"Guards cannot see the vault" in office.get("/support/").content
    office.post("/support/end/")
    assert not SupportGrant.objects.get().is_live
    assert told(acme) == ["support_granted", "support_revoked"]


@pytest.mark.parametrize("sent", [{}, {"hours": "100", "reason": "x"}, {"hours": "4"}])
def test_what_an_owner_must_say_is_asked_for(office: Browser, sent: dict[str, str]) -> None:
    assert office.post("/support/", sent).status_code == 422 or not sent
    assert not SupportGrant.objects.exists()


def test_a_visit_shows_a_banner_on_every_page_and_stands_in_the_log(
    acme: Client, enter: Callable[..., Browser]
) -> None:
    inside = enter(acme)
    for address in ("/", "/members/", "/log/", "/books/main-gate/", "/members/add/"):
        shown = inside.get(address).content
        assert b"Support is inside: Ana Soporte" in shown, address
        assert b"/support/leave/" in shown
    assert told(acme) == ["support_entered", *["support_looked"] * 4]
    assert inside.post("/support/leave/").status_code == 302
    assert told(acme)[-1] == "support_left"
    visit = SupportVisit.objects.get()
    assert (visit.pages, visit.left_at is None) == (5, False)
    assert inside.get("/").status_code == 302


def test_support_looks_at_the_pages_that_are_named_and_at_no_other(
    acme: Client, acme_book: Book, owner: Member, enter: Callable[..., Browser]
) -> None:
    with tenant_context(acme):
        write_entry(acme_book, owner, text="x")
    inside = enter(acme)
    for name, address in every_address(owner, acme_book):
        expected = OTHERWISE.get(name, 200) if name in LOOKS_AT else 403
        assert inside.get(address).status_code == expected, address


def test_the_pages_for_support_exist() -> None:
    assert set(PAGES) >= LOOKS_AT | OWN


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_support_posts_nothing_anywhere(
    acme: Client, acme_book: Book, owner: Member, enter: Callable[..., Browser], method: str
) -> None:
    inside = enter(acme)
    with tenant_context(acme):
        before = Entry.objects.count(), Member.objects.count(), Book.objects.count()
    for _name, address in every_address(owner, acme_book):
        answer = getattr(inside, method)(address, {"text": "x", "hours": "4", "reason": "x"})
        assert answer.status_code == 403, address
        assert b"Support only looks" in answer.content
    with tenant_context(acme):
        assert before == (Entry.objects.count(), Member.objects.count(), Book.objects.count())
    assert SupportGrant.objects.count() == 1


def test_a_visitor_cannot_be_an_author_even_past_the_door(
    acme: Client, acme_book: Book, enter: Callable[..., Browser]
) -> None:
    enter(acme)
    visitor = as_member(SupportVisit.objects.get())
    with tenant_context(acme):
        with pytest.raises((IntegrityError, ValueError)), transaction.atomic():
            write_entry(acme_book, visitor, text="forged")
            settle()
        with pytest.raises((IntegrityError, ValueError)), transaction.atomic():
            visitor.save()


def test_revoking_ends_the_visit_at_its_next_request(
    acme: Client, office: Browser, enter: Callable[..., Browser]
) -> None:
    inside = enter(acme)
    assert inside.get("/").status_code == 200
    office.post("/support/end/")
    refused = inside.get("/books/main-gate/")
    assert refused.status_code == 403
    assert b"The access of support has ended" in refused.content
    assert inside.get("/").status_code == 302
    assert told(acme)[-2:] == ["support_left", "support_revoked"]


def test_the_end_of_the_grant_ends_the_visit(acme: Client, enter: Callable[..., Browser]) -> None:
    inside = enter(acme)
    now = timezone.now()
    SupportGrant.objects.update(begins_at=now - timedelta(hours=2), ends_at=now)
    assert inside.get("/").status_code == 403


def run_out() -> None:
    now = timezone.now()
    SupportGrant.objects.update(begins_at=now - timedelta(hours=2), ends_at=now)


def test_the_log_tells_that_a_grant_ran_out_and_who_left_by_it_at_the_next_sight(
    acme: Client, guard: Member, enter: Callable[..., Browser], browse: Callable[..., Browser]
) -> None:
    enter(acme)
    run_out()
    for _ in range(2):
        assert browse(acme, guard).get("/").status_code == 200
    assert told(acme) == ["support_entered", "support_left", "support_ran_out"]
    visit = SupportVisit.objects.get()
    assert visit.left_at == visit.grant.ends_at


def test_the_visitor_who_comes_too_late_is_told_of_as_well(
    acme: Client, enter: Callable[..., Browser]
) -> None:
    inside = enter(acme)
    run_out()
    inside.get("/")
    assert told(acme) == ["support_entered", "support_left", "support_ran_out"]


def test_another_grant_tells_first_how_the_one_before_ended(
    acme: Client, office: Browser, enter: Callable[..., Browser]
) -> None:
    enter(acme)
    office.post("/support/", {"hours": "1", "reason": "Once more"})
    assert told(acme) == ["support_entered", "support_left", "support_granted"]


def test_the_log_of_another_workspace_tells_nothing_of_it(
    acme: Client,
    globex: Client,
    stranger: Member,
    enter: Callable[..., Browser],
    browse: Callable[..., Browser],
) -> None:
    enter(acme)
    run_out()
    browse(globex, stranger).get("/")
    assert told(globex) == []


def test_every_member_sees_that_support_is_inside_and_until_when(
    acme: Client,
    globex: Client,
    owner: Member,
    guard: Member,
    auditor: Member,
    stranger: Member,
    enter: Callable[..., Browser],
    browse: Callable[..., Browser],
) -> None:
    members = [browse(acme, member) for member in (owner, guard, auditor)]
    there = browse(globex, stranger)
    let_in(acme)
    assert not any(b"Support is inside" in one.get("/").content for one in [*members, there])
    inside = enter(acme)
    shown = [one.get("/").content.decode() for one in members]
    assert all("Support is inside: Ana Soporte" in page for page in shown)
    assert ["/support/" in page for page in shown] == [True, False, False], "owners may end it"
    assert b"Support is inside" not in there.get("/").content
    inside.post("/support/leave/")
    assert not any(b"Support is inside" in one.get("/").content for one in members)


def test_knowing_of_support_costs_members_a_query_only_while_it_may_be_inside(
    acme: Client, guard: Member, enter: Callable[..., Browser], browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, guard)
    browser.get("/")
    counts = []
    for happens in (enter, lambda _: run_out(), lambda _: browser.get("/")):
        with CaptureQueriesContext(connection) as queries:
            browser.get("/")
        counts.append(len(queries))
        happens(acme)
    with CaptureQueriesContext(connection) as queries:
        browser.get("/")
    before, inside, _telling, after = [*counts, len(queries)]
    assert (inside, after) == (before + 1, before)


def test_a_visit_of_one_workspace_opens_nothing_at_another(
    acme: Client, globex: Client, enter: Callable[..., Browser], browse: Callable[..., Browser]
) -> None:
    inside = enter(acme)
    there = browse(globex)
    there.cookies = inside.cookies
    assert there.get("/").status_code == 302
    with tenant_context(globex):
        session = there.session
        session["support_visit"] = str(SupportVisit.objects.get().pk)
        session.save()
    there.cookies["session"] = str(session.session_key)
    assert there.get("/").status_code == 403


def test_a_token_works_once_and_not_at_another_workspace(
    acme: Client, globex: Client, operator: User, browse: Callable[..., Browser]
) -> None:
    let_in(acme)
    let_in(globex)
    _visit, token = prepared(acme, operator)
    assert with_secret(browse(globex)).get(f"/support/enter/{token}").status_code == 410
    assert browse(acme).get(f"/support/enter/{token}").status_code == 410
    assert with_secret(browse(acme)).get(f"/support/enter/{token}").status_code == 302
    assert with_secret(browse(acme)).get(f"/support/enter/{token}").status_code == 410


def test_a_browser_that_arrives_gets_a_secret_and_fetches_its_token_in_the_console(
    acme_client: Browser,
) -> None:
    visit_id = uuid4()
    answer = acme_client.get(f"/support/arrive/{visit_id}/")
    secret = acme_client.cookies[settings.HANDOFF_COOKIE_NAME]
    begin = f"http://localhost:8000/admin/visits/{visit_id}/"
    assert answer["Location"] == f"{begin}{hash_of(secret.value)}/"
    assert secret["httponly"]


def test_entering_ends_the_session_that_was_there(
    acme: Client, operator: User, office: Browser
) -> None:
    let_in(acme)
    _visit, token = prepared(acme, operator)
    with_secret(office).get(f"/support/enter/{token}")
    assert office.post("/support/end/").status_code == 403
    assert b"Support is inside" in office.get("/").content


def test_a_page_costs_a_visitor_the_same_however_much_there_is(
    acme: Client, acme_book: Book, owner: Member, enter: Callable[..., Browser]
) -> None:
    inside, counts = enter(acme), list[int]()
    for _ in range(3):
        with tenant_context(acme):
            write_entry(acme_book, owner, text="x")
        with CaptureQueriesContext(connection) as queries:
            inside.get("/books/main-gate/")
        counts.append(len(queries))
    assert counts[1] == counts[2], counts
