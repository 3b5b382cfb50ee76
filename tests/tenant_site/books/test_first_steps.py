from collections.abc import Callable

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tests.reading import Page, read_page
from tests.tenant_site.books.writing import write_entry

STEPS = "first-steps"


@pytest.fixture
def alone(owner: Member, acme: Client, acme_book: Book) -> Member:
    with tenant_context(acme):
        Member.objects.exclude(pk=owner.pk).delete()
    return owner


def books_of(browser: Browser) -> Page:
    return read_page(browser.get("/").content)


def has_steps(page: Page) -> bool:
    return any(one.attributes.get("id") == STEPS for one in page.all("h2"))


def test_a_new_workspace_leads_its_owner_to_writing_inviting_and_cards(
    acme: Client, alone: Member, browse: Callable[..., Browser]
) -> None:
    page = books_of(browse(acme, alone))
    assert has_steps(page)
    links = [one.attributes.get("href") for one in page.all("a")]
    assert {"/books/main-gate/write/", "/members/invite/", "/members/add/"} <= set(links)


def test_the_steps_leave_when_somebody_came_and_something_is_written(
    acme: Client, owner: Member, alone: Member, acme_book: Book, browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, owner)
    with tenant_context(acme):
        write_entry(acme_book, owner)
    assert has_steps(books_of(browser))
    with tenant_context(acme):
        person = type(owner.user)._default_manager.create_user("luz@acme.example", "x" * 12)
        Member.objects.create(user=person, role="guard", display_name="Luz")
    assert not has_steps(books_of(browser))


def test_only_owners_are_led(acme: Client, guard: Member, browse: Callable[..., Browser]) -> None:
    assert not has_steps(books_of(browse(acme, guard)))
