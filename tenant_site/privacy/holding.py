"""Place a legal hold, and end it: both stay to be read, and nothing that is held can go."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tenancy.violations import violated_constraint
from tenant_site.activity import note
from tenant_site.books.models import Book, BookHead
from tenant_site.members.models import Member
from tenant_site.privacy.models import Hold, HoldEnd
from tenant_site.privacy.registered import lock_people
from tenant_site.registers.models import Person

MOST_TOLD = 5
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
        if self.first_seq == self.last_seq:
            return _("%(book)s, entry %(first)s") % told
        return _("%(book)s, entries %(first)s to %(last)s") % told


def what_is_held() -> list[str]:
    """Return a sentence for each legal hold in force, and what to do: no deletion takes it along.

    The workspace's own deletion asks (TENANT_KEEPERS); why each was placed stays in the workspace.
    """
    holds = list(Hold.objects.all().in_force().for_list()[: MOST_TOLD + 1])
    told = [_sentence(hold) for hold in holds[:MOST_TOLD]]
    told += [_("There are more.")] if len(holds) > MOST_TOLD else []
    next_step = _("An owner of the news book ends each hold first, on the page “Privacy”.")
    return [*told, next_step] if told else []


def _sentence(hold: Hold) -> str:
    what = Held(hold.book, hold.first_seq, hold.last_seq, hold.person)
    day = date_format(timezone.localtime(hold.placed_at), "DATE_FORMAT")
    told = {"what": what, "name": hold.placed_by.display_name, "day": day}
    return _("Legal hold on %(what)s, placed by %(name)s on %(day)s.") % told


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
