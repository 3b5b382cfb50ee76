"""The sign-up form."""

import uuid
import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.visible import validate_visible
from public_site.addresses_of_workspaces import slug_typed
from public_site.models import Client
from public_site.signup import addresses
from public_site.signup.opening import AddressTaken, OwnerRefused, open_workspace

_ZONE_REGIONS = (
    "Africa",
    "America",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


def time_zone_choices() -> list[tuple[str, str]]:
    """Return the IANA zones that people live in, by name."""
    names = sorted(zoneinfo.available_timezones())
    return [
        (name, name.replace("_", " ")) for name in names if name.split("/")[0] in _ZONE_REGIONS
    ] + [("UTC", "UTC")]


class SignUpForm(forms.Form):
    """Organisation, address and owner of a new workspace."""

    signup_key = forms.UUIDField(widget=forms.HiddenInput)
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=120,
        validators=[validate_visible],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    address = forms.CharField(
        label=_("Workspace address"),
        max_length=80,
        help_text=_("3 to 40 letters, digits or hyphens. Your people type it to sign in."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        validators=[validate_visible],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        help_text=_("At least 10 characters; a short sentence is best."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zone_choices,
        help_text=_("In which the days of your books begin."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    @staticmethod
    def blank() -> dict[str, Any]:
        """Return the values a new form begins with."""
        return {
            "signup_key": uuid.uuid4(),
            "time_zone": "America/Bogota",
            "language": get_language() or settings.LANGUAGE_CODE,
        }

    def clean_address(self) -> str:
        """Fold what was typed and refuse what nobody can have."""
        slug = addresses.fold(slug_typed(self.cleaned_data["address"]))
        addresses.validate_address(slug)
        return slug

    def clean(self) -> dict[str, Any]:
        """Refuse a weak password with what makes it weak."""
        cleaned = super().clean() or {}
        person = User(email=cleaned.get("email"), name=cleaned.get("name", ""))
        try:
            password_validation.validate_password(cleaned.get("password", ""), person)
        except ValidationError as problem:
            if "password" in cleaned:
                self.add_error("password", problem)
        return cleaned

    def open(self) -> tuple[Client, User] | None:
        """Open the workspace; None when the form now says why not."""
        data = self.cleaned_data
        try:
            client = open_workspace(
                name=data["organisation"],
                slug=data["address"],
                owner_email=data["email"],
                owner_name=data["name"],
                password=data["password"],
                time_zone=data["time_zone"],
                language=data["language"],
                first_book_name=str(_("Main gate")),
                signup_key=data["signup_key"],
            )
        except AddressTaken:
            self.add_error("address", addresses.unavailable())
        except OwnerRefused:
            self.add_error(
                "password",
                _("You already have an account with this e-mail: type its password."),
            )
        else:
            owner = User.objects.get_by_natural_key(data["email"])  # whose password just fitted
            return client, owner
        return None
