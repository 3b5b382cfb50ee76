import pytest
from django.db import IntegrityError, connection, transaction

from public_site.models import Client
from tenant_site.books.models import Entry
from tenant_site.matters.commenting import comment_on
from tenant_site.matters.models import Review, Verdict
from tenant_site.members.models import Member
from tests.tenant_site.books.writing import settle
from tests.tenant_site.matters.test_follow_ups import opened

TABLES = [
    "matters_comment",
    "matters_followup",
    "matters_followupstep",
    "matters_review",
    "matters_reading",
]
ACTS = [
    "UPDATE matters_comment SET text = 'other'",
    "DELETE FROM matters_comment",
    "UPDATE matters_followupstep SET words = 'other'",
    "DELETE FROM matters_followupstep",
    "UPDATE matters_followup SET about = 'other'",
    "UPDATE matters_followup SET opened_at = now()",
    "DELETE FROM matters_followup",
    "UPDATE matters_review SET by_name = 'other'",
    "DELETE FROM matters_review",
]


@pytest.fixture
def said(inside_acme: Client, entry: Entry, guard: Member, supervisor: Member) -> None:
    comment_on(entry=entry, by=guard, text="Said.", client_uuid=entry.client_uuid)
    opened(entry, guard)
    review(entry, supervisor)
    settle()


def review(entry: Entry, by: Member, approval: Entry | None = None) -> Review:
    verdict = Verdict.APPROVED if approval else Verdict.SEEN
    return Review.objects.create(
        entry=entry, by=by, by_name="x", verdict=verdict, approval=approval
    )


def execute(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("sql", [*ACTS, *(f"TRUNCATE {table} CASCADE" for table in TABLES)])
def test_sql_cannot_change_or_remove_what_was_said(said: None, sql: str) -> None:
    with pytest.raises(IntegrityError) as refusal:
        execute(sql)
    assert getattr(refusal.value.__cause__, "pgcode", "") == "23001"


def test_nobody_reviews_an_entry_of_their_own(
    inside_acme: Client, entry: Entry, guard: Member
) -> None:
    with pytest.raises(IntegrityError, match="of their own"), transaction.atomic():
        review(entry, guard)


def test_no_ordinary_entry_approves(inside_acme: Client, entry: Entry, supervisor: Member) -> None:
    with pytest.raises(IntegrityError, match="signs in its book"), transaction.atomic():
        review(entry, supervisor, approval=entry)
