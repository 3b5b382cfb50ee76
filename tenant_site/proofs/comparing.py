"""Hold a hash that somebody kept, from a mail or a report, against what stands here now."""

from dataclasses import dataclass
from typing import Literal

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.books.models import Book, Entry
from tenant_site.proofs.models import Anchor

IT_SEALS = gettext_lazy(
    "It seals that entry and all before it: “Verify now” proves that they still fit it."
)
IT_COVERS = gettext_lazy(
    "It covers all books of that moment: “Verify now” proves that they still fit it."
)
IT_DIFFERS = gettext_lazy(
    "First compare once more what you hold: book, number, every digit. If it stands so in a mail "
    "or report, something was written anew or cut off here: keep the mail, take the book along "
    "with its proof below, and call whoever runs the service. After a backup was restored this is "
    "to be expected: an entry of the book says so then."
)
IT_IS_NOWHERE = gettext_lazy(
    "First compare every digit once more, and whether it is of this workspace and of a book that "
    "you read. If it stands so in a mail or report of such a book, something was written anew or "
    "cut off here: keep the mail, take the book along with its proof below, and call whoever runs "
    "the service. After a backup was restored this is to be expected: an entry of the book says so "
    "then."
)
IT_TAKES_LONG = gettext_lazy(
    "Give the book and the number of the entry, or paste the whole line of the mail: then one "
    "entry is looked at, and not all."
)
LOOKS_SECONDS = 3  # no index holds seals: 1,000,000 entries are read in 0.2, or 0.9 from the disk


Level = Literal["success", "warning", "danger"]


@dataclass(frozen=True)
class Comparison:
    """What came of it: a sentence, and what to do now."""

    level: Level
    sentence: str
    advice: Promise


def compare_entry(digits: str, *, book: Book, seq: int) -> Comparison:
    """Say whether the seal of entry `seq` of `book` begins with these hexadecimal `digits`."""
    entry = book.entries.filter(seq=seq).only("hash").first()
    facts = {"book": book.name, "number": seq}
    if entry is None:
        said = _("No: %(book)s has no entry %(number)s.")
        return Comparison("danger", said % facts, IT_DIFFERS)
    if not entry.hash.hex().startswith(digits):
        said = _("No: entry %(number)s of %(book)s bears another hash.")
        return Comparison("danger", said % facts, IT_DIFFERS)
    said = _("Yes: this is the hash of entry %(number)s of %(book)s.")
    return Comparison("success", said % facts, IT_SEALS)


def compare_alone(digits: str, *, books: QuerySet[Book]) -> Comparison:
    """Say of which anchor, or of which entry of these `books`, this is the hash.

    Reads every entry of the workspace where it is of no anchor, for some seconds at most.
    """
    if anchor := _anchor_of(digits):
        said = _("Yes: this is the hash of the anchor of %(day)s.")
        day = date_format(anchor.made_on, "DATE_FORMAT")
        return Comparison("success", said % {"day": day}, IT_COVERS)
    try:
        entry = _entry_of(digits)
    except OperationalError:
        said = _("No anchor has this hash, and there are too many entries to look at each.")
        return Comparison("warning", said, IT_TAKES_LONG)
    if book := entry and books.filter(pk=entry.book_id).first():
        return compare_entry(digits, book=book, seq=entry.seq)
    said = _("No anchor, and no entry of a book that you read, has this hash.")
    return Comparison("warning", said, IT_IS_NOWHERE)


def _anchor_of(digits: str) -> Anchor | None:
    anchors = Anchor.objects.order_by("-made_on").iterator()
    return next((one for one in anchors if one.root_hex.startswith(digits)), None)


def _entry_of(digits: str) -> Entry | None:
    """Return the entry whose seal begins with these digits.

    Raises:
        OperationalError: the database had no time to look at all of them.
    """
    least, most = (bytes.fromhex(digits.ljust(64, digit)) for digit in "0f")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{LOOKS_SECONDS}s"])
        found = Entry.objects.filter(hash__range=(least, most)).only("book_id", "seq")
        return next(iter(found.order_by()[:1]), None)  # in an order it would go through an index
