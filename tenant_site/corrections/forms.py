"""The form of a correction: why, and what is right."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.books.forms import EntryForm
from tenant_site.books.models import Entry
from tenant_site.books.refusals import BookClosed
from tenant_site.corrections.content import ANNULS, KIND_CORRECTION
from tenant_site.corrections.correcting import AlreadyCorrected, correct
from tenant_site.corrections.models import Correction
from tenant_site.members.models import Member

MAX_REASON_LENGTH = 1_000


class CorrectionForm(EntryForm):
    """Why an entry is annulled, and what takes its place, prefilled with what stands there."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is corrected"),
        max_length=MAX_REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True, "autocapitalize": "sentences"}),
    )
    annul_only = forms.BooleanField(
        label=gettext_lazy("Only annul it: nothing takes its place"), required=False
    )

    def __init__(self, *args: Any, annulled: Entry, source: Entry, author: Member) -> None:
        super().__init__(*args, book=annulled.book, author=author, entry_type=annulled.entry_type)
        self.annulled, self.source = annulled, source
        self.taken: Correction | None = None
        self.fields["text"].widget.attrs.pop("autofocus", None)
        self.fields["text"].label = _("What is right")
        self.initial["text"] = source.content.text
        self.initial["occurred_at"] = source.occurred_at

    def clean_occurred_at(self) -> datetime:
        """Keep the seconds of a moment that nobody changed."""
        occurred_at = super().clean_occurred_at()
        stood = self.source.occurred_at
        return stood if stood.replace(second=0, microsecond=0) == occurred_at else occurred_at

    def clean(self) -> dict[str, Any]:
        """Refuse what would leave everything as it is."""
        cleaned = super().clean()
        if self._changes_nothing() and not self.errors:
            nothing = _(
                "Nothing differs from what stands there. Change what is wrong, or only annul it."
            )
            self.add_error(None, ValidationError(nothing, code="nothing"))
        return cleaned

    def record(self) -> Entry | None:
        """Write the correction, or say in the form why it was not taken."""
        carries = not self.cleaned_data["annul_only"]
        try:
            return correct(
                annulled=self.annulled,
                by=self.author,
                reason=self.cleaned_data["reason"],
                text=self.cleaned_data["text"] if carries else "",
                occurred_at=self.cleaned_data["occurred_at"] if carries else timezone.now(),
                client_uuid=self.client_uuid,
                carries=carries,
            )
        except AlreadyCorrected as refusal:
            self.taken = refusal.correction
            self.add_error(None, ValidationError(already_corrected(refusal), code="taken"))
        except BookClosed:
            self.add_error(None, _("This book was closed meanwhile and takes no more entries."))
        return None

    def _repeats(self, entry: Entry) -> bool:
        """Say whether `entry` is what this form wrote: it annuls the same entry."""
        return entry.kind == KIND_CORRECTION and entry.facts.get(ANNULS) == str(self.annulled.seq)

    def _says_nothing(self) -> bool:
        return not self.cleaned_data.get("annul_only") and super()._says_nothing()

    def _changes_nothing(self) -> bool:
        said = self.cleaned_data
        is_same = (said.get("text"), said.get("occurred_at")) == (
            self.source.content.text,
            self.source.occurred_at,
        )
        return is_same and not (said.get("annul_only") or self.drafts or self.first)


def already_corrected(refusal: AlreadyCorrected) -> str:
    """Say who was quicker, and what is left to do."""
    entry = refusal.correction.entry
    told = {
        "number": entry.seq,
        "name": entry.content.author_name or _("Somebody"),
        "time": timezone.localtime(entry.recorded_at).strftime("%H:%M"),
    }
    sentence = _(
        "%(name)s corrected it at %(time)s, by entry %(number)s. Read that one first; if it is "
        "wrong too, correct that one."
    )
    return sentence % told
