"""A form that is sent twice opens one book, without JavaScript too."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.test import Client as Browser

from public_site.models import Client
from public_site.plans import PLANS, Limits
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.members.models import Member

SAME = "01890a5d-ac96-774b-bcce-b302099a8057"
VAULT = {"name": "Vault", "post": "", "client_uuid": SAME}


def books(client: Client) -> list[str]:
    with tenant_context(client):
        return list(Book.objects.order_by("code").values_list("code", flat=True))


def test_a_second_submit_leads_to_the_first_book(
    acme: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, owner)
    told = [browser.post("/new-book/", VAULT)["Location"] for _ in range(2)]
    assert told == ["/books/vault/"] * 2
    assert books(acme) == ["main-gate", "vault"]


def test_the_second_leads_there_also_where_the_plan_holds_no_more(
    acme: Client, owner: Member, browse: Callable[..., Browser], settings: Any
) -> None:
    settings.PLANS = tuple(replace(plan, limits=Limits(books=2)) for plan in PLANS)
    browser = browse(acme, owner)
    told = [browser.post("/new-book/", VAULT).status_code for _ in range(2)]
    assert told == [302, 302]
    assert browser.post("/new-book/", {**VAULT, "name": "Roof"}).status_code == 422


def test_the_page_makes_the_mark_that_tells_one_submit_from_another(
    acme: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    browser, marks = browse(acme, owner), set[UUID]()
    for _ in range(2):
        page = browser.get("/new-book/").content.decode()
        found = re.search(r'name="client_uuid" value="([^"]+)"', page)
        assert found
        marks.add(UUID(found[1]))
    assert len(marks) == 2


def test_going_back_and_changing_the_name_opens_another_book(
    acme: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, owner)
    browser.post("/new-book/", VAULT)
    browser.post("/new-book/", {**VAULT, "name": "Roof"})
    assert books(acme) == ["main-gate", "roof", "vault"]


def test_what_is_no_mark_is_no_reason_to_refuse(
    acme: Client, owner: Member, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, owner)
    for mark in ("", "x"):
        assert browser.post("/new-book/", {**VAULT, "client_uuid": mark}).status_code == 302


def test_the_database_decides_between_two_at_the_same_moment(inside_acme: Client) -> None:
    first, again = (
        open_book(client=inside_acme, name="Vault", book_id=UUID(SAME)) for _ in range(2)
    )
    assert first == again


def test_the_mark_of_another_workspaces_book_is_of_no_use(
    acme: Client, globex: Client, owner: Member, stranger: Member, browse: Callable[..., Browser]
) -> None:
    browse(acme, owner).post("/new-book/", VAULT)
    there = browse(globex, stranger).post("/new-book/", {**VAULT, "name": "Roof"})
    assert there["Location"] == "/books/roof/"
    assert "vault" not in books(globex)
