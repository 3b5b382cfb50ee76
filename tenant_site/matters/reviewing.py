"""Supervisors review what others wrote: seen, or approved by an entry of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Book, Entry, EntryQuerySet
from tenant_site.books.reading import read_with_forms
from tenant_site.books.repeats import SentBefore, same_words
from tenant_site.matters.models import Review, Verdict
from tenant_site.matters.numbers import spans_of
from tenant_site.members.models import Member

KIND_APPROVAL = "approval"
NOBODY_REVIEWS = frozenset({KIND_APPROVAL, "publication", "legacy"})
ENTRIES_A_PAGE, ENTRIES_LOOKED_AT = 50, 1_000


class ReviewRefused(Exception):
    """Nothing was reviewed."""


class NothingToReview(ReviewRefused):
    """None of the entries waits for a review by this member."""


class AlreadyApproved(ReviewRefused):
    """One of them was approved by this member a moment ago."""


@dataclass(frozen=True)
class Waiting:
    """Entries that nobody has reviewed, newest first, of the numbers `first` to `last`."""

    entries: Sequence[Entry]
    first: int
    last: int
    older: int | None


def waiting_in(book: Book, *, reviewer: Member, before: int | None) -> Waiting:
    """Return what waits for `reviewer` in `book`, below number `before`.

    Looks at a thousand numbers at most, so that the cost does not grow with the book.
    """
    last = min(before - 1, book.head.seq) if before is not None else book.head.seq
    first = max(last - ENTRIES_LOOKED_AT + 1, 1)
    looked_at = book.entries.for_page().filter(seq__gte=first, seq__lte=last)
    reviewed = Exists(Review.objects.filter(entry=OuterRef("pk")))
    found = list(reviewable_by(reviewer, looked_at.exclude(reviewed))[: ENTRIES_A_PAGE + 1])
    entries = read_with_forms(found[:ENTRIES_A_PAGE])
    for entry in entries:
        entry.book = book
    if len(found) > ENTRIES_A_PAGE:
        return Waiting(entries, entries[-1].seq, last, older=entries[-1].seq)
    return Waiting(entries, first, last, older=first if first > 1 else None)


def reviewable_by(reviewer: Member, entries: EntryQuerySet) -> EntryQuerySet:
    """Keep what `reviewer` may review: what others wrote, and no signature; newest first."""
    return entries.exclude(author=reviewer).exclude(kind__in=NOBODY_REVIEWS).order_by("-seq")


def may_review(reviewer: Member, entry: Entry) -> bool:
    """Say whether `reviewer` may review `entry`."""
    is_own = entry.author_id == reviewer.pk
    return reviewer.writes_every_book and not is_own and entry.kind not in NOBODY_REVIEWS


def mark_seen(*, by: Member, entries: Sequence[Entry]) -> None:
    """Say that `by` has looked at `entries`; what was seen before stays as it was.

    Raises:
        NothingToReview: there are none, or not all of them may be reviewed by this member.
    """
    _refuse_unless_reviewable(by, entries)
    seen = [_review(entry, by, Verdict.SEEN) for entry in entries]
    Review.objects.bulk_create(seen, ignore_conflicts=True)


def approve(
    *, book: Book, by: Member, entries: Sequence[Entry], remark: str, client_uuid: UUID
) -> Entry:
    """Sign for `entries` of `book` by one further entry, which names their numbers.

    Idempotent by `client_uuid`, as every entry.

    Raises:
        SentBefore: the same form was sent before with another remark or for other entries.
        NothingToReview: there are none, or not all of them may be reviewed by this member.
        AlreadyApproved: this member approved one of them before.
        EntryRefused: the book does not take it.
    """
    _refuse_unless_reviewable(by, entries)
    numbers = [str(span) for span in spans_of(entry.seq for entry in entries)]
    try:
        with transaction.atomic():
            approval = record_entry(
                book=book,
                author=by,
                entry_type=entries[0].entry_type,
                text=remark,
                occurred_at=timezone.now(),
                client_uuid=client_uuid,
                kind=KIND_APPROVAL,
                facts={"approves": numbers},
            )
            if not _is_as_sent(approval, by=by, numbers=numbers, remark=remark):
                raise SentBefore(approval)
            if not Review.objects.filter(approval=approval).exists():  # else sent twice
                Review.objects.bulk_create(
                    _review(entry, by, Verdict.APPROVED, approval) for entry in entries
                )
            return approval
    except IntegrityError as problem:
        raise AlreadyApproved from problem


def _is_as_sent(approval: Entry, *, by: Member, numbers: Sequence[str], remark: str) -> bool:
    sealed = (approval.kind, approval.author_id, approval.facts.get("approves"))
    if sealed != (KIND_APPROVAL, by.pk, numbers):
        return False
    return not approval.content.is_shown or same_words(approval.content.text, remark)


def _refuse_unless_reviewable(by: Member, entries: Sequence[Entry]) -> None:
    if not entries or not all(may_review(by, entry) for entry in entries):
        raise NothingToReview


def _review(entry: Entry, by: Member, verdict: Verdict, approval: Entry | None = None) -> Review:
    return Review(entry=entry, by=by, by_name=by.display_name, verdict=verdict, approval=approval)
