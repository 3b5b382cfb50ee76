"""Which of two rows of a register stays."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenant_site.books.answering import uuid_of
from tenant_site.directory.forms import ARE_ERASED
from tenant_site.members.models import Member
from tenant_site.registers.merging import AlreadyMerged, OfAnotherBook, StayTogether, merge
from tenant_site.registers.models import Registered


class MergeForm(forms.Form):
    """Which of two rows stays; `other` is the second one, once it was chosen."""

    other_id = forms.UUIDField(widget=forms.HiddenInput)
    stays = forms.UUIDField()

    def __init__(self, data: Any = None, *, row: Registered, other_id: str | None) -> None:
        super().__init__(data, initial={"other_id": other_id})
        self.row = row
        asked = data.get("other_id") if data else other_id
        self.other = self._other(asked) if asked else None

    @property
    def wants_other(self) -> bool:
        """Say whether the second one was chosen to stay."""
        return self.other is not None and self.data.get("stays") == str(self.other.pk)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        given = self.cleaned_data
        both = {self.row.pk, self.other.pk if self.other else None}
        if not self.errors and (self.other is None or given["stays"] not in both):
            text = _("Choose which of the two stays.")
            self.add_error("stays", ValidationError(text, code="neither"))
        return given

    def merge(self, *, by: Member) -> Registered | None:
        """Merge them; None when the form now says that somebody was faster."""
        if self.other is None:
            return None
        kept, gone = self.row, self.other
        if self.cleaned_data["stays"] == gone.pk:
            kept, gone = gone, kept
        try:
            return merge(gone, into=kept, by=by)
        except AlreadyMerged as refusal:
            text = _("%(name)s was merged by somebody else meanwhile. Look at its page first.")
            error = ValidationError(text, code="merged", params={"name": refusal.row})
        except OfAnotherBook:
            text = _("These points are of different books. Merge into a point of all books.")
            error = ValidationError(text, code="book")
        except StayTogether:
            error = ValidationError(ARE_ERASED, code="stays")
        self.add_error(None, error)
        return None

    def _other(self, asked: str) -> Registered | None:
        rows: Any = type(self.row)._default_manager.exclude(pk=self.row.pk)
        found: Registered | None = rows.filter(pk=uuid_of(asked)).first()
        return found
