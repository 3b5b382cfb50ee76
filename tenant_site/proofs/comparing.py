"""Hold a hash that somebody kept, from a mail or a report, against what stands here now."""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Comparison:
    """What came of it: a sentence, and what to do now."""

    is_same: bool
    sentence: str
    advice: Promise


def compare_entry(digits: str, *, book: Book, seq: int) -> Comparison:
    """Say whether the seal of entry `seq` of `book` begins with these hexadecimal `digits`."""
    entry = book.entries.filter(seq=seq).only("hash").first()
    facts = {"book": book.name, "number": seq}
    if entry is None:
        said = _("No: %(book)s has no entry %(number)s.")
        return Comparison(is_same=False, sentence=said % facts, advice=IT_DIFFERS)
    if not entry.hash.hex().startswith(digits):
        said = _("No: entry %(number)s of %(book)s bears another hash.")
        return Comparison(is_same=False, sentence=said % facts, advice=IT_DIFFERS)
    said = _("Yes: this is the hash of entry %(number)s of %(book)s.")
    return Comparison(is_same=True, sentence=said % facts, advice=IT_SEALS)


def compare_anchor(digits: str) -> Comparison:
    """Say of which anchor this is the hash."""
    for anchor in Anchor.objects.order_by("-made_on").iterator():
        if anchor.root_hex.startswith(digits):
            said = _("Yes: this is the hash of the anchor of %(day)s.")
            day = date_format(anchor.made_on, "DATE_FORMAT")
            return Comparison(is_same=True, sentence=said % {"day": day}, advice=IT_COVERS)
    said = _("No: no anchor here has this hash.")
    return Comparison(is_same=False, sentence=said, advice=IT_DIFFERS)
