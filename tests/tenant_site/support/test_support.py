from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.handoff import hash_of
from accounts.models import User
from accounts.support.models import SupportGrant, SupportVisit
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tenant_site.support.access import LOOKS_AT, OWN, as_member
from tests.accounts.support.test_visiting import let_in, prepared
from tests.reading import read_page
from tests.tenant_site.addresses import OTHERWISE, addresses
from tests.tenant_site.books.writing import settle, write_entry
from tests.tenant_site.support.conftest import run_out, told, with_secret
from tests.tenant_site.who_sees import PAGES


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


def test_every_way_in_a_visitors_menu_leads_somewhere(
    acme: Client, enter: Callable[..., Browser]
) -> None:
    inside = enter(acme)
    menu = inside.get("/").content.decode().partition('<nav class="menu')[2].partition("</nav>")[0]
    ways = [link.attributes["href"] for link in read_page(menu).all("a")]
    assert "/members/" in ways
    assert {way: inside.get(way).status_code for way in ways} == dict.fromkeys(ways, 200)


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
