from dataclasses import replace
from typing import Any

import pytest

from accounts.models import Membership, User
from public_site.plans import PLANS, Limits
from tenant_site.invitations.models import Invitation
from tenant_site.legacy.models import KeptVerbatim
from tenant_site.legacy.reporting import Report
from tenant_site.members.models import Member, Role
from tests.tenant_site.legacy.conftest import Import
from tests.tenant_site.legacy.sample import key, users


def kept(number: int) -> KeptVerbatim:
    return KeptVerbatim.objects.get(section="users", key=f"demo/{key(f'user {number}')}")


@pytest.mark.parametrize(
    ("number", "email", "role"),
    [(1, "uno@ejemplo.test", Role.OWNER), (2, "dos@ejemplo.test", Role.SUPERVISOR)],
    ids=["admin", "supervisor"],
)
def test_who_has_an_address_is_invited_by_an_owner_who_sends_it(
    imported: Report, number: int, email: str, role: Role
) -> None:
    invitation = Invitation.objects.get(email=email)
    assert (invitation.state, invitation.role) == ("unsent", role)
    assert kept(number).became == f"invitation {invitation.pk}"


def test_who_has_none_is_a_member_who_may_not_sign_in_yet(imported: Report) -> None:
    member = Member.objects.get(badge="F1003")
    assert (member.role, member.is_active, member.display_name) == (
        Role.GUARD,
        False,
        "Usuario Ejemplo 3",
    )
    assert not member.user.has_usable_password()
    assert not Membership.objects.filter(user=member.user).exists()
    assert Member.objects.get(badge="F1004").role == Role.AUDITOR


def test_they_may_read_the_old_books_of_their_places(imported: Report) -> None:
    member = Member.objects.get(badge="F1003")
    assert [book.name for book in member.books.all()] == ["Garita Ejemplo (old system)"]


@pytest.mark.parametrize(
    ("number", "reason"),
    [(6, "barred_before"), (8, "address_known"), (10, "no_name")],
    ids=["barred", "address-twice", "nameless"],
)
def test_who_did_not_come_in_is_kept_and_named(imported: Report, number: int, reason: str) -> None:
    assert (kept(number).outcome, kept(number).reason) == ("kept", reason)


def test_a_badge_that_is_taken_and_a_broken_address_are_left_out(imported: Report) -> None:
    assert Member.objects.get(display_name="Usuario Ejemplo 7").badge is None
    assert Member.objects.get(display_name="Usuario Ejemplo 9").user.email is None


def test_no_password_and_nobody_elses_account_is_touched(
    import_data: Import, owner: Member
) -> None:
    before = User.objects.get(pk=owner.user_id).password
    report = import_data(news=[{"id": 1}], users=[{**users()[0], "email": owner.user.email}])
    assert report.problems["address_known"] == 1
    assert User.objects.get(pk=owner.user_id).password == before


def test_who_has_no_room_in_the_plan_is_named(import_data: Import, settings: Any) -> None:
    settings.PLANS = tuple(replace(plan, limits=Limits(members=2)) for plan in PLANS)
    many = [
        {**users()[1], "id": number, "email": f"p{number}@ejemplo.test", "ficha": ""}
        for number in range(3)
    ]
    assert import_data(news=[{"id": 1}], users=many).problems["no_room"] == 2
    assert Invitation.objects.count() == 1
