"""What an operator says when acting: always why."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from public_site.models import Client
from public_site.signup import addresses


def plans_offered() -> list[tuple[str, Any]]:
    """Return the codes and names of the plans."""
    return [(plan.code, plan.name) for plan in settings.PLANS]


class ReasonForm(forms.Form):
    """Why; kept in the record of operators, and told to the owners where they are concerned."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("It stands in the record of operators."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    field_order: list[str] | None = None

    def __init__(self, *args: Any, client: Client | None = None, **kwargs: Any) -> None:
        self.client = client
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "reason"])

    def clean_reason(self) -> str:
        """Keep the reason on one line."""
        return " ".join(self.cleaned_data["reason"].split())

    @property
    def wishes(self) -> dict[str, Any]:
        """Return what was said besides the reason."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "reason"}


class UntilForm(ReasonForm):
    """Until the end of which day."""

    until = forms.DateField(label=_("Until the end of"), widget=AdminDateWidget)


class PlanForm(ReasonForm):
    """Which plan instead."""

    plan = forms.ChoiceField(label=_("Plan"), choices=plans_offered)


class AddressForm(ReasonForm):
    """Which address instead."""

    slug = forms.CharField(label=_("New address"), max_length=40)

    def clean_slug(self) -> str:
        """Refuse what may be nobody's address; taken ones are found by the database."""
        slug = addresses.fold(self.cleaned_data["slug"])
        addresses.validate_address(slug)
        return slug


class DeletionForm(ReasonForm):
    """Typing the address proves that the right client is meant."""

    typed = forms.CharField(
        label=_("Type the address of the workspace"),
        max_length=48,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_typed(self) -> str:
        """Compare it with the client's."""
        typed: str = self.cleaned_data["typed"].strip()
        if self.client is None or typed != (self.client.slug or self.client.schema_name):
            raise ValidationError(_("This is not the address of this client."), code="other")
        return typed
