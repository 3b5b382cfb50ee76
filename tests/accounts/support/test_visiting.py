import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.handoff import hash_of
from accounts.models import User
from accounts.support import granting, visiting
from accounts.support.models import SupportGrant, SupportVisit
from public_site.models import Client
from tests.conftest import PASSWORD

SECRET = "what the workspace gave the browser"


def make_operator(name: str = "Ana Soporte") -> User:
    return User.objects.create_superuser("ana@newsbook.example", PASSWORD, name=name)


@pytest.fixture
def operator(db: None) -> User:
    return make_operator()


def let_in(client: Client, hours: int = 4) -> SupportGrant:
    by = User.objects.get(email=f"owner@{client.slug}.example")
    return granting.grant_access(client_id=client.pk, granted_by=by, hours=hours, reason="Help")


def prepared(client: Client, operator: User) -> tuple[SupportVisit, str]:
    visit = visiting.prepare_visit(client_id=client.pk, operator=operator)
    return visit, visiting.give_token(visit.pk, operator=operator, browser=hash_of(SECRET))


def begin(token: str, client: Client, secret: str = SECRET) -> SupportVisit:
    return visiting.begin_visit(token, client_id=client.pk, secret=secret)


def test_without_a_grant_nobody_enters(acme: Client, globex: Client, operator: User) -> None:
    let_in(globex)
    with pytest.raises(visiting.NotLetIn):
        prepared(acme, operator)


def test_a_token_begins_one_visit_once(acme: Client, operator: User) -> None:
    let_in(acme)
    visit, token = prepared(acme, operator)
    assert token not in str(SupportVisit.objects.values_list().get())
    begun = begin(token, acme)
    assert (begun, begun.operator, begun.until) == (visit, operator, visit.grant.ends_at)
    with pytest.raises(visiting.VisitRefused):
        begin(token, acme)


def test_a_token_of_one_client_begins_nothing_at_another(
    acme: Client, globex: Client, operator: User
) -> None:
    for client in (acme, globex):
        let_in(client)
    _visit, token = prepared(acme, operator)
    with pytest.raises(visiting.VisitRefused):
        begin(token, globex)
    assert begin(token, acme)


def test_another_browser_neither_uses_nor_spends_the_token(acme: Client, operator: User) -> None:
    let_in(acme)
    _visit, token = prepared(acme, operator)
    for secret in ("", "another browser's"):
        with pytest.raises(visiting.VisitRefused):
            begin(token, acme, secret)
    assert begin(token, acme)


def test_a_visit_gets_one_token_and_only_its_own_operator_gets_it(
    acme: Client, operator: User
) -> None:
    let_in(acme)
    other = User.objects.create_superuser("other@newsbook.example", PASSWORD)
    visit = visiting.prepare_visit(client_id=acme.pk, operator=operator)
    browser = hash_of(SECRET)
    with pytest.raises(visiting.VisitRefused):
        visiting.give_token(visit.pk, operator=other, browser=browser)
    assert visiting.give_token(visit.pk, operator=operator, browser=browser)
    with pytest.raises(visiting.VisitRefused):
        visiting.give_token(visit.pk, operator=operator, browser=browser)
    late = visiting.prepare_visit(client_id=acme.pk, operator=operator)
    SupportVisit.objects.filter(pk=late.pk).update(expires_at=timezone.now())
    with pytest.raises(visiting.VisitRefused):
        visiting.give_token(late.pk, operator=operator, browser=browser)


@pytest.mark.parametrize(
    "change",
    [
        lambda _visit: SupportVisit.objects.update(expires_at=timezone.now()),
        lambda _visit: SupportGrant.objects.update(revoked_at=timezone.now()),
        lambda _visit: SupportGrant.objects.update(
            begins_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now()
        ),
        lambda visit: User.objects.filter(pk=visit.operator_id).update(is_active=False),
        lambda visit: User.objects.filter(pk=visit.operator_id).update(is_staff=False),
    ],
)
def test_a_token_begins_nothing_when_its_ground_is_gone(
    acme: Client, operator: User, change: Any
) -> None:
    let_in(acme)
    visit, token = prepared(acme, operator)
    change(visit)
    with pytest.raises(visiting.VisitRefused):
        begin(token, acme)


@pytest.mark.parametrize(
    "change",
    [
        lambda visit: granting.revoke_access(client_id=visit.client_id),
        lambda _visit: SupportGrant.objects.update(revoked_at=timezone.now()),
        lambda _visit: SupportGrant.objects.update(
            begins_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now()
        ),
        lambda visit: User.objects.filter(pk=visit.operator_id).update(is_active=False),
        lambda visit: User.objects.filter(pk=visit.operator_id).update(is_staff=False),
        lambda visit: visiting.end_visit(visit),
    ],
)
def test_a_visit_ends_with_its_grant_its_operator_or_itself(
    acme: Client, operator: User, change: Any
) -> None:
    let_in(acme)
    visit = begin(prepared(acme, operator)[1], acme)
    assert visiting.live_visit(visit.pk, client_id=acme.pk) == visit
    change(visit)
    assert visiting.live_visit(visit.pk, client_id=acme.pk) is None


def test_a_visit_of_one_client_is_none_at_another(
    acme: Client, globex: Client, operator: User
) -> None:
    for client in (acme, globex):
        let_in(client)
    visit = begin(prepared(acme, operator)[1], acme)
    assert visiting.live_visit(visit.pk, client_id=globex.pk) is None


def test_a_new_grant_ends_the_one_before(acme: Client, globex: Client) -> None:
    for client in (acme, acme, globex):
        let_in(client)
    assert SupportGrant.objects.all().live().count() == 2
    granting.revoke_access(client_id=acme.pk)
    assert granting.current_grant(acme.pk) is None
    assert granting.current_grant(globex.pk) is not None


def test_a_client_has_one_open_grant_whatever_is_written(acme: Client) -> None:
    first = let_in(acme)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportGrant.objects.create(client_id=acme.pk, reason="x", ends_at=first.ends_at)


def test_of_three_grants_at_once_one_lives(
    committed: None, two_workspaces: dict[str, Client]
) -> None:
    acme, barrier, problems = two_workspaces["acme"], threading.Barrier(3), list[Exception]()

    def grant() -> None:
        barrier.wait()
        try:
            let_in(acme)
        except Exception as problem:  # noqa: BLE001  # the test tells it
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=grant) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lived = SupportGrant.objects.all().live().count(), SupportGrant.objects.count()
    SupportGrant.objects.all().delete()
    assert (lived, problems) == ((1, 3), [])


@pytest.mark.parametrize("hours", [0, -1, 73])
def test_a_grant_lasts_one_to_seventy_two_hours(acme: Client, hours: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        let_in(acme, hours=hours)


def test_of_two_who_use_a_token_at_once_one_wins(
    committed: None, two_workspaces: dict[str, Client]
) -> None:
    acme, operator = two_workspaces["acme"], make_operator()
    let_in(acme)
    token, outcomes = prepared(acme, operator)[1], list[str]()
    barrier = threading.Barrier(2)

    def use() -> None:
        barrier.wait()
        try:
            begin(token, acme)
            outcomes.append("won")
        except visiting.VisitRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    SupportGrant.objects.all().delete()
    assert sorted(outcomes) == ["refused", "won"]
