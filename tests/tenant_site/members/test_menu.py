from collections.abc import Callable

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tests.reading import read_page


def menu(browser: Browser, path: str) -> dict[str, str]:
    """Return where the main menu leads, each with its aria-current."""
    page = read_page(browser.get(path).content)
    return {
        str(one.attributes["href"]): str(one.attributes.get("aria-current") or "")
        for one in page.all("a")
        if one.attributes.get("class") == "menu__link"
    }


@pytest.mark.parametrize(
    ("path", "entry", "current"),
    [
        ("/", "/", "page"),
        ("/books/main-gate/", "/", "true"),
        ("/types/", "/types/", "page"),
        ("/types/003/add/", "/types/", "true"),
        ("/members/", "/members/", "page"),
        ("/members/invite/", "/members/", "true"),
        ("/members/invitations/", "/members/", "true"),
        ("/books/main-gate/inside/", "/", "true"),
        ("/log/", "/log/", "page"),
        ("/support/", "/log/", "true"),
        ("/workspace/", "/workspace/", "page"),
        ("/workspace/domains/", "/workspace/", "true"),
        ("/account/", "/account/", "page"),
        ("/password/", "/account/", "true"),
    ],
)
def test_an_owner_finds_every_part_in_the_menu_and_sees_where_they_are(
    acme: Client,
    owner: Member,
    acme_book: Book,
    browse: Callable[..., Browser],
    path: str,
    entry: str,
    current: str,
) -> None:
    shown = menu(browse(acme, owner), path)
    parts = ["/write/", "/", "/search/", "/types/", "/members/", "/log/"]
    parts += ["/workspace/", "/account/"]
    assert list(shown) == parts
    assert {one: said for one, said in shown.items() if said} == {entry: current}


def test_a_guard_has_a_short_menu(
    acme: Client, guard: Member, browse: Callable[..., Browser]
) -> None:
    assert list(menu(browse(acme, guard), "/")) == [
        *["/write/", "/", "/search/", "/registers/persons/", "/inside/", "/follow-ups/"],
        "/account/",
    ]
