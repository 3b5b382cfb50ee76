"""Which role reaches which page: written down once, asked of every page for every role."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.books.opening import open_book
from tenant_site.members.access import PAGE_ACCESS
from tenant_site.members.models import Member, Role
from tests.conftest import People
from tests.every_route import routes_of
from tests.tenant_site.books.writing import write_entry

ROUTES = routes_of("project.urls_tenants")
EVERYBODY = frozenset(Role)
WRITERS = frozenset({Role.OWNER, Role.SUPERVISOR, Role.GUARD})
OWNERS = frozenset({Role.OWNER})
DECIDERS = frozenset({Role.OWNER, Role.SUPERVISOR})
PUBLIC = "public"

# url name → who sees it; each name of the urlconf must stand here
PAGES: dict[str, frozenset[Role] | str] = {
    "sign_in": PUBLIC,
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_reauthenticate": EVERYBODY,
    "sign_in_step": PUBLIC,
    "sign_in_passkey": PUBLIC,
    "passkey_ask": PUBLIC,
    "release_wait": PUBLIC,
    "release_state": PUBLIC,
    "release_enter": PUBLIC,
    "release_again": PUBLIC,
    "second_factor": EVERYBODY,
    "second_step": EVERYBODY,
    "app_add": EVERYBODY,
    "app_remove": EVERYBODY,
    "recovery_codes": EVERYBODY,
    "recovery_renew": EVERYBODY,
    "passkey_add": EVERYBODY,
    "passkey_rename": EVERYBODY,
    "passkey_remove": EVERYBODY,
    "sign_in_rules": OWNERS,
    "factors_reset": OWNERS,
    "waiting_list": DECIDERS,
    "waiting_approve": DECIDERS,
    "waiting_refuse": DECIDERS,
    "sign_out": PUBLIC,
    "handoff_enter": PUBLIC,
    "password_change": EVERYBODY,
    "password_reset": PUBLIC,
    "password_reset_code": PUBLIC,
    "password_reset_link": PUBLIC,
    "account": EVERYBODY,
    "email_change": EVERYBODY,
    "email_send": EVERYBODY,
    "email_code": EVERYBODY,
    "email_link": PUBLIC,
    "session_end": EVERYBODY,
    "sessions_end_others": EVERYBODY,
    "sign_out_everywhere": EVERYBODY,
    "switch": EVERYBODY,
    "depart": EVERYBODY,
    "arrive": PUBLIC,
    "book_list": EVERYBODY,
    "book_detail": EVERYBODY,
    "entry_detail": EVERYBODY,
    "entry_write": WRITERS,
    "type_choose": WRITERS,
    "write": WRITERS,
    "moment_echo": WRITERS,
    "draft_save": WRITERS,
    "draft_upload": WRITERS,
    "draft_discard": WRITERS,
    "draft_restore": WRITERS,
    "entry_correct": WRITERS,
    "entry_comment": WRITERS,
    "entry_seen": DECIDERS,
    "entry_approve": DECIDERS,
    "book_review": DECIDERS,
    "reading_list": frozenset({Role.OWNER, Role.AUDITOR}),
    "reading_rule": OWNERS,
    "follow_up_open": WRITERS,
    "follow_up_list": EVERYBODY,
    "follow_up": EVERYBODY,
    "follow_up_change": WRITERS,
    "follow_up_finish": WRITERS,
    "follow_up_reopen": WRITERS,
    "book_create": OWNERS,
    "shift_pattern": DECIDERS,
    "equipment": DECIDERS,
    "handover_watch": frozenset({Role.OWNER, Role.SUPERVISOR, Role.AUDITOR}),
    "handover_list": EVERYBODY,
    "handover_detail": EVERYBODY,
    "handover_close": WRITERS,
    "handover_take": WRITERS,
    "handover_accept": WRITERS,
    "orders_due": WRITERS,
    "order_read": WRITERS,
    "order_list": EVERYBODY,
    "order_detail": EVERYBODY,
    "order_publish": DECIDERS,
    "order_revise": DECIDERS,
    "order_withdraw": DECIDERS,
    "type_list": OWNERS,
    "type_create": OWNERS,
    "type_change": OWNERS,
    "type_copy": OWNERS,
    "type_retire": OWNERS,
    "type_offer": OWNERS,
    "type_move": OWNERS,
    "form_design": OWNERS,
    "form_preview": OWNERS,
    "form_publish": OWNERS,
    "form_versions": OWNERS,
    "form_version": OWNERS,
    "pack_export": OWNERS,
    "pack_file": OWNERS,
    "pack_import": OWNERS,
    "pack_check": OWNERS,
    "form_undo": OWNERS,
    "form_discard": OWNERS,
    "field_kinds": OWNERS,
    "field_add": OWNERS,
    "field_change": OWNERS,
    "field_move": OWNERS,
    "field_remove": OWNERS,
    "known": WRITERS,
    "ban_list": DECIDERS,
    "ban_add": DECIDERS,
    "ban_detail": DECIDERS,
    "person_type_list": DECIDERS,
    "person_type_add": DECIDERS,
    "person_type_change": DECIDERS,
    "person_type_usual": DECIDERS,
    "member_list": OWNERS,
    "member_add": OWNERS,
    "member_change": OWNERS,
    "activity_log": OWNERS,
    "support_access": OWNERS,
    "support_end": OWNERS,
    "support_arrive": PUBLIC,
    "support_enter": PUBLIC,
    "support_leave": PUBLIC,
    "workspace": OWNERS,
    "workspace_export": OWNERS,
    "legacy_import_list": OWNERS,
    "legacy_import_report": OWNERS,
    "legacy_import_csv": OWNERS,
    "workspace_deletion": OWNERS,
    "invitation_accept": PUBLIC,
    "member_invite": OWNERS,
    "invitation_list": OWNERS,
    "invitation_resend": OWNERS,
    "invitation_revoke": OWNERS,
    "invitations_send": OWNERS,
    "member_cards": OWNERS,
    "member_import": OWNERS,
    "member_import_check": OWNERS,
    "member_import_template": OWNERS,
    "member_export": OWNERS,
    "workspace_deletion_undo": OWNERS,
    "invoice_list": OWNERS,
    "invoice": OWNERS,
    "invoice_pay": OWNERS,
    "domain_list": OWNERS,
    "domain_use_ours": OWNERS,
    "domain_prove": OWNERS,
    "domain_make_primary": OWNERS,
    "domain_remove": OWNERS,
}
OF_A_BOOK = {
    "book_detail",
    "entry_detail",
    "entry_write",
    "orders_due",
    "type_choose",
    "handover_close",
    "known",
    "entry_correct",
    "entry_comment",
    "follow_up_open",
}


# what a page answers to those who may see it, where that is not 200
OTHERWISE: dict[str, int] = {
    "draft_save": 405,
    "draft_upload": 405,
    "draft_discard": 405,
    "draft_restore": 405,
    "sign_in": 302,
    "handover_detail": 404,
    "handover_accept": 404,
    "order_read": 405,
    "order_detail": 404,
    "order_revise": 404,
    "order_withdraw": 404,
    "sign_in_step": 302,
    "sign_in_passkey": 405,
    "release_wait": 302,
    "release_enter": 405,
    "release_again": 405,
    "app_add": 302,  # to confirm who one is, first
    "app_remove": 302,
    "recovery_codes": 302,
    "recovery_renew": 302,
    "passkey_add": 302,
    "passkey_rename": 302,
    "passkey_remove": 302,
    "sign_in_rules": 302,
    "factors_reset": 302,
    "waiting_approve": 405,
    "waiting_refuse": 405,
    "type_retire": 405,
    "type_offer": 405,
    "type_move": 405,
    "form_undo": 405,
    "form_discard": 405,
    "form_version": 404,
    "pack_file": 302,  # to choose what goes into it
    "pack_check": 404,
    "field_change": 302,
    "field_move": 405,
    "field_remove": 405,
    "account_login": 302,
    "sign_out": 405,
    "account_logout": 405,
    "handoff_enter": 302,
    "ban_detail": 404,
    "person_type_change": 404,
    "person_type_usual": 405,
    "support_end": 405,
    "workspace_deletion_undo": 405,
    "legacy_import_report": 404,
    "legacy_import_csv": 404,
    "invoice": 404,
    "invoice_pay": 405,
    "domain_use_ours": 405,
    "domain_prove": 405,
    "domain_make_primary": 405,
    "domain_remove": 302,
    "support_arrive": 302,
    "support_enter": 410,
    "support_leave": 405,
    "invitation_accept": 302,
    "invitation_resend": 405,
    "invitation_revoke": 405,
    "invitations_send": 405,
    "member_import_check": 404,
    "password_reset_code": 302,
    "password_reset_link": 410,
    "email_link": 410,
    "email_code": 302,
    "email_send": 405,
    "session_end": 405,
    "sessions_end_others": 405,
    "sign_out_everywhere": 405,
    "switch": 405,
    "depart": 302,
    "arrive": 410,
    "entry_seen": 405,
    "reading_rule": 405,
    "follow_up": 404,  # none is open
    "follow_up_change": 405,
    "follow_up_finish": 405,
    "follow_up_reopen": 405,
}


def sample(name: str, member: Member, book: Book) -> object:
    """What stands for a part of an address; each name that the urlconf uses must stand here."""
    return {
        "book_code": book.code,
        "seq": 1,
        "follow_up_id": 1,
        "type_code": "003",
        "order_id": member.pk,
        "version_id": member.pk,
        "kind_name": "choice",
        "number": 999,
        "field_key": "plate",
        "member_id": member.pk,
        "invoice_id": member.pk,
        "domain_id": member.pk,
        "draft_id": uuid.UUID(int=1),
        "token": "x" * 43,
        "ticket": "x" * 43,
        "passkey_id": 1,
        "release_id": member.pk,
        "invitation_id": uuid.UUID(int=1),
        "ban_id": uuid.UUID(int=1),
        "type_id": uuid.UUID(int=1),
        "import_id": uuid.UUID(int=1),
        "client_id": member.pk,
        "visit_id": member.pk,
        "browser": "0" * 64,
    }[name]


def addresses(member: Member, book: Book) -> dict[str, list[str]]:
    """Where each page is, for one book and one member, as the urlconf says it."""
    found = dict[str, list[str]]()
    for route in ROUTES:
        address = route.address(lambda name: sample(name, member, book))
        found.setdefault(route.name, []).append(address)
    return found


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


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_page_says_for_whom_it_is(name: str) -> None:
    for route in ROUTES:
        if route.name == name:
            assert getattr(route.view, PAGE_ACCESS) == PAGES[name]


def may_see(role: Role, name: str) -> bool:
    return PAGES[name] == PUBLIC or role in PAGES[name]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_role_reaches_its_pages_and_no_other(
    acme: Client,
    two_books: tuple[Book, Book],
    member_of: Callable[[Role], Member],
    browse: Callable[..., Browser],
    role: Role,
    name: str,
) -> None:
    member = member_of(role) if role != Role.OWNER else _owner(acme)
    for address in addresses(member, two_books[0])[name]:
        given = browse(acme, member).get(address).status_code
        refused = 405 if OTHERWISE.get(name) == 405 else 403
        expected = OTHERWISE.get(name, 200) if may_see(role, name) else refused
        assert given == expected, address


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


@pytest.mark.parametrize("name", sorted(name for name in PAGES if PAGES[name] != PUBLIC))
def test_the_other_workspaces_data_stays_unseen(
    acme: Client,
    globex: Client,
    globex_book: Book,
    two_books: tuple[Book, Book],
    owner: Member,
    stranger: Member,
    browse: Callable[..., Browser],
    name: str,
) -> None:
    with tenant_context(globex):
        Book.objects.filter(pk=globex_book.pk).update(name="Reactor hall")
        write_entry(globex_book, stranger, text="Uranium delivered")
        Member.objects.filter(pk=stranger.pk).update(display_name="Burns")
    browser = browse(acme, owner)
    foreign = addresses(stranger, globex_book)
    for address in addresses(owner, two_books[0])[name] + foreign[name]:
        shown = b"".join(browser.get(address))
        for secret in (b"Reactor", b"Uranium", b"Burns", b"globex"):
            assert secret not in shown, address
    assert browser.get(f"/members/{stranger.pk}/").status_code == 404


def _owner(client: Client) -> Member:
    with tenant_context(client):
        return Member.objects.get(role=Role.OWNER)
