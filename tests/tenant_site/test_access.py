"""Which role reaches which page: written down once, asked of every page for every role."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.members.access import PAGE_ACCESS
from tenant_site.members.models import Member, Role
from tests.conftest import People
from tests.tenant_site.addresses import OTHERWISE, ROUTES, addresses
from tests.tenant_site.books.writing import write_entry
from tests.tenant_site.who_sees import OF_A_BOOK, PAGES, PUBLIC


@pytest.fixture
def member_of(acme: Client) -> Callable[[Role], Member]:
    """Return a member of that role; a guard has the first book."""

    def _member(role: Role) -> Member:
        member = People(acme).member(role.value, books=False)
        if role == Role.GUARD:
            with tenant_context(acme):
                member.books.set([Book.objects.get(code="main-gate")])
        return member

    return _member


@pytest.fixture
def two_books(acme: Client, owner: Member) -> tuple[Book, Book]:
    """The first book, and one that no guard was given; an entry in each."""
    with tenant_context(acme):
        books = Book.objects.get(), open_book(client=acme, name="Vault")
        for book in books:
            write_entry(book, owner, text=f"Secret of {book.name}")
    return books


def test_every_page_stands_in_the_table() -> None:
    assert {route.name for route in ROUTES} == set(PAGES)


def test_every_page_says_for_whom_it_is() -> None:
    for route in ROUTES:
        assert getattr(route.view, PAGE_ACCESS) == PAGES[route.name], route.name


def may_see(role: Role, name: str) -> bool:
    return PAGES[name] == PUBLIC or role in PAGES[name]


@pytest.mark.parametrize("role", Role)
def test_a_role_reaches_its_pages_and_no_other(
    acme: Client,
    two_books: tuple[Book, Book],
    member_of: Callable[[Role], Member],
    browse: Callable[..., Browser],
    role: Role,
) -> None:
    member = member_of(role) if role != Role.OWNER else _owner(acme)
    wrong = {}
    for name, at in addresses(member, two_books[0]).items():
        refused = 405 if OTHERWISE.get(name) == 405 else 403
        expected = OTHERWISE.get(name, 200) if may_see(role, name) else refused
        for address in at:
            with undone():
                given = browse(acme, member).get(address).status_code
            if given != expected:
                wrong[address] = (given, f"not {expected}")
    assert wrong == {}


@pytest.mark.parametrize("role", Role)
def test_a_role_posts_to_no_page_of_others(
    acme: Client,
    two_books: tuple[Book, Book],
    member_of: Callable[[Role], Member],
    browse: Callable[..., Browser],
    role: Role,
) -> None:
    member = member_of(role) if role != Role.OWNER else _owner(acme)
    browser = browse(acme, member)
    for name, at in addresses(member, two_books[0]).items():
        if may_see(role, name):
            continue
        for address in at:
            assert browser.post(address, {}).status_code in {403, 405}, address


@pytest.mark.parametrize("role", Role)
def test_a_session_of_one_workspace_is_nobodys_at_the_other(
    acme: Client,
    globex: Client,
    globex_book: Book,
    stranger: Member,
    member_of: Callable[[Role], Member],
    browse: Callable[..., Browser],
    role: Role,
) -> None:
    member = member_of(role) if role != Role.OWNER else _owner(acme)
    browser = browse(acme, member)
    for name, at in addresses(stranger, globex_book).items():
        for address in at:
            answer = browser.get(address, headers={"host": "globex.localhost:8000"})
            anonymous = browse(globex).get(address)
            assert answer.status_code == anonymous.status_code, address
            assert PAGES[name] == PUBLIC or answer.status_code != 200, address


@pytest.mark.parametrize("role", Role)
def test_only_guards_are_kept_from_books_that_are_not_theirs(
    acme: Client,
    two_books: tuple[Book, Book],
    member_of: Callable[[Role], Member],
    browse: Callable[..., Browser],
    role: Role,
) -> None:
    member = member_of(role) if role != Role.OWNER else _owner(acme)
    browser = browse(acme, member)
    for name in OF_A_BOOK:
        for address in addresses(member, two_books[1])[name]:
            allowed = 200 if role in PAGES[name] else 403
            expected = 404 if role == Role.GUARD else allowed
            assert browser.get(address).status_code == expected, address
    assert (b"Vault" in browser.get("/").content) is (role != Role.GUARD)


@pytest.mark.parametrize("role", [Role.GUARD, Role.AUDITOR])
def test_who_may_not_write_in_a_book_cannot_post_either(
    acme: Client,
    two_books: tuple[Book, Book],
    member_of: Callable[[Role], Member],
    browse: Callable[..., Browser],
    role: Role,
) -> None:
    browser, vault = browse(acme, member_of(role)), two_books[1]
    sent = {"text": "x", "occurred_at": "2026-03-01T01:10"}
    answer = browser.post(f"/books/{vault.code}/write/003/", sent)
    assert answer.status_code == (404 if role == Role.GUARD else 403)
    with tenant_context(acme):
        assert vault.entries.count() == 1


def test_a_stranger_is_sent_to_sign_in_from_every_page_and_told_nothing(
    acme: Client, two_books: tuple[Book, Book], owner: Member, acme_client: Browser
) -> None:
    for name, at in addresses(owner, two_books[0]).items():
        if PAGES[name] == PUBLIC:
            continue
        for address in [*at, "/books/there-is-none/", "/members/x/"]:
            for answer in (acme_client.get(address), acme_client.post(address, {"text": "x"})):
                sent_away = answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
                told_so = answer.status_code == 403 and b"no longer signed in" in answer.content
                assert sent_away or told_so or answer.status_code == 404, address
                assert b"Secret" not in answer.content


def test_a_book_that_exists_and_one_that_does_not_sound_the_same(
    acme: Client, guard: Member, two_books: tuple[Book, Book], browse: Callable[..., Browser]
) -> None:
    browser = browse(acme, guard)
    hidden, missing = (browser.get(f"/books/{code}/").content for code in ("vault", "nothing"))
    assert hidden == missing


def test_the_other_workspaces_data_stays_unseen(
    acme: Client,
    globex: Client,
    globex_book: Book,
    two_books: tuple[Book, Book],
    owner: Member,
    stranger: Member,
    browse: Callable[..., Browser],
) -> None:
    with tenant_context(globex):
        Book.objects.filter(pk=globex_book.pk).update(name="Reactor hall")
        write_entry(globex_book, stranger, text="Uranium delivered")
        Member.objects.filter(pk=stranger.pk).update(display_name="Burns")
    foreign = addresses(stranger, globex_book)
    for name, at in addresses(owner, two_books[0]).items():
        for address in at + foreign[name] if PAGES[name] != PUBLIC else []:
            with undone():
                shown = b"".join(browse(acme, owner).get(address))
            for secret in (b"Reactor", b"Uranium", b"Burns", b"globex"):
                assert secret not in shown, address
    assert browse(acme, owner).get(f"/members/{stranger.pk}/").status_code == 404


@contextmanager
def undone() -> Iterator[None]:
    """Let no page change what the next one is asked about."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _owner(client: Client) -> Member:
    with tenant_context(client):
        return Member.objects.get(role=Role.OWNER)
