from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from public_site import clients
from public_site.models import Client
from public_site.plans import PLANS
from tenancy.context import tenant_context
from tenancy.deletion import delete_softly


def stored(client: Client) -> Client:
    found: Client = Client.objects.get(pk=client.pk)
    return found


def test_a_trial_is_extended_or_made_endless(acme: Client) -> None:
    until = acme.today + timedelta(days=40)
    assert clients.extend_trial(client=acme, until=until).standing.days_left == 40
    assert stored(acme).trial_ends_on == until
    clients.extend_trial(client=acme, until=None)
    assert stored(acme).standing.days_left is None


def test_a_suspended_client_says_why_and_is_resumed(acme: Client) -> None:
    clients.suspend(client=acme, reason="  Three invoices\nare open. ")
    found = stored(acme)
    assert (found.standing.is_open, found.status_reason) == (False, "Three invoices are open.")
    clients.resume(client=acme)
    assert (stored(acme).standing.state, stored(acme).status_reason) == ("ready", "")


def test_a_resumed_client_whose_dates_are_over_stays_read_only(acme: Client) -> None:
    clients.extend_trial(client=acme, until=date(2020, 1, 1))
    clients.suspend(client=acme, reason="")
    clients.resume(client=acme)
    assert stored(acme).standing.state == "read_only"


def test_an_archived_client_is_read(acme: Client) -> None:
    clients.archive(client=acme)
    assert (stored(acme).standing.is_open, stored(acme).standing.may_write) == (True, False)


def test_what_is_being_deleted_is_brought_back_and_not_resumed(acme: Client) -> None:
    delete_softly(acme)
    for act in (clients.resume, clients.archive, clients.make_read_only):
        with pytest.raises(clients.BeingDeleted):
            act(client=acme)
    assert stored(acme).status == "deleting"


def test_what_is_being_prepared_opens_by_itself(acme: Client) -> None:
    Client.objects.filter(pk=acme.pk).update(status="preparing")
    with pytest.raises(clients.StillPreparing):
        clients.resume(client=acme)


def test_a_plan_is_changed_to_one_that_there_is(acme: Client) -> None:
    clients.change_plan(client=acme, plan="post")
    assert stored(acme).limits.books == 1
    with pytest.raises(ValidationError):
        clients.change_plan(client=acme, plan="golden")
    assert stored(acme).plan == "post"


def test_decisions_are_taken_inside_the_workspace_too(acme: Client) -> None:
    with tenant_context(acme):
        clients.archive(client=acme)
    assert stored(acme).status == "archived"


def test_a_decision_touches_one_client(acme: Client, globex: Client) -> None:
    clients.suspend(client=acme, reason="x")
    assert stored(globex).status == "ready"


def test_the_limits_are_what_the_pricing_page_promises() -> None:
    for plan in PLANS:
        promised = " ".join(str(feature) for feature in plan.features)
        for limit in (plan.limits.members, plan.limits.books):
            assert limit is None or str(limit) in promised
        size = plan.limits.storage_bytes
        assert size is None or f"{size // 1024**3} GB" in promised
