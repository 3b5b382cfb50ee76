from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from accounts.models import User
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.members.models import Member, Role
from tests.conftest import PASSWORD
from tests.tenant_site.members.test_sign_in import send


@pytest.fixture
def office(acme: Client, owner: Member, browse: Callable[..., Browser]) -> Browser:
    return browse(acme, owner)


def facts(book: Book, **changes: Any) -> dict[str, Any]:
    return {
        "display_name": "Ana Ruiz",
        "badge": " g-042",
        "role": "guard",
        "books": [str(book.pk)],
        "password": PASSWORD,
    } | changes


def test_an_owner_adds_a_guard_who_signs_in_by_badge(
    acme: Client, acme_book: Book, office: Browser, browse: Callable[..., Browser]
) -> None:
    assert office.post("/members/add/", facts(acme_book)).status_code == 302
    with tenant_context(acme):
        member = Member.objects.get(badge="G-042")
        assert (member.role, list(member.books.all())) == (Role.GUARD, [acme_book])
    there = browse(acme)
    assert send(there, "G-042").status_code == 302
    assert there.get("/books/main-gate/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"badge": "1007"}, "badge"),
        ({"badge": "a@b"}, "badge"),
        ({"badge": ""}, "badge"),
        ({"password": "1234567890"}, "password"),
        ({"password": ""}, "password"),
        ({"display_name": ""}, "display_name"),
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


def test_a_new_password_for_a_badge_ends_that_persons_sessions(
    acme: Client, acme_book: Book, office: Browser, browse: Callable[..., Browser]
) -> None:
    office.post("/members/add/", facts(acme_book))
    there = browse(acme)
    send(there, "G-042")
    with tenant_context(acme):
        member = Member.objects.get(badge="G-042")
    new = facts(acme_book, password="staple staple staple", is_active="on")
    assert office.post(change_url(member), new).status_code == 302
    assert there.get("/").status_code == 302
    assert send(there, "G-042", "staple staple staple").status_code == 302


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
        with django_assert_num_queries(6):
            office.get("/members/")
