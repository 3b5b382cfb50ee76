"""Forms of the second factors."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.factors import codes
from accounts.factors.factors import Factors
from accounts.models import User
from accounts.tries import Limit, Try
from accounts.visible import validate_visible

SECOND_FACTOR = Limit("second-factor", most=10, seconds=15 * 60, ends_at_success=True)


def try_of(user: User) -> Try:
    """Return a try of this person's second factor, counted at all workspaces together."""
    return Try((SECOND_FACTOR, str(user.pk)))


def _code_input() -> forms.TextInput:
    return forms.TextInput(
        attrs={
            "autocomplete": "one-time-code",
            "autocapitalize": "none",
            "spellcheck": "false",
            "autofocus": True,
        }
    )


class CodeForm(forms.Form):
    """A code of the app or a recovery code: used up when the form is found valid.

    Raises from `is_valid`:
        TooManyTries: the person has tried too often.
    """

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("The 6 digits that your app shows now, or one of your recovery codes."),
        widget=_code_input(),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.factor: Authenticator | None = None
        if not Factors.of(user).app:
            self.fields["code"].help_text = _("One of your recovery codes: 10 digits.")

    def clean_code(self) -> str:
        """Count the try, then use the code up."""
        attempt, code = try_of(self.user), str(self.cleaned_data["code"])
        attempt.begin()
        self.factor = codes.use_code(user=self.user, code=code)
        if self.factor is None:
            raise forms.ValidationError(
                _("This code is not right or was used. Wait for the next one and type that."),
                code="wrong",
            )
        attempt.succeed()
        return code


class AppForm(forms.Form):
    """The first code of an app, which shows that it keeps the secret."""

    code = forms.CharField(
        label=_("Code that the app shows"),
        max_length=20,
        help_text=_("6 digits; they change every half minute."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
            }
        ),
    )

    def __init__(self, *args: Any, user: User, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.secret, self.step = user, secret, 0

    def clean_code(self) -> str:
        """Count the try and remember of which half minute the code is."""
        attempt, code = try_of(self.user), str(self.cleaned_data["code"])
        attempt.begin()
        step = codes.step_of(self.secret, code)
        if step is None:
            raise forms.ValidationError(
                _(
                    "This is not the app's code of now. Check that the phone's clock is right, "
                    "wait for the next code and type that."
                ),
                code="wrong",
            )
        attempt.succeed()
        self.step = step
        return code


class PasskeyNameForm(forms.Form):
    """What a person calls a passkey."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        validators=[validate_visible],
        help_text=_("By which you know it again, for example “Work phone”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PasskeyForm(forms.Form):
    """The answer of a browser that was asked for a passkey."""

    credential = forms.JSONField(widget=forms.HiddenInput)


class NewPasskeyForm(PasskeyForm, PasskeyNameForm):
    """A passkey that was just made, and its name."""
