from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser

from public_site.models import Client
from tenancy.context import tenant_context
from tenant_site.activity import Support, note
from tenant_site.activity.acts import ACTS
from tenant_site.activity.models import Activity
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import settle


def sentences(answer: Any) -> list[str]:
    return [line.sentence for day in answer.context["page"].days for line in day.lines]


def test_an_act_is_told_with_the_names_of_its_day(
    acme: Client, owner: Member, guard: Member, office: Browser
) -> None:
    with tenant_context(acme):
        note("role_changed", by=owner, about="Luz", before="guard", after="supervisor")
        Member.objects.filter(pk=owner.pk).update(display_name="Married Name")
    told = sentences(office.get("/log/"))
    assert told == ["Olga of acme changed the role of Luz from guard to supervisor."]


def test_the_service_and_support_are_named_as_such(acme: Client, office: Browser) -> None:
    with tenant_context(acme):
        note("support_entered", by=Support("Ana"))
        note("plan_changed", before="post", after="company")
    assert sentences(office.get("/log/")) == [
        "The plan changed from post to company.",
        "Ana of support entered the workspace.",
    ]


def test_an_unknown_act_and_a_missing_detail_are_told_plainly(
    acme: Client, owner: Member, office: Browser
) -> None:
    with tenant_context(acme):
        note("role_changed", by=owner, about="Luz")
        note("moon_landed", by=owner, about="Tranquility", height="0 m")
    answer = office.get("/log/")
    assert sentences(answer) == [
        "Olga of acme: moon_landed · Tranquility",
        "Olga of acme changed the role of Luz from … to ….",
    ]
    assert b"height: 0 m" in answer.content


@pytest.mark.parametrize("act", sorted(ACTS))
def test_every_known_act_has_its_sentence(acme: Client, office: Browser, act: str) -> None:
    with tenant_context(acme):
        note(act, about="100 %(boom)s", reason="50 % off")
    assert len(sentences(office.get("/log/"))) == 1


def test_the_log_is_filtered_by_kind(acme: Client, owner: Member, office: Browser) -> None:
    with tenant_context(acme):
        for act in ("member_added", "policy_changed", "support_revoked", "paid", "moon_landed"):
            note(act, by=owner, about="x")
    told = {
        kind: [line.split(" ", 1)[0] for line in sentences(office.get(f"/log/?kind={kind}"))]
        for kind in ("people", "access", "support", "workspace", "other")
    }
    assert all(len(lines) == 1 for lines in told.values())
    assert told["workspace"] == ["The"]


@pytest.mark.parametrize("asked", ["kind=nothing", "before=x", "before=0", "before=9" * 30])
def test_an_address_that_asks_nonsense_finds_nothing(office: Browser, asked: str) -> None:
    assert office.get(f"/log/?{asked}").status_code == 404


def test_pages_never_shift_while_acts_are_added(acme: Client, office: Browser) -> None:
    with tenant_context(acme):
        for number in range(60):
            note("book_opened", about=f"B{number}")
    first = office.get("/log/?kind=workspace")
    with tenant_context(acme):
        note("book_opened", about="late")
    older = office.get(first.context["older_url"])
    both = sentences(first) + sentences(older)
    assert [one.split()[-1] for one in both] == [f"B{number}." for number in range(59, -1, -1)]
    assert older.context["older_url"] is None


def test_the_page_costs_the_same_however_much_was_done(
    acme: Client, owner: Member, office: Browser, django_assert_num_queries: Any
) -> None:
    office.get("/log/")  # finds the host
    for _ in range(2):
        with tenant_context(acme):
            for number in range(10):
                note("member_added", by=owner, about=f"M{number}")
        with django_assert_num_queries(4):
            office.get("/log/")


def test_an_empty_log_says_what_will_stand_there(office: Browser) -> None:
    assert b"Nothing to tell yet" in office.get("/log/").content
    assert b"Nothing of this kind yet" in office.get("/log/?kind=people").content


def test_the_other_workspaces_log_stays_unseen(
    globex: Client, stranger: Member, office: Browser
) -> None:
    with tenant_context(globex):
        note("member_added", by=stranger, about="Homer")
    assert b"Homer" not in office.get("/log/").content


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE activity_activity SET about = about",
        "DELETE FROM activity_activity",
        "TRUNCATE activity_activity",
    ],
)
def test_sql_cannot_change_or_remove_what_was_noted(inside_acme: Client, sql: str) -> None:
    note("book_opened", about="Gate")
    settle()
    with (
        pytest.raises(IntegrityError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert getattr(refusal.value.__cause__, "pgcode", "") == "23001"


def test_an_act_of_a_member_names_the_member(inside_acme: Client, owner: Member) -> None:
    made = note("book_opened", by=owner, about="G" * 300)
    assert (made.member, len(made.about)) == (owner, 200)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.create(actor="member", act="book_opened")
