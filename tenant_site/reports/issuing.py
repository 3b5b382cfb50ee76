"""Issue a report, and a further version of it once something was written about it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone, translation

from tenancy.context import current_tenant
from tenant_site.activity import note
from tenant_site.books.models import Book, Entry
from tenant_site.members.models import Member
from tenant_site.proofs.models import AnchoredHead
from tenant_site.reports import composing, subjects
from tenant_site.reports.handovers import names_to_keep
from tenant_site.reports.models import Kind, Report
from tenant_site.reports.moments import head_of
from tenant_site.reports.outdated import Reason, reasons_of
from tenant_site.reports.remaking import pdf_of
from tenant_site.reports.subjects import Subject

AddressOf = Callable[[str], str]  # where the page is that confirms the report with a token


@transaction.atomic
def issue_days(
    *, kind: Kind, book: Book, first: date, last: date, by: Member, address_of: AddressOf
) -> Report:
    """Issue a report of what was recorded on these days, or that there was nothing to report.

    Raises:
        NotToReport: there is no such report.
    """
    head = _hold(book)
    subject = subjects.of_days(kind, book, first, last, head=head)
    return _issue(book, subject, head=head, by=by, address_of=address_of)


@transaction.atomic
def issue_handover(*, book: Book, seq: int, by: Member, address_of: AddressOf) -> Report:
    """Issue a report of the hand-over with number `seq` and the window that it closed.

    Raises:
        NotToReport: there is no such report.
    """
    head = _hold(book)
    subject = subjects.of_handover(book, seq)
    return _issue(book, subject, head=head, by=by, address_of=address_of)


@transaction.atomic
def issue_entry(*, book: Book, seq: int, by: Member, address_of: AddressOf) -> Report:
    """Issue a report of one entry.

    Raises:
        NotToReport: there is no such report.
    """
    head = _hold(book)
    subject = subjects.of_entry(seq, head=head)
    return _issue(book, subject, head=head, by=by, address_of=address_of)


@transaction.atomic
def issue_again(*, report: Report, by: Member | None, address_of: AddressOf) -> Report:
    """Issue the next version of `report`, in its language and zone; those before it stay.

    Returns the newest version as it is where that knows all that was written about it: of two who
    ask at once, the second gets what the first has issued. Without `by`, the book itself issues.

    Raises:
        NotToReport: a certificate has something to report by now.
    """
    book = report.book
    _hold(book)
    last = Report.objects.of_book(book).filter(number=report.number)[0]
    last.book = book
    reason = reasons_of([last.pk]).get(last.pk)
    if reason is None:
        return last
    head = head_of(book)  # read after the reason: the version knows of it
    with timezone.override(last.zone), translation.override(last.language):
        subject = subjects.again(last, book, head=head)
        after = _Before(last, reason)
        return _issue(book, subject, head=head, by=by, address_of=address_of, after=after)


@dataclass(frozen=True)
class _Before:
    """The version whose place another one takes, and why."""

    version: Report
    reason: Reason


def _hold(book: Book) -> int:
    """Let nobody else issue a report of `book` meanwhile, while entries go on; return its head."""
    Book.objects.select_for_update(no_key=True).get(pk=book.pk)
    return head_of(book)


def _issue(
    book: Book,
    subject: Subject,
    *,
    head: int,
    by: Member | None,
    address_of: AddressOf,
    after: _Before | None = None,
) -> Report:
    afterwards = subjects.written_afterwards(book, subject, head=head)
    seals = dict(
        Entry.objects.filter(book=book, seq__in=[subject.from_seq, subject.to_seq]).values_list(
            "seq", "hash"
        )
    )
    anchored = AnchoredHead.objects.filter(book=book).select_related("anchor")
    newest = anchored.order_by("-anchor__made_on").first()
    number, version = _next(book, after)
    report = Report(
        book=book,
        number=number,
        version=version,
        kind=subject.kind,
        begins_at=subject.begins_at,
        ends_at=subject.ends_at,
        from_seq=subject.from_seq,
        to_seq=subject.to_seq,
        known_seq=head,
        first_hash=seals[subject.from_seq],
        last_hash=seals[subject.to_seq],
        after_seqs=[entry.seq for entry in afterwards],
        after_hashes=[entry.hash.hex() for entry in afterwards],
        anchor=newest.anchor if newest else None,
        issued_by=by,
        issued_at=_whole_second(),
        because=after.reason.cause if after else "",
        because_seq=after.reason.seq if after else None,
    )
    report.facts = _facts(report, by, address_of(report.token))
    made = pdf_of(report)
    report.sha256, report.size_bytes = hashlib.sha256(made).digest(), len(made)
    report.save(force_insert=True)
    act = "report_issued" if by else "report_reissued"
    told = {"number": number, "version": version, "entry": report.because_seq}
    note(act, by=by, about=book.name, **told)
    return report


def _next(book: Book, after: _Before | None) -> tuple[int, int]:
    """Return the number and version that come next; `_hold` keeps others from taking them."""
    if after is not None:
        return after.version.number, after.version.version + 1
    newest = Report.objects.of_book(book).first()
    return (newest.number if newest else 0) + 1, 1


def _facts(report: Report, by: Member | None, address: str) -> dict[str, str]:
    tenant = current_tenant()
    return {
        "client": str(getattr(tenant, "name", "")),
        "book": report.book.name,
        "post": report.book.post,
        "zone": timezone.get_current_timezone_name(),
        "language": translation.get_language() or "en",
        "by": by.display_name if by else "",
        "about": composing.about(report),
        "address": address,
    } | names_to_keep(report)


def _whole_second() -> datetime:
    return timezone.now().replace(microsecond=0)
