import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from accounts.models import User
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity.models import Activity
from tenant_site.books.models import Book
from tenant_site.members.models import Member, Role
from tests.conftest import PASSWORD
from tests.tenant_site.members.test_sign_in import send


def pins_on(page: Any) -> list[str]:
    """The PINs that a page of badge cards shows."""
    return [card.issued.pin for card in page.context["cards"]]


def facts(book: Book, **changes: Any) -> dict[str, Any]:
    return {
        "display_name": "Ana Ruiz",
        "badge": " g-042",
        "role": "guard",
        "books": [str(book.pk)],
    } | changes


def test_an_owner_adds_a_guard_who_signs_in_by_badge_and_the_pin_of_the_card(
    acme: Client, acme_book: Book, office: Browser, browse: Callable[..., Browser]
) -> None:
    (pin,) = pins_on(office.post("/members/add/", facts(acme_book)))
    with tenant_context(acme):
        member = Member.objects.get(badge="G-042")
        assert (member.role, list(member.books.all())) == (Role.GUARD, [acme_book])
    there = browse(acme)
    assert send(there, "G-042", pin).status_code == 302
    assert User.objects.get(pk=member.user_id).must_change_password


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"badge": "1007"}, "badge"),
        ({"badge": "a@b"}, "badge"),
        ({"badge": ""}, "badge"),
        ({"display_name": ""}, "display_name"),
        ({"display_name": "Read www.evil.example"}, "display_name"),
        ({"role": "operator"}, "role"),
        ({"books": ["3f0f7b6e-3d3f-4a54-8e58-1b8e0f2d5a11"]}, "books"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_adds_nobody(
    acme: Client,
    guard: Member,
    acme_book: Book,
    office: Browser,
    changes: dict[str, Any],
    field: str,
) -> None:
    people = User.objects.count()
    answer = office.post("/members/add/", facts(acme_book, **changes))
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert field in errors or (field == "badge" and "__all__" in errors)
    assert User.objects.count() == people


def test_a_book_of_another_workspace_cannot_be_given(
    acme: Client, globex_book: Book, office: Browser
) -> None:
    assert office.post("/members/add/", facts(globex_book)).status_code == 422


def change_url(member: Member) -> str:
    return f"/members/{member.pk}/"


def test_an_owner_deactivates_a_member_who_is_out_at_once(
    acme: Client, guard: Member, acme_book: Book, office: Browser, browse: Callable[..., Browser]
) -> None:
    there = browse(acme, guard)
    assert office.post(change_url(guard), facts(acme_book, badge="1007")).status_code == 302
    assert there.get("/").status_code == 302


def test_an_owner_cannot_set_the_password_of_an_account_with_e_mail(
    acme: Client, guard: Member, acme_book: Book, office: Browser
) -> None:
    changes = facts(acme_book, badge="1007", password="taken over 12345", is_active="on")
    office.post(change_url(guard), changes)
    assert User.objects.get(pk=guard.user_id).check_password(PASSWORD)


def test_an_owner_cannot_lock_themselves_out(
    acme: Client, owner: Member, acme_book: Book, office: Browser
) -> None:
    office.post(change_url(owner), facts(acme_book, role="guard", badge=""))
    with tenant_context(acme):
        member = Member.objects.get(pk=owner.pk)
    assert (member.role, member.is_active) == (Role.OWNER, True)


def test_two_members_without_badge_are_no_conflict(
    acme: Client, owner: Member, supervisor: Member, acme_book: Book, office: Browser
) -> None:
    changes = facts(acme_book, role="supervisor", badge="", is_active="on")
    assert office.post(change_url(supervisor), changes).status_code == 302
    with tenant_context(acme):
        assert Member.objects.filter(badge=None).count() == 2


def test_the_list_costs_the_same_however_many_belong(
    acme: Client, acme_book: Book, office: Browser, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        office.post("/members/add/", facts(acme_book, badge=f"G-{number}"))
        office.get("/members/")  # shows the message
        with django_assert_num_queries(7):
            office.get("/members/")


def choices(page: Any) -> list[str]:
    return re.findall(r'/members/[0-9a-f-]{36}/">([^<]+)<', page.content.decode())


@pytest.fixture
def crew(acme: Client, owner: Member, guard: Member, auditor: Member) -> None:
    with tenant_context(acme):
        Member.objects.filter(pk=auditor.pk).update(is_active=False, display_name="Zoe Paz")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Guard", "Olga of acme", "Zoe Paz"]),
        ({"q": "zoe"}, ["Zoe Paz"]),
        ({"q": "1007"}, ["Guard"]),
        ({"q": "guard@acme"}, ["Guard"]),
        ({"q": "%"}, []),
        ({"role": "owner"}, ["Olga of acme"]),
        ({"state": "inactive"}, ["Zoe Paz"]),
        ({"state": "active", "role": "guard"}, ["Guard"]),
        ({"state": "never"}, ["Guard", "Olga of acme"]),
        ({"role": "king", "state": "x", "page": "x"}, ["Guard", "Olga of acme", "Zoe Paz"]),
    ],
)
def test_members_are_found_by_what_is_known_of_them(
    crew: None, office: Browser, asked: dict[str, str], found: list[str]
) -> None:
    assert choices(office.get("/members/", asked)) == found


def test_the_list_says_when_somebody_signed_in_here(
    acme: Client, guard: Member, office: Browser, browse: Callable[..., Browser]
) -> None:
    send(browse(acme), "1007")
    assert choices(office.get("/members/?state=never")) == ["Olga of acme"]
    assert b"<time" in office.get("/members/?q=1007").content


def test_a_list_of_thousands_comes_in_pages_that_keep_what_was_asked(
    acme: Client, office: Browser, django_assert_num_queries: Any
) -> None:
    with tenant_context(acme):
        users = User.objects.bulk_create(User(name=f"G{number}") for number in range(2000))
        Member.objects.bulk_create(
            Member(user=user, display_name=user.name, role="guard", badge=user.name)
            for user in users
        )
    office.get("/members/")
    with django_assert_num_queries(7):
        page = office.get("/members/?role=guard&page=2")
    assert len(choices(page)) == 50
    assert b"?role=guard&amp;page=3" in page.content


def test_an_owner_alone_is_shown_how_people_come_in(office: Browser) -> None:
    page = office.get("/members/").content
    assert b"So far it is only you" in page
    assert b"/members/import/" in page


def test_what_an_owner_changes_stands_in_the_log(
    acme: Client, guard: Member, acme_book: Book, office: Browser
) -> None:
    office.post(change_url(guard), facts(acme_book, badge="1007", role="auditor"))
    with tenant_context(acme):
        acts = set(Activity.objects.values_list("act", flat=True))
    assert {"role_changed", "member_deactivated", "member_changed"} <= acts
