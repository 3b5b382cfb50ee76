"""Whether the entries of a report are still what they were, computed now from the rows."""

from enum import StrEnum

from tenant_site.books.models import Entry
from tenant_site.books.verification import verify_numbers
from tenant_site.reports.models import Report
from tenant_site.reports.subjects import MOST_ENTRIES


class Outcome(StrEnum):
    """What the public page says."""

    INTACT = "intact"
    BROKEN = "broken"
    TOO_LONG = "too_long"


def confirm(report: Report) -> Outcome:
    """Hold the entries of `report` against their seals, and these against those on the paper.

    A stranger never lets more be computed than one paper holds.
    """
    if len(report.numbers) > MOST_ENTRIES or len(report.after_seqs) > MOST_ENTRIES:
        return Outcome.TOO_LONG
    wanted = dict(zip(report.after_seqs, report.after_hashes, strict=True))
    wanted |= {report.from_seq: report.first_hash.hex(), report.to_seq: report.last_hash.hex()}
    numbers = [*report.numbers, *report.after_seqs]
    hashes = Entry.objects.filter(book=report.book_id, seq__in=wanted).values_list("seq", "hash")
    if {seq: bytes(seal).hex() for seq, seal in hashes} != wanted:
        return Outcome.BROKEN
    broken = next(verify_numbers(report.book_id, numbers), None)
    return Outcome.INTACT if broken is None else Outcome.BROKEN
