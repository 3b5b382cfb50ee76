"""The part of a form that says who is meant: one vehicle, or one person."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.visible import validate_visible
from tenant_site.registers.keys import MAX_WORDS, key_of_code, key_of_name
from tenant_site.registers.models.ban import MAX_REASON


class ReasonField(forms.CharField):
    """Why, on one line, as whoever types the name reads it."""

    def __init__(self, **given: Any) -> None:
        rows = forms.Textarea(attrs={"rows": 2, "autocomplete": "off"})
        usual = {"label": _("Reason"), "max_length": MAX_REASON, "widget": rows}
        super().__init__(validators=[validate_visible], **{**usual, **given})

    def to_python(self, value: Any) -> str:
        """Join the lines."""
        return " ".join((super().to_python(value) or "").split())


def typed(label: Any, **given: Any) -> forms.CharField:
    """Return a field of one line that nobody has to fill in."""
    usual = {"required": False, "max_length": MAX_WORDS, "validators": [validate_visible]}
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, widget=widget, **{**usual, **given})


class SubjectForm(forms.Form):
    """Asks for a plate, or for a document or name; more fields follow."""

    one_at_a_time = _("Give a vehicle or a person, not both.")

    plate = typed(_("Plate"), help_text=_("Of a vehicle. Spaces, hyphens and case do not matter."))
    document = typed(_("Document"), help_text=_("Of a person."))
    name = typed(_("Name"))

    def clean(self) -> dict[str, Any]:
        """Ask for one vehicle or one person, and something to know it by."""
        given = self.cleaned_data
        is_vehicle = bool(key_of_code(given.get("plate", "")))
        document, name = given.get("document", ""), given.get("name", "")
        if is_vehicle and (document or name):
            self.add_error("plate", ValidationError(self.one_at_a_time, code="both"))
        elif not (is_vehicle or key_of_code(document) or key_of_name(name)):
            text = _("Give a plate, a document or a name.")
            self.add_error("plate", ValidationError(text, code="nobody"))
        return given
