"""On a post with one device the relief signs by badge and PIN, and nobody is signed out."""

from typing import Any

import pytest
from django.test import Client as Browser

from accounts.models import User
from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.books.models import Book
from tenant_site.members.models import Member, SignInRule
from tenant_site.shifts.handover.closing import hand_over
from tenant_site.shifts.models import Acceptance
from tests.accounts.factors.authenticators import give_app
from tests.conftest import PASSWORD
from tests.tenant_site.shifts.test_windows import change

ADDRESS = "/books/main-gate/hand-overs/1/accept/"


@pytest.fixture
def relief(acme: Client) -> Member:
    """Another guard of the book, badge 2002."""
    user = User.objects.create_user(password=PASSWORD, name="Rosa")
    with tenant_context(acme):
        member = Member.objects.create(user=user, role="guard", display_name="Rosa", badge="2002")
        member.books.set(Book.objects.all())
    return member


@pytest.fixture(autouse=True)
def _handed_over(acme: Client, acme_book: Book, guard: Member) -> None:
    with tenant_context(acme):
        hand_over(change(acme_book, guard))


def sign(browser: Browser, **given: str) -> Any:
    sent = {"result": "accepted", "reservations": "", "identifier": "2002", "password": PASSWORD}
    return browser.post(ADDRESS, sent | given)


def signatures(acme: Client) -> list[str]:
    with tenant_context(acme):
        return [one.incoming.display_name for one in Acceptance.objects.all()]


def test_the_relief_signs_on_the_device_of_who_leaves_and_stays_a_guest(
    acme: Client, relief: Member, gate: Browser
) -> None:
    session = gate.cookies["session"].value
    assert sign(gate).status_code == 302
    assert signatures(acme) == ["Rosa"]
    assert gate.cookies["session"].value == session
    assert b"Guard" in gate.get("/account/").content
    with tenant_context(acme):
        entry = Acceptance.objects.get().entry
        assert entry.author == relief
        assert '"signed":"beside the outgoing"' in entry.canon


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"password": "wrong"}, 422),
        ({"identifier": "9999"}, 422),
        ({"identifier": "owner@globex.example"}, 422),
        ({"password": ""}, 422),
    ],
)
def test_who_is_not_proved_signs_nothing(
    acme: Client, relief: Member, gate: Browser, given: dict[str, str], status: int
) -> None:
    answer = sign(gate, **given)
    assert answer.status_code == status
    assert signatures(acme) == []
    assert PASSWORD.encode() not in answer.content


def test_who_hands_over_cannot_sign_for_themselves(acme: Client, gate: Browser) -> None:
    answer = sign(gate, identifier="1007")
    assert b"cannot take over from themselves" in answer.content
    assert signatures(acme) == []


def test_a_member_of_no_such_book_sounds_like_a_wrong_pin(
    acme: Client, relief: Member, auditor: Member, gate: Browser
) -> None:
    with tenant_context(acme):
        relief.books.clear()
    for name in ("2002", "auditor@acme.example"):
        assert b"These are not badge and PIN" in sign(gate, identifier=name).content
    assert signatures(acme) == []


def test_a_pin_that_somebody_else_has_seen_signs_nothing(
    acme: Client, relief: Member, gate: Browser
) -> None:
    User.objects.filter(pk=relief.user_id).update(must_change_password=True)
    assert b"more than a PIN of their own" in sign(gate).content
    assert signatures(acme) == []


def test_who_has_a_second_factor_signs_in_a_session_of_their_own(
    acme: Client, relief: Member, gate: Browser
) -> None:
    give_app(User.objects.get(pk=relief.user_id))
    assert b"more than a PIN of their own" in sign(gate).content
    assert signatures(acme) == []


@pytest.mark.parametrize("rule", ["needs_second_factor", "needs_release"])
def test_a_role_whose_rules_ask_for_more_signs_in_a_session_of_its_own(
    acme: Client, relief: Member, gate: Browser, rule: str
) -> None:
    with tenant_context(acme):
        Member.objects.filter(pk=relief.pk).update(role="supervisor")
        SignInRule.objects.create(role="supervisor", **{rule: True})
    assert b"more than a PIN of their own" in sign(gate).content
    assert signatures(acme) == []


def test_guessing_is_limited_as_at_the_sign_in_page(
    acme: Client, relief: Member, gate: Browser
) -> None:
    for _ in range(10):
        assert sign(gate, password="wrong").status_code == 422
    answer = sign(gate)
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert signatures(acme) == []
    there = Browser(headers={"host": "acme.localhost:8000"})
    entered = there.post("/sign-in/", {"identifier": "2002", "password": PASSWORD})
    assert entered.status_code == 429
