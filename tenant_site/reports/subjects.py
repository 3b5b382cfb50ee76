"""What a report is about: which numbers of a book, and which later ones belong to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from tenant_site.books.composing import KIND_PUBLICATION, KIND_REDACTION
from tenant_site.books.default_types import NOTHING_TO_REPORT
from tenant_site.books.models import Book, Entry
from tenant_site.corrections.models import Correction
from tenant_site.reports.models import MOST_ENTRIES, Kind, Report
from tenant_site.reports.moments import last_before
from tenant_site.shifts.models import Handover

OWN_KINDS = (KIND_REDACTION, KIND_PUBLICATION)  # lines of the book itself: nobody reports by them


class NotToReport(Exception):
    """There is no such report; `code` says why, `seq` names the entry that stands in the way."""

    def __init__(self, code: str, seq: int = 0) -> None:
        super().__init__(code)
        self.code, self.seq = code, seq


@dataclass(frozen=True)
class Subject:
    """The numbers `[from_seq..to_seq]` of a book; of days, also when they began and ended."""

    kind: Kind
    from_seq: int
    to_seq: int
    begins_at: datetime | None = None
    ends_at: datetime | None = None


def of_days(kind: Kind, book: Book, first: date, last: date, *, head: int) -> Subject:
    """Return what was recorded from one day to another, on the clocks in force.

    Raises:
        NotToReport: nothing was, or too much, or a certificate has something to report.
    """
    begins_at, ends_at = _midnight(first), _midnight(last + timedelta(days=1))
    from_seq = last_before(book, begins_at, head=head) + 1
    return _of_span(kind, book, from_seq, (begins_at, ends_at), head)


def of_handover(book: Book, seq: int) -> Subject:
    """Return the window that the hand-over with number `seq` closed.

    Raises:
        NotToReport: there is none, or its window has too many entries for one paper.
    """
    handover = Handover.objects.filter(book=book, to_seq=seq).first()
    if handover is None:
        raise NotToReport("no_handover", seq)
    _refuse_unless_fits(handover.to_seq - handover.from_seq + 1)
    return Subject(Kind.HANDOVER, handover.from_seq, handover.to_seq)


def of_entry(seq: int, *, head: int) -> Subject:
    """Return one entry.

    Raises:
        NotToReport: the book has not come so far.
    """
    if not 1 <= seq <= head:
        raise NotToReport("no_entry", seq)
    return Subject(Kind.ENTRY, seq, seq)


def again(report: Report, book: Book, *, head: int) -> Subject:
    """Return what a further version of `report` is about: the same, as far as the book has come.

    Raises:
        NotToReport: a certificate has something to report by now, or it is too much for a paper.
    """
    kind = Kind(report.kind)
    if report.begins_at is None or report.ends_at is None:
        return Subject(kind, report.from_seq, report.to_seq)
    return _of_span(kind, book, report.from_seq, (report.begins_at, report.ends_at), head)


def written_afterwards(book: Book, subject: Subject, *, head: int) -> list[Entry]:
    """Return the later entries that are about these, by number: late ones, corrections, signature.

    Corrections of corrections too: each annuls the one before it and has the same root.

    Raises:
        NotToReport: there are more of them than a paper holds.
    """
    later = Entry.objects.filter(book=book, seq__gt=subject.to_seq, seq__lte=head)
    found = set[int]()
    if subject.begins_at is not None:
        late = later.filter(occurred_at__gte=subject.begins_at, occurred_at__lt=subject.ends_at)
        _refuse_too_much_later(late.count())
        found |= _numbers(late.values_list("seq", flat=True))
    if subject.kind == Kind.HANDOVER:
        signed = Handover.objects.filter(book=book, to_seq=subject.to_seq)
        found |= _numbers(signed.values_list("acceptance__entry__seq", flat=True))
    found = {seq for seq in found if seq <= head}
    found |= _corrections_of(book, subject, found, head)
    _refuse_too_much_later(len(found))
    return list(later.filter(seq__in=found).order_by("seq"))


def _of_span(
    kind: Kind, book: Book, from_seq: int, span: tuple[datetime, datetime], head: int
) -> Subject:
    to_seq = last_before(book, span[1], head=head)
    _refuse_unless_fits(to_seq - from_seq + 1)
    subject = Subject(kind, from_seq, to_seq, *span)
    if kind == Kind.NOTHING:
        _refuse_what_is_to_report(book, subject, head)
    return subject


def _corrections_of(book: Book, subject: Subject, late: set[int], head: int) -> set[int]:
    shown = Q(seq__range=(subject.from_seq, subject.to_seq)) | Q(seq__in=late)
    entries = Entry.objects.filter(shown, book=book)
    touched = Correction.objects.filter(Q(annuls__in=entries) | Q(entry__in=entries))
    corrections = Correction.objects.filter(
        root__in=touched.values("root"),
        entry__seq__gt=subject.to_seq,
        entry__seq__lte=head,
        annuls__seq__gte=subject.from_seq,
    )
    return _numbers(corrections.values_list("entry__seq", flat=True))


def _numbers(found: Iterable[int | None]) -> set[int]:
    return {seq for seq in found if seq is not None}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _refuse_unless_fits(count: int) -> None:
    if count < 1:
        raise NotToReport("nothing_written")
    if count > MOST_ENTRIES:
        raise NotToReport("too_much", count)


def _refuse_too_much_later(count: int) -> None:
    if count > MOST_ENTRIES:
        raise NotToReport("too_much_later", count)


def _refuse_what_is_to_report(book: Book, subject: Subject, head: int) -> None:
    """Hold a certificate against everything that stands in its days, late entries too."""
    of_days = Q(seq__range=(subject.from_seq, subject.to_seq)) | Q(
        occurred_at__gte=subject.begins_at, occurred_at__lt=subject.ends_at, seq__lte=head
    )
    entries = Entry.objects.filter(of_days, book=book)
    annulled = Correction.objects.filter(annuls__in=entries, entry__seq__lte=head)
    standing = entries.exclude(pk__in=annulled.values("annuls"))
    says_nothing = Correction.objects.filter(entry__in=entries, carries=False)
    standing = standing.exclude(pk__in=says_nothing.values("entry")).exclude(kind__in=OWN_KINDS)
    if not standing.exists():
        raise NotToReport("nothing_written")
    other = standing.exclude(entry_type__code=NOTHING_TO_REPORT).order_by("seq").first()
    if other is not None:
        raise NotToReport("something_to_report", other.seq)
