"""The form of a correction: why, and what is right."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.books.composing import KIND_CORRECTION
from tenant_site.books.forms import EntryForm
from tenant_site.books.models import Entry
from tenant_site.books.repeats import same_words
from tenant_site.corrections.answers import RightAnswers
from tenant_site.corrections.content import ANNULS, REPLACES, reason_of
from tenant_site.corrections.correcting import AlreadyCorrected, correct
from tenant_site.members.models import Member

MAX_REASON_LENGTH = 1_000
OF_THE_REASON = frozenset({"reason", "annul_only", "uploads"})


class CorrectionForm(EntryForm):
    """Why an entry is annulled, and what takes its place, begun with what stands there.

    Asks what the type asks today. A correction that only annuls needs no more than its reason.
    """

    given: RightAnswers
    sent_before = gettext_lazy(
        "Entry %(number)s was already written from this form, with another reason, other words or "
        "files. What you see here is not written: correct entry %(number)s if it is wrong too."
    )

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
        self.given = RightAnswers.instead_of(source, self.given, is_sent=self.is_bound)
        self.initial["text"] = source.content.text
        self.initial["occurred_at"] = source.occurred_at

    def _prepare_text(self) -> None:
        super()._prepare_text()
        text = self.fields["text"]
        text.widget.attrs.pop("autofocus", None)
        if not self.given.questions:
            text.label = _("What is right")

    def clean_occurred_at(self) -> datetime:
        """Keep the seconds of a moment that nobody changed."""
        occurred_at: datetime = self.cleaned_data["occurred_at"]
        stood = self.source.occurred_at
        return stood if stood.replace(second=0, microsecond=0) == occurred_at else occurred_at

    def clean(self) -> dict[str, Any]:
        """Refuse what would leave everything as it is; who only annuls is asked for no more."""
        cleaned = super().clean()
        if self._only_annuls:
            self.given.pass_over()
            was_sent = self.has_error(NON_FIELD_ERRORS, "sent_before")
            told = OF_THE_REASON | {NON_FIELD_ERRORS} if was_sent else OF_THE_REASON
            for name in self.errors.keys() - told:
                del self.errors[name]
        elif not (self._is_wrong or self.given.asks_for_a_row or self._changes_anything):
            nothing = _(
                "Nothing differs from what stands there. Change what is wrong, or only annul it."
            )
            self.add_error(None, ValidationError(nothing, code="nothing"))
        return cleaned

    def record(self) -> Entry | None:
        """Write the correction, or say in the form why it was not taken."""
        try:
            return super().record()
        except AlreadyCorrected as refusal:
            self.add_error(None, ValidationError(already_corrected(refusal), code="taken"))
            return None

    def _write(self) -> Entry:
        right = {} if self._only_annuls else self._right()
        return correct(
            annulled=self.annulled,
            by=self.author,
            reason=self.cleaned_data["reason"],
            client_uuid=self.client_uuid,
            carries=not self._only_annuls,
            **{"occurred_at": timezone.now(), **right},
        )

    def _right(self) -> dict[str, Any]:
        """Return what takes the place of what stands there."""
        return {
            "text": self.cleaned_data["text"],
            "occurred_at": self.cleaned_data["occurred_at"],
            "form": self.given.version,
            "values": self.given.values,
            "bans_read": self.warned.read,
        }

    @property
    def _only_annuls(self) -> bool:
        return bool(self.cleaned_data.get("annul_only"))

    @property
    def _is_wrong(self) -> bool:
        if self._only_annuls:
            return bool(self.errors.keys() & OF_THE_REASON)
        return super()._is_wrong

    def _repeats(self, entry: Entry) -> bool:
        """Say whether `entry` is what this form wrote: of the same entry, and for its reason."""
        number = str(self.annulled.seq)
        wanted = {ANNULS: number} if self._only_annuls else {ANNULS: number, REPLACES: number}
        sealed = {key: entry.facts[key] for key in (ANNULS, REPLACES) if key in entry.facts}
        if (entry.author_id, entry.kind, sealed) != (self.author.pk, KIND_CORRECTION, wanted):
            return False
        if not entry.content.is_shown:
            return True
        said_why = same_words(reason_of(entry), self.cleaned_data["reason"])
        return said_why and (self._only_annuls or super()._repeats(entry))

    def _says_nothing(self) -> bool:
        return not self._only_annuls and super()._says_nothing()

    @property
    def _changes_anything(self) -> bool:
        if self.source.pk != self.annulled.pk:  # nothing stands there: it only annuls
            return True
        said = (self.cleaned_data["text"], self.cleaned_data["occurred_at"])
        is_same = said == (self.source.content.text, self.source.occurred_at)
        return not is_same or self.given.differ or bool(self.given.arrived or self.first)


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
