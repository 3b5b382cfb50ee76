"""Forms about the workspace itself: a domain to add, and the words that end it."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.tries import TooManyTries
from tenant_site.members.requests import MemberRequest


class DomainForm(forms.Form):
    """A domain, as people type or paste it."""

    domain = forms.CharField(
        label=gettext_lazy("Domain"),
        max_length=300,
        help_text=gettext_lazy(
            "A name of your organisation that is not used yet: book.company.com"
        ),
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "spellcheck": "false", "inputmode": "url"}
        ),
    )


class DeletionForm(forms.Form):
    """What an owner says and proves before the workspace is deleted."""

    name = forms.CharField(
        label=gettext_lazy("Name of the organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    has_export = forms.BooleanField(
        label=gettext_lazy("I have the export, or I need none"),
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, data: Any = None, *, request: MemberRequest) -> None:
        super().__init__(data)
        self._request = request
        self.fields["name"].help_text = _("Type it as it stands here: %(name)s") % {
            "name": request.tenant.name
        }

    def clean_name(self) -> str:
        """Compare it as people do: capitals and blanks do not count."""
        name: str = self.cleaned_data["name"]
        if _folded(name) != _folded(self._request.tenant.name):
            raise ValidationError(_("This is not the name of the organisation."), code="name")
        return name

    def clean(self) -> dict[str, Any]:
        """Compare the password once all the rest is right: each try counts."""
        cleaned = super().clean() or {}
        if not self.errors:
            self._compare(cleaned["password"])
        return cleaned

    def _compare(self, password: str) -> None:
        try:
            if not get_adapter().reauthenticate(self._request.user, password):
                self.add_error("password", _("This is not your password."))
        except TooManyTries as refused:
            self.add_error(None, refused.sentence)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
