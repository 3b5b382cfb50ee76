"""The pages on which a type of entry is made and renamed."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.books.models import EntryType
from tenant_site.books.models.book import MAX_HELP_LENGTH
from tenant_site.designer.pictures import ICONS, picture_name
from tenant_site.designer.retyping import (
    CodeTaken,
    Face,
    TypeChangedMeanwhile,
    change_type,
    create_type,
    look_of,
)
from tenant_site.entry_forms.texts import plain
from tenant_site.members.models import Member

if TYPE_CHECKING:
    TypeModelForm = forms.ModelForm[EntryType]
else:  # Django 5.2 cannot index the class
    TypeModelForm = forms.ModelForm

CODE = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
    gettext_lazy("Use small letters, digits and single hyphens, such as 013 or fire-drill."),
    "shape",
)


class TypeForm(TypeModelForm):
    """Name, help, severity and icon of a type."""

    help = forms.CharField(
        label=gettext_lazy("Help"),
        required=False,
        max_length=MAX_HELP_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("A sentence for whoever writes: when is this type the right one?"),
    )
    icon = forms.ChoiceField(label=gettext_lazy("Picture"), widget=forms.RadioSelect)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    class Meta:
        model = EntryType
        fields = ["name", "help", "severity", "icon"]
        labels = {"severity": gettext_lazy("How urgently its entries should be looked at")}
        widgets = {"severity": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.instance.icon
        icons = ICONS if own in ICONS else (own, *ICONS)
        self.fields["icon"].choices = [(icon, icon) for icon in icons]  # type: ignore[attr-defined]
        self.initial.setdefault("icon", own)
        self.initial["seen"] = look_of(self.instance)

    def clean_help(self) -> str:
        """Keep it as one line."""
        return plain(self.cleaned_data["help"])

    @property
    def face(self) -> Face:
        """What was chosen."""
        return Face(**{one.name: self.cleaned_data[one.name] for one in fields(Face)})

    @property
    def icons(self) -> Iterator[tuple[str, str, str, bool]]:
        """Each picture with its name, the id of its button, and whether it is chosen."""
        chosen = self["icon"].value()
        for number, (icon, _label) in enumerate(self.fields["icon"].choices):  # type: ignore[attr-defined]
            yield icon, picture_name(icon), f"id_icon_{number}", icon == chosen

    def change(self, *, entry_type: EntryType, by: Member) -> EntryType | None:
        """Change the type; None, with the reason in the form, where somebody else did."""
        seen = self.cleaned_data["seen"]
        try:
            return change_type(entry_type=entry_type, seen=seen, face=self.face, by=by)
        except TypeChangedMeanwhile as refused:
            entry_type.refresh_from_db()
            self.data = {**self.data.dict(), "seen": look_of(entry_type)}  # type: ignore[attr-defined]  # QueryDict
            self.add_error(None, forms.ValidationError(refused.message, code=refused.code))
        return None


class NewTypeForm(TypeForm):
    """A type that does not exist yet, perhaps with a copy of another one's form."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        validators=[CODE],
        help_text=gettext_lazy("Stands before the name and in every entry; it never changes."),
    )
    field_order = ("code", "name", "help", "severity", "icon")

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, like: EntryType | None = None
    ) -> None:
        initial: dict[str, Any] = {"code": next_code()}
        if like is not None:
            name = (_("%(name)s (copy)") % {"name": like.name})[:120]
            initial |= {"icon": like.icon, "severity": like.severity, "help": like.help}
            initial["name"] = name
        super().__init__(data, initial=initial)
        self.like = like

    def create(self, *, by: Member) -> EntryType | None:
        """Make the type; None, with the reason in the form, where its code is taken."""
        code = self.cleaned_data["code"]
        try:
            return create_type(code=code, face=self.face, by=by, like=self.like)
        except CodeTaken:
            message = _("Another type has this code. Choose another one.")
            self.add_error("code", forms.ValidationError(message, code="unique"))
        return None


def next_code() -> str:
    """Return the code that follows the highest number in use: 001 … 009, 0010, 0011."""
    codes = EntryType.objects.values_list("code", flat=True)
    highest = max((int(code) for code in codes if code.isdecimal()), default=0)
    return f"00{highest + 1}"[:20]
