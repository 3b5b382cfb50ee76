"""What owners say of legal holds, and of how long entries are kept."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenant_site.books.models import Book, EntryType
from tenant_site.members.models import Member
from tenant_site.privacy.finding_people import person_called
from tenant_site.privacy.forms import ReasonField
from tenant_site.privacy.holding import Held, HoldEnded, end_hold, place_hold
from tenant_site.privacy.models import Hold, Retention
from tenant_site.privacy.retaining import Due, due, set_retention
from tenant_site.registers.models import Person

FOR_EVER = ""
KEPT = (
    (FOR_EVER, _("for ever")),
    ("30", _("30 days")),
    ("90", _("90 days")),
    ("180", _("180 days")),
    ("365", _("1 year")),
    ("730", _("2 years")),
    ("1825", _("5 years")),
    ("3650", _("10 years")),
)


class HoldForm(forms.Form):
    """What is to be kept: a book, some of its entries, or all that names a person."""

    book: "forms.ModelChoiceField[Book]" = forms.ModelChoiceField(
        label=_("Book"),
        queryset=Book.objects.none(),
        required=False,
        empty_label=_("none: a person"),
    )
    first_seq = forms.IntegerField(label=_("From entry"), required=False, min_value=1)
    last_seq = forms.IntegerField(
        label=_("To entry"),
        required=False,
        min_value=1,
        help_text=_("Leave both empty for the whole book, also for what is written later."),
    )
    person = forms.CharField(
        label=_("Person, by document or whole name"),
        required=False,
        max_length=300,
        help_text=_(
            "Every entry whose form names the person is kept, and the person in the register. "
            "Where only words speak of them, as in a hand-over, hold the entries of the book too."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = ReasonField(help_text=_("The case and who leads it, without anybody's name."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["book"]
        field.queryset = Book.objects.order_by("name", "code")

    def clean_person(self) -> Person | None:
        """Find exactly one in the register."""
        asked: str = self.cleaned_data["person"]
        found = person_called(asked)
        if asked and found is None:
            said = _("Nobody, or more than one, in the register is called so. Give the document.")
            raise ValidationError(said, code="not_one")
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for one book or one person, and for both ends of a range."""
        given = super().clean() or {}
        book, person = given.get("book"), given.get("person")
        if "person" not in self.errors and (book is None) == (person is None):
            said = _("Choose a book or give a person: one of them.")
            self.add_error("book", ValidationError(said, code="not_one"))
        first, last = given.get("first_seq"), given.get("last_seq")
        if (first is None) != (last is None) or (first or 0) > (last or 0):
            said = _("Give the first and the last number of the range, or neither.")
            self.add_error("last_seq", ValidationError(said, code="range"))
        return given

    def place(self, *, by: Member) -> Hold:
        """Place the hold."""
        given = self.cleaned_data
        book, person = given["book"], given["person"]
        on = Held(book, given["first_seq"], given["last_seq"]) if book else Held(person=person)
        return place_hold(on=on, reason=given["reason"], by=by)


class HoldEndForm(forms.Form):
    """Why a hold is no longer needed."""

    reason = ReasonField(label=_("Why it ends"))

    def end(self, hold: Hold, *, by: Member) -> bool:
        """End it; False where somebody was quicker, which the form then says."""
        try:
            end_hold(hold=hold, reason=self.cleaned_data["reason"], by=by)
        except HoldEnded:
            said = _("Somebody ended this hold a moment ago.")
            self.add_error(None, ValidationError(said, code="ended"))
            return False
        return True


class RetentionForm(forms.Form):
    """How long entries of one type keep what they say, and their photos and files."""

    content_days = forms.TypedChoiceField(
        label=_("What entries say is kept"),
        choices=KEPT,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_(
            "With comments and follow-ups. The entries themselves always stay. Persons whom no "
            "entry names any more leave the register, unless a ban, a pass or a hold needs them."
        ),
    )
    files_days = forms.TypedChoiceField(
        label=_("Photos and files are kept"),
        choices=KEPT,
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, data: Any, *, entry_type: EntryType, rule: Retention | None) -> None:
        kept = {"content_days": rule.content_days, "files_days": rule.files_days} if rule else {}
        super().__init__(data, initial=kept)
        self._type = entry_type

    def due(self) -> Due:
        """Count what this rule would let go today."""
        return due(Retention(entry_type=self._type, **self.cleaned_data))

    def decide(self, *, by: Member) -> Retention:
        """Set the rule."""
        return set_retention(entry_type=self._type, by=by, **self.cleaned_data)
