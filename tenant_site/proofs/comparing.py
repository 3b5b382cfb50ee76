"""Hold a hash that somebody kept, from a mail or a report, against what stands here now."""

from dataclasses import dataclass
from typing import Literal

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.books.models import Book
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
IT_MAY_BE_OF_AN_ENTRY = gettext_lazy(
    "If it is of an entry, give its book and number, or paste the whole line of the mail. If a "
    "mail or report calls it the hash of an anchor, compare every digit once more: does it still "
    "not stand here, keep the mail and call whoever runs the service. After a backup was restored "
    "anchors that are newer than it are missing."
)


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


def compare_anchor(digits: str) -> Comparison:
    """Say of which anchor this is the hash; of none is no alarm, for entries have hashes too."""
    for anchor in Anchor.objects.order_by("-made_on").iterator():
        if anchor.root_hex.startswith(digits):
            said = _("Yes: this is the hash of the anchor of %(day)s.")
            day = date_format(anchor.made_on, "DATE_FORMAT")
            return Comparison("success", said % {"day": day}, IT_COVERS)
    return Comparison("warning", _("No anchor here has this hash."), IT_MAY_BE_OF_AN_ENTRY)
