"""Whether the entries of a report are still what they were, computed now from the rows."""

from enum import StrEnum

from tenant_site.books.models import Entry
from tenant_site.books.verification import Examiner
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
    wanted = dict(zip(report.after_seqs, map(bytes.fromhex, report.after_hashes), strict=True))
    wanted |= {report.from_seq: report.first_hash, report.to_seq: report.last_hash}
    numbers = [*report.numbers, *report.after_seqs]
    entries = Entry.objects.filter(**report.entry_filter())
    links = list(entries.values_list("seq", "prev_hash", "hash"))
    seals = {seq: seal for seq, _before, seal in links}
    is_whole = len(links) == len(numbers) and wanted.items() <= seals.items()
    is_linked = all(seals.get(seq - 1, before) == before for seq, before, _seal in links)
    if is_whole and is_linked and not any(Examiner(report.book_id).closely(numbers)):
        return Outcome.INTACT
    return Outcome.BROKEN
