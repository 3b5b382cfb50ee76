"""What an owner decides about support."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.support.models import SupportGrant
from tenant_site.members.models import Member
from tenant_site.support.services import let_support_in

HOURS = [
    ("1", _("1 hour")),
    ("4", _("4 hours")),
    ("8", _("8 hours")),
    ("24", _("1 day")),
    ("72", _("3 days")),
]


class SupportAccessForm(forms.Form):
    """For how long, and why."""

    hours = forms.TypedChoiceField(label=_("For how long"), choices=HOURS, coerce=int, initial="4")
    reason = forms.CharField(
        label=_("What support should look at"),
        max_length=300,
        help_text=_("It stands in the log of this workspace, and support reads it."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def let_in(self, *, client: Any, by: Member) -> SupportGrant:
        """Let support in as the owner decided."""
        return let_support_in(client_id=client.pk, by=by, **self.cleaned_data)

    def clean_reason(self) -> str:
        """Keep the reason on one line, as the log tells it."""
        return " ".join(self.cleaned_data["reason"].split())
