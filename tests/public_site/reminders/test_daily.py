from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from public_site import clients
from public_site.models import Client, DomainClaim, Reminder
from public_site.reminders.reminding import due
from public_site.standing import Standing
from tenancy.running import SomeSchemasFailed
from tests.clock import at
from tests.dns_server import NameServer

Mails = list[Any]


@pytest.fixture(autouse=True)
def _only_acme(acme: Client, globex: Client) -> None:
    clients.extend_trial(client=globex, until=None)


@pytest.fixture
def daily(django_capture_on_commit_callbacks: Any) -> Any:
    def _daily() -> str:
        out = StringIO()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("daily", stdout=out, stderr=StringIO())
        return out.getvalue()

    return _daily


def trial_with(acme: Client, *, days: int) -> None:
    clients.extend_trial(client=acme, until=acme.today + timedelta(days=days))


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        (8, None),
        (7, "trial_7"),
        (5, "trial_7"),
        (3, "trial_3"),
        (2, "trial_3"),
        (1, "trial_1"),
        (0, "trial_1"),
        (-1, "read_only"),
        (-14, "read_only"),
        (-15, None),
    ],
)
def test_what_is_due_follows_from_the_days_that_are_left(days: int, kind: str | None) -> None:
    state = "ready" if days >= 0 else "read_only"
    assert due(Standing(state, True, None, date(2027, 1, 1), days)) == kind


@pytest.mark.parametrize("state", ["suspended", "archived", "deleting", "preparing"])
def test_where_something_was_decided_no_date_is_told(state: str) -> None:
    assert due(Standing(state, True, None, date(2027, 1, 1), 1)) is None
    assert due(Standing("read_only", True, None, date(2027, 1, 1), 5)) is None


def test_a_trial_that_ends_is_told_once_for_each_stage(
    acme: Client, daily: Any, mailoutbox: Mails
) -> None:
    trial_with(acme, days=7)
    assert daily() == "acme: trial_7\n"
    assert daily() == ""
    (letter,) = mailoutbox
    assert letter.to == ["owner@acme.example"]
    assert "7 days of the trial are left" in letter.subject
    assert "http://acme.localhost:8000/workspace/" in letter.body
    trial_with(acme, days=1)
    daily()
    assert "1 day of the trial is left" in mailoutbox[1].subject


def test_a_trial_that_was_extended_is_told_anew(
    acme: Client, daily: Any, mailoutbox: Mails
) -> None:
    trial_with(acme, days=1)
    daily()
    trial_with(acme, days=30)
    daily()
    assert len(mailoutbox) == 1
    with at(timezone.now() + timedelta(days=29)):
        daily()
    assert len(mailoutbox) == 2


def test_becoming_read_only_and_overdue_are_told_once(
    acme: Client, daily: Any, mailoutbox: Mails
) -> None:
    trial_with(acme, days=-1)
    daily()
    daily()
    assert ["can only be read" in mail.subject for mail in mailoutbox] == [True]
    Client.objects.filter(pk=acme.pk).update(
        on_trial=False, paid_until=acme.today - timedelta(days=2)
    )
    daily()
    daily()
    assert "overdue" in mailoutbox[1].subject
    assert len(mailoutbox) == 2


def test_the_day_is_the_clients_own_and_so_are_the_words(
    acme: Client, daily: Any, mailoutbox: Mails
) -> None:
    Client.objects.filter(pk=acme.pk).update(
        time_zone="Pacific/Auckland", language="es", trial_ends_on=date(2027, 4, 8)
    )
    with at(datetime(2027, 3, 31, 10, 59, tzinfo=UTC)):  # the 31st, 23:59 at theirs
        daily()
        assert mailoutbox == []
    with at(datetime(2027, 3, 31, 11, 0, tzinfo=UTC)):  # the 1st of April
        daily()
    assert "quedan 7 días de prueba" in mailoutbox[0].subject
    assert "8 de abril de 2027" in mailoutbox[0].body


def test_domains_are_looked_for_and_a_failing_name_server_stops_nobody_else(
    acme: Client, globex: Client, daily: Any, name_server: NameServer, mailoutbox: Mails
) -> None:
    DomainClaim.objects.create(client=globex, host="a.example", proved_at=timezone.now())
    assert daily() == "globex: a.example missing\n"
    assert "is gone" in mailoutbox[0].subject
    name_server.fails = True
    trial_with(acme, days=3)
    with pytest.raises(SomeSchemasFailed, match=globex.schema_name):
        daily()
    assert Reminder.objects.filter(client=acme, kind="trial_3").exists()


def test_a_client_whose_owner_has_no_address_is_passed_over(
    acme: Client, daily: Any, mailoutbox: Mails
) -> None:
    from accounts.models import User

    User.objects.filter(email="owner@acme.example").update(email=None)
    trial_with(acme, days=1)
    assert daily() == "acme: trial_1\n"
    assert mailoutbox == []
