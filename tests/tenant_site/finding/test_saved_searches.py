from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlencode

from django.test import Client as Browser
from django.utils import timezone

from public_site import clients
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.finding.forgetting import forget_removed
from tenant_site.finding.models import SavedSearch
from tenant_site.members.models import Member
from tests.reading import read_page
from tests.tenant_site.books.writing import write_entry
from tests.tenant_site.finding.conftest import numbers

SENT = {"name": "Thefts", "query": "q=robo&type=003"}


def mine(client: Client, member: Member) -> SavedSearch:
    with tenant_context(client):
        return SavedSearch.objects.of(member).get()


def test_a_search_is_kept_by_its_member_and_seen_by_nobody_else(
    acme: Client, supervisor: Member, desk: Browser, gate: Browser
) -> None:
    answer = desk.post("/search/keep/", SENT)
    assert answer["Location"] == "/search/?q=robo&type=003"
    assert b"Thefts" in desk.get("/search/").content
    assert b"Thefts" not in gate.get("/search/").content
    kept = mine(acme, supervisor)
    assert gate.post(f"/search/{kept.pk}/remove/").status_code == 404
    assert gate.post(f"/search/{kept.pk}/restore/").status_code == 404


def test_a_search_without_hits_can_be_kept_too(acme_book: Book, desk: Browser) -> None:
    said = desk.get("/search/?q=unicorn").content.decode()
    assert "Nothing was found" in said
    page = read_page(said)
    assert len(page.all("form", action="/search/keep/")) == 1
    assert page.one("input", name="query").attributes["value"] == "q=unicorn"


def test_a_name_is_given_once_and_the_form_comes_back(desk: Browser) -> None:
    desk.post("/search/keep/", SENT)
    answer = desk.post("/search/keep/", {**SENT, "query": "q=fuego"})
    assert answer.status_code == 422
    assert "You keep a search of this name already." in answer.content.decode()
    assert 'value="q=fuego"' in answer.content.decode()


def test_what_is_removed_is_brought_back(acme: Client, supervisor: Member, desk: Browser) -> None:
    desk.post("/search/keep/", SENT)
    kept = mine(acme, supervisor)
    desk.post(f"/search/{kept.pk}/remove/")
    assert b"Removed:" in desk.get("/search/").content
    assert desk.post("/search/keep/", SENT).status_code == 302
    desk.post(f"/search/{kept.pk}/restore/")
    with tenant_context(acme):
        assert SavedSearch.objects.filter(removed_at=None).count() == 1
        SavedSearch.objects.filter(removed_at=None).delete()
    desk.post(f"/search/{kept.pk}/restore/")
    assert mine(acme, supervisor).removed_at is None


def test_nothing_is_kept_where_the_workspace_may_only_be_read(
    acme: Client, supervisor: Member, browse: Callable[..., Browser]
) -> None:
    clients.extend_trial(client=acme, until=date(2026, 1, 31))
    answer = browse(acme, supervisor).post("/search/keep/", SENT)
    assert answer.status_code == 422
    with tenant_context(acme):
        assert not SavedSearch.objects.exists()


def test_the_longest_box_is_kept(acme: Client, supervisor: Member, desk: Browser) -> None:
    asked = urlencode({"q": "ñ" * 400})
    assert desk.post("/search/keep/", {"name": "Long", "query": asked}).status_code == 302
    assert mine(acme, supervisor).query == asked


def test_a_kept_search_says_what_it_names_that_is_gone_and_finds_nothing(
    acme: Client, acme_book: Book, owner: Member, guard: Member, gate: Browser
) -> None:
    with tenant_context(acme):
        vault = open_book(client=acme, name="Vault")
        guard.books.add(vault)
        for book in (acme_book, vault):
            write_entry(book, owner, text="Robbery")
    for query in ("q=robbery&book=vault", "q=robbery+book:vault"):
        gate.post("/search/keep/", {"name": query, "query": query})
        assert numbers(gate.get(f"/search/?{query}").content.decode()) == ["1"]
    with tenant_context(acme):
        guard.books.remove(vault)
    chosen, typed = (
        gate.get(f"/search/?{query}").content.decode()
        for query in ("q=robbery&book=vault", "q=robbery+book:vault")
    )
    assert "Book: what was chosen is gone, or you may not read it any more." in chosen
    assert "Nothing here is called “vault” (book)." in typed
    assert numbers(chosen) == numbers(typed) == []


def test_what_was_removed_is_forgotten_once_it_can_come_back_no_more(
    acme: Client, supervisor: Member, inside_acme: Client
) -> None:
    ago = {"now": None, "lately": timedelta(minutes=59), "long": timedelta(minutes=61)}
    for name, age in ago.items():
        removed_at = timezone.now() - age if age else None
        SavedSearch.objects.create(member=supervisor, name=name, removed_at=removed_at)
    assert forget_removed() == "1 removed search forgotten"
    assert forget_removed() == ""
    assert {one.name for one in SavedSearch.objects.all()} == {"now", "lately"}


def test_a_list_of_searches_has_an_end(acme: Client, supervisor: Member, desk: Browser) -> None:
    with tenant_context(acme):
        SavedSearch.objects.bulk_create(
            SavedSearch(member=supervisor, name=str(number)) for number in range(50)
        )
    answer = desk.post("/search/keep/", SENT)
    assert answer.status_code == 422
    assert b"You keep 50 searches already: remove one first." in answer.content
    with tenant_context(acme):
        removed = SavedSearch.objects.filter(name="0").get()
    desk.post(f"/search/{removed.pk}/remove/")
    assert desk.post("/search/keep/", SENT).status_code == 302
