"""Annul an entry by a further one, which may carry the right values."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from tenancy.violations import violated_constraint
from tenant_site.books.composing import KIND_CORRECTION
from tenant_site.books.drafts import record_with_drafts
from tenant_site.books.models import Entry
from tenant_site.books.refusals import EntryRefused
from tenant_site.corrections import following
from tenant_site.corrections.content import ANNULS, REASON, REPLACES
from tenant_site.corrections.models import Correction
from tenant_site.corrections.permission import is_for, may_be_annulled
from tenant_site.entry_forms.models import FormVersion
from tenant_site.members.models import Member
from tenant_site.registers.mentioning import set_aside

ANNULLED_ONCE = "entry_is_annulled_once"


class CannotBeAnnulled(EntryRefused):
    """Signatures, publications and erasures stand: a further entry says what was wrong."""


class NotTheirEntry(EntryRefused):
    """Guards correct what they wrote themselves."""


class AlreadyCorrected(EntryRefused):
    """Somebody annulled it before; `correction` says who and when."""

    def __init__(self, correction: Correction) -> None:
        super().__init__(str(correction))
        self.correction = correction


def correct(
    *,
    annulled: Entry,
    by: Member,
    reason: str,
    occurred_at: datetime,
    client_uuid: UUID,
    text: str = "",
    form: FormVersion | None = None,
    values: Mapping[str, object] | None = None,
    carries: bool = True,
    bans_read: Collection[UUID] = (),
) -> Entry:
    """Annul `annulled` by a further entry of its book, with all files that wait for that one.

    Text and values take the place of the annulled ones if it `carries` them. Idempotent by
    `client_uuid`. Of two people at once one succeeds, and nothing is left of the other's.

    Raises:
        CannotBeAnnulled: entries of that kind stand.
        NotTheirEntry: `by` may not correct it.
        AlreadyCorrected: it is annulled already, by another form.
        BansUnread: it names somebody banned, and `by` has not read the warning.
        EntryRefused: the book does not take it.
    """
    if not may_be_annulled(annulled):
        raise CannotBeAnnulled
    if not is_for(by, annulled):
        raise NotTheirEntry
    number = str(annulled.seq)
    try:
        with transaction.atomic():
            entry = record_with_drafts(
                book=annulled.book,
                author=by,
                entry_type=annulled.entry_type,
                text=text,
                occurred_at=occurred_at,
                client_uuid=client_uuid,
                kind=KIND_CORRECTION,
                form=form,
                values={**(values or {}), REASON: reason},
                facts={ANNULS: number, **({REPLACES: number} if carries else {})},
                bans_read=bans_read,
            )
            _link(entry, annulled, carries=carries)
            following.tell(annulled)
            return entry
    except IntegrityError as problem:
        raise _taken(annulled, problem) from problem


def _link(entry: Entry, annulled: Entry, *, carries: bool) -> None:
    """Write down what annuls what, unless the same form did so before."""
    if Correction.objects.filter(entry=entry, annuls=annulled).exists():
        return
    before = Correction.objects.filter(entry=annulled).first()
    root_id = before.root_id if before else annulled.pk
    set_aside(annulled.pk)
    Correction.objects.create(entry=entry, annuls=annulled, root_id=root_id, carries=carries)


def _taken(annulled: Entry, problem: IntegrityError) -> Exception:
    """Return who was quicker, or the problem itself when it is another one."""
    if violated_constraint(problem) != ANNULLED_ONCE:
        return problem
    correction = Correction.objects.annulling(annulled)
    return AlreadyCorrected(correction) if correction else problem
