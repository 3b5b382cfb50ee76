from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from public_site.models import Client
from tenant_site.members.models import Member
from tenant_site.passes.giving import PassRevoked, revoke_pass
from tenant_site.passes.models import Pass, PassRevocation
from tenant_site.registers.models import Person
from tests.tenant_site.passes.giving import given

pytestmark = pytest.mark.django_db


def test_of_two_who_revoke_a_pass_one_does(inside_acme: Client, owner: Member) -> None:
    made = given(owner)
    revoke_pass(made, reason="Done", by=owner)
    with pytest.raises(PassRevoked):
        revoke_pass(made, reason="Done, too", by=owner)
    assert PassRevocation.objects.get().reason == "Done"


@pytest.mark.parametrize(
    "act",
    [
        lambda: Pass.objects.update(reason="x"),
        lambda: Pass.objects.all()._raw_delete("default"),
        lambda: PassRevocation.objects.update(reason="x"),
        lambda: PassRevocation.objects.all()._raw_delete("default"),
        lambda: connection.cursor().execute(
            "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE passes_pass CASCADE"
        ),
    ],
    ids=["change", "delete", "change-revocation", "delete-revocation", "truncate"],
)
def test_passes_and_revocations_stay_as_they_were_written(
    inside_acme: Client, owner: Member, act: Callable[[], Any]
) -> None:
    revoke_pass(given(owner), reason="Done", by=owner)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        act()


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"last_on": date(2026, 10, 4)}, "pass_ends_after_it_begins"),
        ({"first_on": date(1812, 1, 1)}, "pass_is_of_our_time"),
        ({"last_on": date(2999, 1, 1)}, "pass_is_of_our_time"),
        ({"week_days": []}, "pass_week_days_are_days"),
        ({"week_days": [7]}, "pass_week_days_are_days"),
        ({"month_days": [32]}, "pass_month_days_are_days"),
        ({"reason": ""}, "pass_says_why"),
        ({"vehicle": None}, "pass_is_of_one"),
        ({"person": Person(document="1", document_key="1")}, "pass_is_of_one"),
    ],
    ids=[
        *("order", "past", "future", "no-day", "no-weekday"),
        *("no-month-day", "no-reason", "nobody", "two"),
    ],
)
def test_the_database_refuses_a_pass_that_makes_no_sense(
    inside_acme: Client, owner: Member, wrong: dict[str, Any], constraint: str
) -> None:
    made = given(owner)
    made.pk, made.first_on = None, date(2026, 10, 5)
    if person := wrong.get("person"):
        person.save()
    for name, value in wrong.items():
        setattr(made, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        made.save(force_insert=True)
