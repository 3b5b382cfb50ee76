"""The forms of sign-up, one for each step."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.mailable import MailField
from accounts.models import User
from accounts.tries import Limit, Try, fold
from accounts.visible import validate_unlinked, validate_visible
from public_site.addresses_of_workspaces import slug_typed
from public_site.signup import addresses
from public_site.signup.countries import countries, time_zone_choices
from public_site.signup.models import SignUp, new_token
from public_site.signup.opening import PACKS

PASSWORDS = Limit("sign-up-password", most=10, ends_at_success=True)
FASTEST_SECONDS = 2
FORM_SECONDS = 24 * 3600
_signer = signing.TimestampSigner(salt="signup.form")


class EmailForm(forms.Form):
    """Where the code goes; knows how old the page is and whether a person filled it in."""

    token = forms.CharField(required=False, widget=forms.HiddenInput)
    email = MailField(
        label=_("Your e-mail at work"),
        max_length=254,
        help_text=_("We mail a code to it, so that nobody else can use it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    # people do not see this field; programs that fill every field give themselves away
    website = forms.CharField(required=False, label=_("Leave this field empty"))

    @staticmethod
    def blank() -> dict[str, str]:
        """Return what a new page carries: a token of its own, signed with the time."""
        return {"token": _signer.sign(new_token())}

    def clean_token(self) -> str:
        """Return the page's token; a page too old, or changed, gets another."""
        signed = self.cleaned_data["token"]
        try:
            return str(_signer.unsign(signed, max_age=FORM_SECONDS))
        except signing.BadSignature:
            return new_token()

    def is_from_a_program(self) -> bool:
        """Say whether the field that people do not see was filled in."""
        return bool(self.cleaned_data["website"])

    def is_hasty(self) -> bool:
        """Say whether the page was sent faster than people read."""
        try:
            _signer.unsign(self.data.get("token", ""), max_age=FASTEST_SECONDS)
        except signing.BadSignature:
            return False
        return True


class CodeForm(forms.Form):
    """The six digits of the mail, however they were pasted."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )

    def clean_code(self) -> str:
        """Return the digits alone."""
        code = "".join(part for part in self.cleaned_data["code"] if part.isdecimal())
        if len(code) != len("123456"):
            raise ValidationError(_("The code has six digits."), code="shape")
        return code


class OwnerForm(forms.Form):
    """Name and password of a person who is new here."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        validators=[validate_visible, validate_unlinked],
        help_text=_("It stands beside what you write in a book."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        help_text=_("At least 10 characters; a short sentence is best."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, sign_up: SignUp, **kwargs: Any) -> None:
        self.sign_up = sign_up
        super().__init__(*args, **{"initial": {"name": sign_up.owner_name}, **kwargs})
        if sign_up.password:
            self.fields["password"].required = False
            self.fields["password"].help_text = _("Kept. Type another one to change it.")

    def clean(self) -> dict[str, Any]:
        """Refuse a weak password with what makes it weak."""
        cleaned = super().clean() or {}
        person = User(email=self.sign_up.email, name=cleaned.get("name", ""))
        if cleaned.get("password"):
            try:
                password_validation.validate_password(cleaned["password"], person)
            except ValidationError as problem:
                self.add_error("password", problem)
        return cleaned

    def keep(self) -> None:
        """Remember the person; the account is made with the workspace."""
        password = self.cleaned_data["password"]
        SignUp.objects.filter(pk=self.sign_up.pk).keep(
            owner=None,
            owner_name=self.cleaned_data["name"],
            password=make_password(password) if password else self.sign_up.password,
            passkey=None,
        )


class PasskeyOwnerForm(forms.Form):
    """Name and passkey of a person who is new here."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        validators=[validate_visible, validate_unlinked],
        help_text=_("It stands beside what you write in a book."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    credential = forms.JSONField(widget=forms.HiddenInput)

    def keep(self, sign_up: SignUp) -> None:
        """Remember the person and the passkey, which the opening gives to their account."""
        SignUp.objects.filter(pk=sign_up.pk).keep(
            owner=None,
            owner_name=self.cleaned_data["name"],
            password="",
            passkey=self.cleaned_data["credential"],
        )


class AccountForm(forms.Form):
    """The password of a person who has an account: the code alone does not open it."""

    password = forms.CharField(
        label=_("Your password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def __init__(self, *args: Any, sign_up: SignUp, account: User, **kwargs: Any) -> None:
        self.sign_up, self.account = sign_up, account
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """Refuse what is not the account's password.

        Raises:
            TooManyTries: it was wrong too often.
        """
        password: str = self.cleaned_data["password"]
        attempt = Try((PASSWORDS, fold(self.sign_up.email)))
        attempt.begin()
        if not self.account.is_active or not check_password(password, self.account.password):
            raise ValidationError(_("This is not the password of your account."), code="wrong")
        attempt.succeed()
        return password

    def keep(self) -> None:
        """Remember whose workspace it will be, and by which password that was shown."""
        SignUp.objects.filter(pk=self.sign_up.pk).keep(
            owner=self.account,
            owner_name=self.account.name,
            password=self.account.password,
            passkey=None,
        )


def owner_form(data: Mapping[str, Any] | None, *, sign_up: SignUp) -> AccountForm | OwnerForm:
    """Return what a person is asked once the e-mail is proved: who has an account, its password."""
    account = User.objects.filter(email=sign_up.email).first()
    if account:
        return AccountForm(data, sign_up=sign_up, account=account)
    return OwnerForm(data, sign_up=sign_up)


class WorkspaceForm(forms.Form):
    """The organisation, its address and its country."""

    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=120,
        validators=[validate_visible, validate_unlinked],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    address = forms.CharField(
        label=_("Workspace address"),
        max_length=80,
        help_text=_("3 to 40 letters, digits or hyphens. Your people type it to sign in."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=countries,
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    browser_zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_address(self) -> str:
        """Fold what was typed and refuse what cannot be had; opening alone decides."""
        slug = addresses.fold(slug_typed(self.data.get("take") or self.cleaned_data["address"]))
        addresses.validate_address(slug)
        if addresses.is_taken(slug):
            raise addresses.unavailable()
        return slug

    def alternatives(self) -> list[str]:
        """Return addresses that are free, where the one that was typed is not to be had."""
        problems = self.errors.get("address")
        if problems is None or not problems.as_data():
            return []
        return addresses.alternatives(
            addresses.fold(slug_typed(self.data.get("address", ""))),
            organisation=self.data.get("organisation", ""),
            country=self.data.get("country", ""),
        )

    def keep(self, sign_up: SignUp) -> None:
        """Remember organisation, address and country."""
        data = self.cleaned_data
        SignUp.objects.filter(pk=sign_up.pk).keep(
            organisation=data["organisation"],
            address=data["address"],
            country=data["country"],
            time_zone=data["browser_zone"],
            refused="",
        )


class DetailsForm(forms.Form):
    """When days begin, which language is spoken, and what the workspace begins with."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("In which the days of your books begin.")
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Of the whole workspace: menus, types of entry, mails."),
    )
    pack = forms.ChoiceField(
        label=_("What do you guard?"),
        choices=lambda: [(key, _(pack.name)) for key, pack in PACKS.items()],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = time_zone_choices(country)  # type: ignore[attr-defined]  # a ChoiceField

    def open(self, sign_up: SignUp) -> None:
        """Remember the rest and let the opening begin."""
        mine = SignUp.objects.filter(pk=sign_up.pk)
        mine.keep(**self.cleaned_data)
        mine.start_opening()
