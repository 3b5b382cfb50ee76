"""Close a window of a book, and sign for it.

Both take the head's lock first: the last number of a window is the number that its own entry is
about to get, so no entry can come between.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tenant_site.books.canonical import instant_text
from tenant_site.books.ledger import record_entry
from tenant_site.books.models import Book, BookHead
from tenant_site.books.repeats import SentBefore
from tenant_site.members.models import Member
from tenant_site.shifts.entry_types import HANDOVER_CODE, entry_type
from tenant_site.shifts.handover.account import Account
from tenant_site.shifts.handover.refusals import HandoverAccepted, HandoverPending, OwnHandover
from tenant_site.shifts.handover.wording import acceptance_text, handover_text
from tenant_site.shifts.models import Acceptance, Handover, ShiftPattern
from tenant_site.shifts.models.pattern import USUAL_MINUTES, plan_from
from tenant_site.shifts.shift_times import Shift

KIND_HANDOVER, KIND_ACCEPTANCE = "handover", "acceptance"
Result = Acceptance.Result


@dataclass(frozen=True)
class Change:
    """A change of guard in a book at a moment: who writes it, who leaves, what is said."""

    book: Book
    by: Member
    outgoing: Member | None
    told: Account
    changed_at: datetime
    client_uuid: uuid.UUID

    @property
    def is_unilateral(self) -> bool:
        """Say whether who leaves is not the one who writes it."""
        return self.outgoing != self.by


@transaction.atomic
def hand_over(change: Change) -> Handover:
    """Close the window from the last one to the entry that this writes; somebody accepts it later.

    Idempotent by `client_uuid`. Holds the book's head until commit.

    Raises:
        SentBefore: the same form was sent before with other words or amounts.
        HandoverPending: the last hand-over of this book is not accepted yet.
        EntryRefused: as `record_entry`.
    """
    head = BookHead.objects.select_for_update(no_key=True).get(book=change.book)
    of_this_form = {"book": change.book, "entry__client_uuid": change.client_uuid}
    sent = Handover.objects.filter(**of_this_form).for_pages().first()
    if sent is not None:
        return _unless_changed(sent, change)
    last = Handover.objects.last_of(change.book)
    if last is not None and last.accepted is None:
        raise HandoverPending
    return _close(change, previous=last.to_seq if last else None, to_seq=head.seq + 1)


@transaction.atomic
def take_over(change: Change) -> Handover:
    """Close the window of somebody who has gone, and sign for it alone; both say so.

    Raises:
        SentBefore: the same form was sent before with other words or amounts.
        HandoverPending: there is a hand-over to accept.
        EntryRefused: as `record_entry`.
    """
    handover = hand_over(change)
    accept(handover=handover, by=change.by, result=Result.UNILATERAL)
    return handover


@transaction.atomic
def accept(
    *,
    handover: Handover,
    by: Member,
    result: str,
    reservations: str = "",
    beside_the_outgoing: bool = False,
) -> Acceptance:
    """Sign for a hand-over; sent again by the same person it returns the first signature.

    Raises:
        SentBefore: the same person signed before, otherwise.
        OwnHandover: `by` is who hands over.
        HandoverAccepted: somebody else has signed.
        EntryRefused: as `record_entry`.
    """
    values = {"reservations": reservations} if reservations else {}
    Handover.objects.select_for_update(no_key=True).get(pk=handover.pk)
    signed = Acceptance.objects.filter(handover=handover).first()
    if signed is not None:
        if signed.incoming_id != by.pk:
            raise HandoverAccepted
        said = signed.entry.content
        if signed.result != result or (said.is_shown and said.values != values):
            raise SentBefore(signed.entry)
        return signed
    if handover.outgoing_id == by.pk:
        raise OwnHandover
    entry = record_entry(
        book=handover.book,
        author=by,
        entry_type=entry_type(HANDOVER_CODE),
        text=acceptance_text(number=handover.to_seq, result=result, reservations=reservations),
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


def _unless_changed(sent: Handover, change: Change) -> Handover:
    """Return what this form wrote before; what was opened or done since is no change of words.

    Raises:
        SentBefore: it says something else now.
    """
    entry = sent.entry
    sealed = (entry.author_id, sent.outgoing, entry.occurred_at)
    is_changed = entry.content.is_shown and Account.sealed_in(entry).typed != change.told.typed
    if is_changed or sealed != (change.by.pk, change.outgoing, change.changed_at):
        raise SentBefore(entry)
    return sent


def _close(change: Change, *, previous: int | None, to_seq: int) -> Handover:
    patterns = ShiftPattern.objects.all().of_book(change.book)
    shift = plan_from(patterns).ending_nearest(change.changed_at)
    begun = [row for row in patterns if row.pattern.takes_effect_at <= change.changed_at]
    minutes = begun[-1].accept_within_minutes if begun else USUAL_MINUTES
    window = ((previous or 0) + 1, to_seq)
    entry = record_entry(
        book=change.book,
        author=change.by,
        entry_type=entry_type(HANDOVER_CODE),
        text=handover_text(
            change.told,
            shift=shift,
            window=window,
            outgoing=change.outgoing,
            alone=change.is_unilateral,
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
    }
