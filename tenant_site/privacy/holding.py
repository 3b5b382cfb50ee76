"""Place a legal hold, and end it: both stay to be read, and nothing that is held can go."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tenancy.violations import violated_constraint
from tenant_site.activity import note
from tenant_site.books.models import Book, BookHead
from tenant_site.members.models import Member
from tenant_site.privacy.models import Hold, HoldEnd
from tenant_site.privacy.registered import lock_people
from tenant_site.registers.models import Person

ENDED_ONCE = "privacy_holdend_pkey"


class HoldEnded(Exception):
    """Somebody ended it before."""


@dataclass(frozen=True)
class Held:
    """What is kept as it is: a book, a range of its numbers, or all that names a person."""

    book: Book | None = None
    first_seq: int | None = None
    last_seq: int | None = None
    person: Person | None = None

    def __str__(self) -> str:
        if self.book is None:
            return _("a person")  # by name the log would say what an erasure could not take away
        if self.first_seq is None:
            return self.book.name
        told = {"book": self.book.name, "first": self.first_seq, "last": self.last_seq}
        return _("%(book)s, entries %(first)s to %(last)s") % told


@transaction.atomic
def place_hold(*, on: Held, reason: str, by: Member) -> Hold:
    """Keep what is there as it is, from now on and until an owner ends it.

    It waits for a batch of an erasure that goes on meanwhile, and what comes after waits for it:
    both take the heads of the books, and whoever forgets a person takes their rows.
    """
    if on.person is not None:
        lock_people(on.person)
    heads = BookHead.objects.filter(book=on.book) if on.book else BookHead.objects.all()
    list(heads.order_by("pk").select_for_update())
    hold = Hold.objects.create(**vars(on), reason=reason, placed_by=by)
    note("hold_placed", by=by, about=str(on), reason=reason)
    return hold


@transaction.atomic
def end_hold(*, hold: Hold, reason: str, by: Member) -> HoldEnd:
    """Let go of what was held.

    Raises:
        HoldEnded: somebody was quicker.
    """
    try:
        with transaction.atomic():
            end = HoldEnd(hold=hold, reason=reason, ended_by=by)
            end.save(force_insert=True)
    except IntegrityError as problem:
        if violated_constraint(problem) != ENDED_ONCE:
            raise
        raise HoldEnded from problem
    on = Held(hold.book, hold.first_seq, hold.last_seq, hold.person)
    note("hold_ended", by=by, about=str(on), reason=reason)
    return end
