"""Whether entries and files of a report are still what they were, asked of the rows as they are."""

from enum import StrEnum

from tenant_site.books.models import Entry
from tenant_site.books.verification import Examiner
from tenant_site.reports.models import Report


class FileIs(StrEnum):
    """What a file is to a report."""

    ISSUED = "issued"
    MADE_ANEW = "made_anew"
    ANOTHER = "another"


def is_intact(report: Report) -> bool:
    """Hold the entries of `report` against their seals, and these against those on the paper."""
    wanted = dict(zip(report.after_seqs, map(bytes.fromhex, report.after_hashes), strict=True))
    wanted |= {report.from_seq: report.first_hash, report.to_seq: report.last_hash}
    numbers = [*report.numbers, *report.after_seqs]
    entries = Entry.objects.filter(**report.entry_filter())
    links = list(entries.values_list("seq", "prev_hash", "hash"))
    seals = {seq: seal for seq, _before, seal in links}
    is_whole = len(links) == len(numbers) and wanted.items() <= seals.items()
    is_linked = all(seals.get(seq - 1, before) == before for seq, before, _seal in links)
    return is_whole and is_linked and not any(Examiner(report.book_id).closely(numbers))


def file_is(report: Report, sha256: bytes) -> FileIs:
    """Say what a file with this fingerprint is to `report`."""
    if sha256 == report.sha256:
        return FileIs.ISSUED
    if report.made_anew.filter(sha256=sha256).exists():
        return FileIs.MADE_ANEW
    return FileIs.ANOTHER
