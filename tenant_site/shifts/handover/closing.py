"""Close a window of a book, and sign for it.

Both take the head's lock first: the last number of a window is the number that its own entry is
about to get, so no entry can come between.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tenant_site.books.canonical import instant_text
from tenant_site.books.composing import FILLED_IN_BY_HAND
from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Book, BookHead
from tenant_site.books.repeats import SentBefore
from tenant_site.members.models import Member
from tenant_site.shifts.entry_types import HANDOVER_CODE, entry_type
from tenant_site.shifts.handover.account import Account
from tenant_site.shifts.handover.refusals import HandoverAccepted, HandoverPending, OwnHandover
from tenant_site.shifts.handover.wording import acceptance_text, gone_text, handover_text
from tenant_site.shifts.models import Acceptance, Handover, ShiftPattern
from tenant_site.shifts.models.pattern import minutes_at, plan_from
from tenant_site.shifts.shift_times import Shift

KIND_HANDOVER, KIND_ACCEPTANCE = "handover", "acceptance"
OUTGOING_FROM = "outgoing_from"
Result = Acceptance.Result


@dataclass(frozen=True)
class Change:
    """A change of guard in a book at a moment: who writes it, who leaves, what is said.

    `is_presumed`: nobody was named as leaving, so whoever had the post last stands there.
    """

    book: Book
    by: Member
    outgoing: Member | None
    told: Account
    changed_at: datetime
    client_uuid: uuid.UUID
    is_unilateral: bool = False
    is_presumed: bool = False


@transaction.atomic
def hand_over(change: Change) -> Handover:
    """Close the window from the last one to the entry that this writes; somebody accepts it later.

    Idempotent by `client_uuid`. Holds the book's head until commit.

    Raises:
        SentBefore: the same form was sent before with other words or amounts.
        HandoverPending: the last hand-over of this book is not accepted yet.
        EntryRefused: as `record_entry`.
    """
    return _close_once(replace(change, outgoing=change.by))


@transaction.atomic
def take_over(change: Change) -> Handover:
    """Close the window of somebody who has gone, and sign for it alone; both say so.

    Who is alone at a post takes over from themselves like this.

    Raises:
        SentBefore: the same form was sent before with other words or amounts.
        HandoverPending: there is a hand-over to accept.
        EntryRefused: as `record_entry`.
    """
    handover = _close_once(replace(change, is_unilateral=True))
    accept(handover=handover, by=change.by, result=Result.UNILATERAL)
    return handover


@transaction.atomic
def accept(
    *,
    handover: Handover,
    by: Member,
    result: str,
    words: str = "",
    beside_the_outgoing: bool = False,
) -> Acceptance:
    """Sign for a hand-over; sent again by the same person it returns the first signature.

    `words` are the reservations, or why who hands over goes on alone.

    Raises:
        SentBefore: the same person signed before, otherwise.
        OwnHandover: `by` stands on both sides, and it is not taken over alone; or the reverse.
        HandoverAccepted: somebody else has signed.
        EntryRefused: as `record_entry`.
    """
    key = "reason" if result == Result.UNILATERAL else "reservations"
    values = {key: words} if words else {}
    Handover.objects.select_for_update(no_key=True).get(pk=handover.pk)
    signed = Acceptance.objects.filter(handover=handover).first()
    if signed is not None:
        if signed.incoming_id != by.pk:
            raise HandoverAccepted
        said = signed.entry.content
        if signed.result != result or (said.is_shown and said.values != values):
            raise SentBefore(signed.entry)
        return signed
    is_alone = handover.is_unilateral or handover.outgoing_id == by.pk
    if is_alone is not (result == Result.UNILATERAL):
        raise OwnHandover
    entry = record_entry(
        book=handover.book,
        author=by,
        entry_type=entry_type(HANDOVER_CODE),
        text=acceptance_text(number=handover.to_seq, result=result, words=words),
        values=values,
        occurred_at=timezone.now(),
        client_uuid=uuid.uuid4(),
        kind=KIND_ACCEPTANCE,
        facts={
            "handover": str(handover.to_seq),
            "handover_hash": bytes(handover.entry.hash).hex(),
            "result": str(result),
            "signed": "beside the outgoing" if beside_the_outgoing else "own session",
        },
    )
    return Acceptance.objects.create(
        handover=handover,
        book=handover.book,
        to_seq=handover.to_seq,
        entry=entry,
        incoming=by,
        result=result,
    )


def _close_once(change: Change) -> Handover:
    head = BookHead.objects.select_for_update(no_key=True).get(book=change.book)
    of_this_form = {"book": change.book, "entry__client_uuid": change.client_uuid}
    sent = Handover.objects.filter(**of_this_form).for_pages().first()
    if sent is not None:
        return _unless_changed(sent, change)
    last = Handover.objects.last_of(change.book)
    if last is not None and last.accepted is None:
        raise HandoverPending
    if change.outgoing is None:
        had_it = _who_had_it(change.book, last)
        change = replace(change, outgoing=had_it, is_presumed=had_it is not None)
    return _close(change, previous=last.to_seq if last else None, to_seq=head.seq + 1)


def _who_had_it(book: Book, last: Handover | None) -> Member | None:
    """Return who took the post over last; who wrote last where nobody ever did."""
    if last is not None and last.accepted is not None:
        return last.accepted.incoming
    by_hand = book.entries.filter(kind__in=FILLED_IN_BY_HAND).select_related("author")
    latest = by_hand.order_by("-seq").first()
    return latest.author if latest else None


def _unless_changed(sent: Handover, change: Change) -> Handover:
    """Return what this form wrote before; what was opened or done since is no change of words.

    Raises:
        SentBefore: it says something else now.
    """
    entry = sent.entry
    named = None if OUTGOING_FROM in entry.facts else sent.outgoing
    sealed = (entry.author_id, named, sent.is_unilateral, entry.occurred_at)
    wanted = (change.by.pk, change.outgoing, change.is_unilateral, change.changed_at)
    is_changed = entry.content.is_shown and Account.sealed_in(entry).typed != change.told.typed
    if is_changed or sealed != wanted:
        raise SentBefore(entry)
    return sent


def _close(change: Change, *, previous: int | None, to_seq: int) -> Handover:
    patterns = ShiftPattern.objects.all().of_book(change.book)
    shift = plan_from(patterns).ending_nearest(change.changed_at)
    minutes = minutes_at(change.changed_at, patterns)
    window = ((previous or 0) + 1, to_seq)
    entry = record_entry(
        book=change.book,
        author=change.by,
        entry_type=entry_type(HANDOVER_CODE),
        text=handover_text(
            change.told,
            shift=shift,
            window=window,
            gone=_gone(change),
        ),
        values=change.told.as_values(),
        occurred_at=change.changed_at,
        client_uuid=change.client_uuid,
        kind=KIND_HANDOVER,
        facts=_facts(change, shift=shift, window=window),
    )
    handover = Handover(
        book=change.book,
        from_seq=window[0],
        to_seq=window[1],
        previous_to_seq=previous,
        entry=entry,
        outgoing=change.outgoing,
        is_unilateral=change.is_unilateral,
        shift_begins_at=shift.begins_at,
        shift_ends_at=shift.ends_at,
        accept_by=entry.recorded_at + timedelta(minutes=minutes),
        discrepancy_count=len(change.told.discrepancies),
        matter_count=len(change.told.all_matters),
    )
    handover.save(force_insert=True)
    return handover


def _gone(change: Change) -> str:
    """Return what is said of who left, where nobody hands over."""
    if not change.is_unilateral:
        return ""
    return gone_text(
        change.outgoing,
        by=change.by,
        is_presumed=change.is_presumed,
        reason=change.told.reason,
    )


def _facts(change: Change, *, shift: Shift, window: tuple[int, int]) -> dict[str, str]:
    """Return what is sealed of the hand-over where nothing can be erased."""
    return {
        "window_from": str(window[0]),
        "window_to": str(window[1]),
        "shift_from": instant_text(shift.begins_at),
        "shift_to": instant_text(shift.ends_at),
        "checklist_sha256": change.told.checklist_sha256,
        "discrepancies": str(len(change.told.discrepancies)),
        "mode": "unilateral" if change.is_unilateral else "signed",
        **({"outgoing": str(change.outgoing.pk)} if change.outgoing else {}),
        **({OUTGOING_FROM: "book"} if change.is_presumed else {}),
    }
