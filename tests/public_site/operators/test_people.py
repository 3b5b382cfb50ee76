from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client as Browser

from accounts.models import User
from public_site.operators.models import OperatorAct
from public_site.operators.people.services import AlreadyOperator, add_operator
from tests.conftest import PASSWORD

REASON = {"reason": "Joined us"}


@pytest.fixture
def colleague(db: None) -> User:
    return User.objects.create_superuser("eva@newsbook.example", PASSWORD, name="Eva")


def acts() -> list[str]:
    return list(OperatorAct.objects.exclude(act="signed_in").values_list("act", flat=True))


def test_a_new_operator_gets_a_password_that_is_shown_once(console: Browser) -> None:
    sent = {**REASON, "email": "Eva@newsbook.example", "name": "Eva"}
    shown = console.post("/admin/people/add/", sent)
    eva = User.objects.get(email="eva@newsbook.example")
    password = shown.context["password"]
    assert (eva.is_staff, eva.must_change_password) == (True, True)
    assert eva.check_password(password)
    assert password.encode() in shown.content
    assert acts() == ["operator_added"]
    assert password not in str(OperatorAct.objects.values())


def test_somebody_with_an_account_keeps_their_password(console: Browser) -> None:
    known = User.objects.create_user("eva@newsbook.example", PASSWORD)
    answer = console.post("/admin/people/add/", {**REASON, "email": known.email, "name": "x"})
    assert answer.status_code == 302
    known.refresh_from_db()
    assert (known.is_staff, known.check_password(PASSWORD)) == (True, True)


def test_an_operator_is_not_added_twice(console: Browser, colleague: User) -> None:
    sent = {**REASON, "email": colleague.email, "name": "x"}
    assert console.post("/admin/people/add/", sent).status_code == 422
    assert acts() == []
    with pytest.raises(AlreadyOperator):
        add_operator(email="eva@newsbook.example", name="", reason="", by=colleague, network="")


def test_a_removed_operator_is_out_at_once_and_keeps_the_account(
    console: Browser, colleague: User
) -> None:
    answer = console.post(f"/admin/people/{colleague.pk}/remove/", REASON)
    assert answer.status_code == 302
    salt = colleague.sessions_salt
    colleague.refresh_from_db()
    assert (colleague.is_staff, colleague.is_superuser, colleague.is_active) == (False, False, True)
    assert colleague.sessions_salt != salt
    assert acts() == ["operator_removed"]


def test_a_lost_second_factor_is_reset_by_another_operator_alone(
    console: Browser, operator: User, colleague: User
) -> None:
    for user in (operator, colleague):
        Authenticator.objects.get_or_create(user=user, type="totp", defaults={"data": {}})
    assert console.post(f"/admin/people/{operator.pk}/reset-factors/", REASON).status_code == 422
    assert console.post(f"/admin/people/{colleague.pk}/reset-factors/", REASON).status_code == 302
    assert list(Authenticator.objects.values_list("user", flat=True)) == [operator.pk]
    assert acts() == ["factors_reset"]


def test_nobody_removes_themselves(console: Browser, operator: User) -> None:
    answer = console.post(f"/admin/people/{operator.pk}/remove/", REASON)
    assert answer.status_code == 422
    operator.refresh_from_db()
    assert operator.is_staff
    assert acts() == []


def test_sessions_of_an_operator_are_seen_and_ended(
    console: Browser, operator: User, colleague: User
) -> None:
    shown = console.get("/admin/accounts/user/")
    assert [user for user, _session in shown.context["sessions"]] == [operator]
    console.post(f"/admin/people/{operator.pk}/end-sessions/", REASON)
    assert acts() == ["sessions_ended"]
    assert console.get("/admin/").status_code == 302


def test_who_is_no_operator_is_not_shown_and_not_touched(console: Browser, acme: Any) -> None:
    owner = User.objects.get(email="owner@acme.example")
    assert b"owner@acme" not in console.get("/admin/accounts/user/").content
    for act in ("remove", "end-sessions"):
        assert console.post(f"/admin/people/{owner.pk}/{act}/", REASON).status_code == 404
    assert console.get(f"/admin/accounts/user/{owner.pk}/change/").status_code == 302
