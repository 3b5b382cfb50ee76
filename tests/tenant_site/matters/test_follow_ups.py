from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from public_site.models import Client
from tenant_site.books.models import Entry
from tenant_site.books.repeats import SentBefore
from tenant_site.matters.following import (
    AlreadyDone,
    NothingChanges,
    StillOpen,
    change_follow_up,
    finish_follow_up,
    open_follow_up,
    reopen_follow_up,
)
from tenant_site.matters.models import FollowUp
from tenant_site.members.models import Member
from tests.clock import at

DUE = date(2026, 3, 5)


def opened(entry: Entry, by: Member, **given: Any) -> FollowUp:
    facts: dict[str, Any] = {
        "about": "Repair the lock",
        "assigned_to": None,
        "due_on": None,
        "client_uuid": uuid4(),
    }
    return open_follow_up(entry=entry, by=by, **(facts | given))


def history(follow_up: FollowUp) -> list[tuple[str, str, str, str, date | None]]:
    return [
        (one.step, one.by_name, one.words, one.assigned_name, one.due_on)
        for one in follow_up.steps.all()
    ]


def test_every_step_of_a_follow_up_stays(
    inside_acme: Client, entry: Entry, guard: Member, supervisor: Member
) -> None:
    follow_up = opened(entry, guard)
    change_follow_up(follow_up=follow_up, by=supervisor, assigned_to=guard, due_on=DUE)
    finish_follow_up(follow_up=follow_up, by=guard, words="New lock.")
    reopen_follow_up(follow_up=follow_up, by=supervisor, words="It sticks.")
    assert history(follow_up) == [
        ("opened", "Guard", "", "", None),
        ("changed", "Supervisor", "", "Guard", DUE),
        ("done", "Guard", "New lock.", "Guard", DUE),
        ("reopened", "Supervisor", "It sticks.", "Guard", DUE),
    ]
    follow_up.refresh_from_db()
    assert (follow_up.is_open, follow_up.assigned_to, follow_up.due_on) == (True, guard, DUE)


def test_a_form_sent_twice_opens_one_follow_up(
    inside_acme: Client, entry: Entry, guard: Member
) -> None:
    uuid = uuid4()
    first, again = (opened(entry, guard, client_uuid=uuid) for _ in range(2))
    assert first == again
    assert len(history(first)) == 1


def test_what_was_done_since_is_no_other_word_of_who_sends_it_again(
    inside_acme: Client, entry: Entry, guard: Member, supervisor: Member
) -> None:
    uuid = uuid4()
    first = opened(entry, guard, client_uuid=uuid)
    change_follow_up(follow_up=first, by=supervisor, assigned_to=guard, due_on=DUE)
    assert opened(entry, guard, client_uuid=uuid) == first
    for given in ({"assigned_to": supervisor}, {"due_on": DUE}, {"about": "Paint the lock"}):
        with pytest.raises(SentBefore):
            opened(entry, guard, client_uuid=uuid, **given)
    with pytest.raises(SentBefore):
        opened(entry, supervisor, client_uuid=uuid)


def test_who_comes_second_is_told_and_leaves_no_step(
    inside_acme: Client, entry: Entry, guard: Member, supervisor: Member
) -> None:
    follow_up = opened(entry, guard)
    with pytest.raises(StillOpen):
        reopen_follow_up(follow_up=follow_up, by=guard, words="x")
    with pytest.raises(NothingChanges):
        change_follow_up(follow_up=follow_up, by=guard, assigned_to=None, due_on=None)
    finish_follow_up(follow_up=follow_up, by=guard, words="Done.")
    with pytest.raises(AlreadyDone):
        finish_follow_up(follow_up=follow_up, by=supervisor, words="Done too.")
    with pytest.raises(AlreadyDone):
        change_follow_up(follow_up=follow_up, by=supervisor, assigned_to=guard, due_on=None)
    assert [step for step, *_ in history(follow_up)] == ["opened", "done"]


def test_a_word_alone_is_a_step(inside_acme: Client, entry: Entry, guard: Member) -> None:
    follow_up = opened(entry, guard)
    change_follow_up(
        follow_up=follow_up, by=guard, assigned_to=None, due_on=None, words="Locksmith called."
    )
    assert history(follow_up)[-1][2] == "Locksmith called."


@pytest.mark.parametrize(
    ("moment", "is_overdue"),
    [
        (datetime(2026, 3, 6, 4, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 6, 5, 0, tzinfo=UTC), True),
    ],
    ids=["the evening before", "midnight in Bogota"],
)
def test_a_day_ends_in_the_workspaces_time_zone(
    inside_acme: Client, entry: Entry, guard: Member, moment: datetime, is_overdue: bool
) -> None:
    follow_up = opened(entry, guard, due_on=DUE)
    with timezone.override(inside_acme.time_zone), at(moment):
        assert follow_up.is_overdue is is_overdue
        assert FollowUp.objects.all().overdue().exists() is is_overdue
        finish_follow_up(follow_up=follow_up, by=guard, words="Done.")
        follow_up.refresh_from_db()
        assert not follow_up.is_overdue
        assert not FollowUp.objects.all().overdue().exists()
