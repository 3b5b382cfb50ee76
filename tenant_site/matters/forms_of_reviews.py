"""One verdict for one entry or many."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tenant_site.books.models import Book, Entry
from tenant_site.books.reading import number_of
from tenant_site.books.refusals import BookClosed
from tenant_site.books.repeats import SentBefore, SentOnce
from tenant_site.matters.forms import words_field
from tenant_site.matters.reviewing import (
    AlreadyApproved,
    NothingToReview,
    approve,
    mark_seen,
    reviewable_by,
)
from tenant_site.members.models import Member

SEEN, APPROVE = "seen", "approve"


class ReviewForm(SentOnce, forms.Form):
    """Which entries were looked at, and whether they are signed for."""

    act = forms.ChoiceField(choices=[(SEEN, SEEN), (APPROVE, APPROVE)], initial=APPROVE)
    remark = words_field(gettext_lazy("Remark"), required=False)

    def __init__(
        self, data: Any = None, *, book: Book, by: Member, only: int | None = None
    ) -> None:
        super().__init__(data)
        self.book, self.by, self.only = book, by, only
        self.entries: Sequence[Entry] = ()
        self.told = ""

    @property
    def numbers(self) -> set[int]:
        """The numbers that were marked, or the only one that it is about."""
        if self.only is not None:
            return {self.only}
        return set(filter(None, map(number_of, self.data.getlist("entry"))))

    def clean(self) -> dict[str, Any]:
        """Find the entries; somebody else's tricks and one's own entries are no numbers."""
        found = self.book.entries.filter(seq__in=self.numbers).select_related("entry_type")
        self.entries = list(reviewable_by(self.by, found))
        if not self.numbers:
            raise ValidationError(_("Mark at least one entry."), code="none")
        if len(self.entries) != len(self.numbers):
            raise ValidationError(_("Nobody reviews an entry of their own."), code="own")
        return self.cleaned_data

    def review(self) -> bool:
        """Give the verdict; False when the form now says why it was not taken."""
        try:
            self.told = self._seen() if self.cleaned_data["act"] == SEEN else self._approved()
        except SentBefore as refusal:
            notice = _(
                "Entry %(number)s was already signed from this form, with another remark or for "
                "other entries. What you see here is not signed: look at what is left and send it "
                "again; what is to be said of signed entries goes into a comment."
            )
            self.begin_anew(notice % {"number": refusal.number})
        except (AlreadyApproved, NothingToReview):
            taken = _("You approved one of them a moment ago. Look at what is left.")
            self.add_error(None, ValidationError(taken, code="again"))
        except BookClosed:
            closed = _("This book is closed: entries can be marked as seen, and nothing is signed.")
            self.add_error(None, ValidationError(closed, code="closed"))
        return not self.errors

    def _seen(self) -> str:
        mark_seen(by=self.by, entries=self.entries)
        count = len(self.entries)
        return ngettext(
            "One entry is marked as seen.", "%(count)d entries are marked as seen.", count
        ) % {"count": count}

    def _approved(self) -> str:
        signed = approve(
            book=self.book,
            by=self.by,
            entries=self.entries,
            remark=self.cleaned_data["remark"],
            client_uuid=self.client_uuid,
        )
        return _("Signed by entry %(number)s.") % {"number": signed.seq}
