"""What is decided about persons and vehicles: bans, their lifting, types of person."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.visible import validate_visible
from tenant_site.activity import note
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.registers.banning import BanLifted, Banned, impose_ban, lift_ban
from tenant_site.registers.keys import MAX_WORDS, key_of_code, key_of_name
from tenant_site.registers.models import Ban, BanLift, PersonType
from tenant_site.registers.models.ban import MAX_REASON

if TYPE_CHECKING:
    PersonTypeModelForm = forms.ModelForm[PersonType]
else:  # Django 5.2 cannot index the class
    PersonTypeModelForm = forms.ModelForm


class ReasonField(forms.CharField):
    """Why, on one line, as the warning shows it."""

    def __init__(self, **given: Any) -> None:
        rows = forms.Textarea(attrs={"rows": 2, "autocomplete": "off"})
        usual = {"label": _("Reason"), "max_length": MAX_REASON, "widget": rows}
        super().__init__(validators=[validate_visible], **{**usual, **given})

    def to_python(self, value: Any) -> str:
        """Join the lines."""
        return " ".join((super().to_python(value) or "").split())


def _typed(label: Any, **given: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(
        label=label,
        required=False,
        max_length=MAX_WORDS,
        widget=widget,
        validators=[validate_visible],
        **given,
    )


class BanForm(forms.Form):
    """Whom to keep out, where, why and until when."""

    plate = _typed(_("Plate"), help_text=_("Of a vehicle. Spaces, hyphens and case do not matter."))
    document = _typed(_("Document"), help_text=_("Of a person."))
    name = _typed(
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

    def clean(self) -> dict[str, Any]:
        """Ask for one vehicle or one person, and something to know it by."""
        given = self.cleaned_data
        is_vehicle = bool(key_of_code(given.get("plate", "")))
        document, name = given.get("document", ""), given.get("name", "")
        if is_vehicle and (document or name):
            text = _("A ban is of a vehicle or of a person: make two where both are meant.")
            self.add_error("plate", ValidationError(text, code="both"))
        elif not (is_vehicle or key_of_code(document) or key_of_name(name)):
            text = _("Give a plate, a document or a name.")
            self.add_error("plate", ValidationError(text, code="nobody"))
        return given

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
