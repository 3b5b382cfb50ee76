"""What is decided about persons and vehicles: bans, their lifting, types of person."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenant_site.activity import note
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.registers.banning import BanLifted, Banned, impose_ban, lift_ban
from tenant_site.registers.keys import key_of_name
from tenant_site.registers.models import Ban, BanLift, PersonType
from tenant_site.registers.subject_form import ReasonField, SubjectForm, typed

if TYPE_CHECKING:
    PersonTypeModelForm = forms.ModelForm[PersonType]
else:  # Django 5.2 cannot index the class
    PersonTypeModelForm = forms.ModelForm


class BanForm(SubjectForm):
    """Whom to keep out, where, why and until when."""

    one_at_a_time = _("A ban is of a vehicle or of a person: make two where both are meant.")

    name = typed(
        _("Name"),
        help_text=_(
            "Of the person, as guards will read it. By name alone, a ban stops who is written "
            "without a document; with a document, guards are told to compare and are not stopped."
        ),
    )
    reason = ReasonField(help_text=_("Guards read it in the warning: say what to do, too."))
    book: "forms.ModelChoiceField[Book]" = forms.ModelChoiceField(
        label=_("Where"),
        queryset=Book.objects.none(),
        required=False,
        empty_label=_("Everywhere: all books"),
    )
    ends_at = forms.DateTimeField(
        label=_("Until"),
        required=False,
        help_text=_("Leave it empty for a ban without end: it can be lifted at any time."),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )

    def __init__(self, data: Any = None, *, by: Member, **given: Any) -> None:
        super().__init__(data, **given)
        self.by = by
        field: Any = self.fields["book"]
        field.queryset = Book.objects.readable_by(by).order_by("name")

    def clean_ends_at(self) -> datetime | None:
        """Refuse an end that has passed."""
        ends_at: datetime | None = self.cleaned_data["ends_at"]
        if ends_at is not None and ends_at <= timezone.now():
            raise ValidationError(_("This moment has passed."), code="past")
        return ends_at

    def impose(self) -> Ban:
        """Write the ban."""
        given = self.cleaned_data
        return impose_ban(
            on=Banned(given["plate"], given["document"], given["name"]),
            reason=given["reason"],
            book_id=given["book"].pk if given["book"] else None,
            ends_at=given["ends_at"],
            by=self.by,
        )


class BanLiftForm(forms.Form):
    """Why somebody is let in again."""

    reason = ReasonField(label=_("Why it is lifted"))

    def lift(self, ban: Ban, *, by: Member) -> BanLift | None:
        """Lift the ban; None when the form now says that somebody else did."""
        try:
            return lift_ban(ban, by=by, **self.cleaned_data)
        except BanLifted:
            text = _("Somebody else lifted this ban a moment ago.")
            self.add_error(None, ValidationError(text, code="lifted"))
            return None


class PersonTypeForm(PersonTypeModelForm):
    """What a type of person is called and must show."""

    class Meta:
        model = PersonType
        fields = [
            "name",
            "requires_company",
            "requires_waybill",
            "requires_institution",
            "requires_access_check",
            "is_active",
        ]
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "off"})}

    def clean(self) -> dict[str, Any]:
        """Know the type by its name without accents and case."""
        name = self.cleaned_data.get("name", "")
        self.instance.name_key = key_of_name(name)
        if name and not self.instance.name_key:
            text = _("A name has letters or digits.")
            self.add_error("name", ValidationError(text, code="blank"))
        return self.cleaned_data

    def keep(self, *, by: Member) -> PersonType | None:
        """Save the type; None when the form now says that another one is called so."""
        act = "person_type_added" if self.instance._state.adding else "person_type_changed"
        try:
            with transaction.atomic():
                kept: PersonType = self.save()
                note(act, by=by, about=kept.name)
        except IntegrityError:
            text = _("There is a type of this name already.")
            self.add_error("name", ValidationError(text, code="unique"))
            return None
        return kept
