"""A book as it stood at a moment: what was recorded until then, without what came later."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tenant_site.books.beside import Aside
from tenant_site.books.models import Book, Entry
from tenant_site.books.pages import EntryPage, page_of
from tenant_site.corrections.models import Correction
from tenant_site.reports.moments import head_of, last_before


@dataclass(frozen=True)
class Past:
    """How far a book had come by a moment, and the page of it that is shown."""

    at: datetime
    last_seq: int
    head: int
    page: EntryPage
    older: int | None

    @property
    def left_count(self) -> int:
        """How many entries were recorded after that moment."""
        return self.head - self.last_seq


@dataclass(frozen=True)
class Known:
    """What was known of one entry by then: corrections, and content that is gone since."""

    annulled_by: Correction | None
    corrects: Correction | None
    erased_by: int | None


def past_of(book: Book, at: datetime, *, before: int | None) -> Past:
    """Return a page of `book` as it stood at `at`, that moment included."""
    head = head_of(book)
    last = last_before(book, at + timedelta.resolution, head=head)
    page = page_of(book, before=min(before or last + 1, last + 1))
    return Past(at, last, head, replace(page, older=None), page.older)


def tell_as_known(entries: list[Entry], *, last_seq: int) -> None:
    """Give each entry what stood beside it then, in place of what stands there now; one query."""
    known = Correction.objects.touching(entries).filter(entry__seq__lte=last_seq)
    corrections = list(known)
    annulled = {one.annuls_id: one for one in corrections}
    correcting = {one.entry_id: one for one in corrections}
    for entry in entries:
        redaction = entry.content.redacted_by
        erased = redaction.seq if redaction and redaction.seq > last_seq else None
        state = Known(annulled.get(entry.pk), correcting.get(entry.pk), erased)
        touched = bool(state.annulled_by or state.corrects or state.erased_by)
        template = "reports/_as_known.html" if touched else ""
        entry.asides = [Aside(state, in_list=template, strikes=state.annulled_by is not None)]
