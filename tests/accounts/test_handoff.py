from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.handoff import HandoffRefused, issue, redeem
from accounts.models import Handoff, User
from accounts.passwords import choose
from public_site.models import Client


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("ana@example.com", "correct horse battery")


def test_a_token_opens_its_clients_workspace_once(acme: Client, person: User) -> None:
    token = issue(user=person, client_id=acme.pk)
    assert redeem(token, client=acme).user == person
    with pytest.raises(HandoffRefused):
        redeem(token, client=acme)


def test_a_token_opens_no_other_workspace_and_is_not_used_up_there(
    acme: Client, globex: Client, person: User
) -> None:
    token = issue(user=person, client_id=acme.pk)
    with pytest.raises(HandoffRefused):
        redeem(token, client=globex)
    assert redeem(token, client=acme).user == person


def test_a_token_expires_in_a_minute(acme: Client, person: User) -> None:
    token = issue(user=person, client_id=acme.pk)
    Handoff.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(HandoffRefused):
        redeem(token, client=acme)


def test_its_life_is_one_minute(acme: Client, person: User) -> None:
    issue(user=person, client_id=acme.pk)
    left = Handoff.objects.get().expires_at - timezone.now()
    assert timedelta(seconds=55) < left <= timedelta(seconds=60)


def test_only_the_hash_of_a_token_is_kept(acme: Client, person: User) -> None:
    token = issue(user=person, client_id=acme.pk)
    assert token.encode() not in bytes(Handoff.objects.get().token_hash)


def test_a_person_who_may_not_sign_in_is_refused(acme: Client, person: User) -> None:
    token = issue(user=person, client_id=acme.pk)
    User.objects.update(is_active=False)
    with pytest.raises(HandoffRefused):
        redeem(token, client=acme)


def test_a_token_ends_with_the_password_that_was_known_when_it_was_issued(
    acme: Client, person: User
) -> None:
    token = issue(user=person, client_id=acme.pk)
    choose(user=person, password="staple staple staple")
    with pytest.raises(HandoffRefused):
        redeem(token, client=acme)


@pytest.mark.parametrize("token", ["", "x", "é" * 50, "\x00"])
def test_a_forged_token_is_refused(token: str, acme: Client) -> None:
    with pytest.raises(HandoffRefused):
        redeem(token, client=acme)
