"""Forms about one's own account, for both sites."""

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.mailable import MailField
from accounts.models import User
from accounts.tries import TooManyTries

if TYPE_CHECKING:
    UserSetPasswordForm = SetPasswordForm[User]
else:  # Django 5.2 cannot index the class
    UserSetPasswordForm = SetPasswordForm


class SignInForm(forms.Form):
    """Name and password; it never says which of them was wrong."""

    refusal = _("These are not the e-mail and password of an operator.")

    identifier = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordAgainForm(forms.Form):
    """The password of the person who is signed in, asked again before something weighty."""

    password = forms.CharField(
        label=_("Password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class OwnPasswordField(forms.CharField):
    """The present password of the person who is signed in, compared with a limit to guessing."""

    def __init__(self, **changes: Any) -> None:
        shown = {"autocomplete": "current-password"}
        super().__init__(
            strip=False,
            max_length=256,
            widget=forms.PasswordInput(attrs=shown),
            **{"label": _("Your password"), **changes},
        )


class _AsksPassword:
    """Compares the field `old_password` of a form with the person's password."""

    def clean_old_password(self) -> str:
        """Refuse what is not the person's password.

        Raises:
            ValidationError: it is not, or has been wrong too often.
        """
        password: str = self.cleaned_data["old_password"]  # type: ignore[attr-defined]
        try:
            if get_adapter().reauthenticate(self.user, password):  # type: ignore[attr-defined]
                return password
        except TooManyTries as refused:
            raise forms.ValidationError(refused.sentence, code="too_many") from None
        raise forms.ValidationError(_("This is not your password."), code="password")


class _TakesNewPassword:
    """Asks for the new password, and for it once more, in the words of every other page."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        fields["new_password1"].help_text = _("At least 10 characters; a short sentence is best.")
        fields["new_password2"].label = _("The new password once more")
        fields["new_password2"].help_text = ""


class ChangePasswordForm(_TakesNewPassword, _AsksPassword, PasswordChangeForm):
    """The present password, and a new one twice."""

    old_password = OwnPasswordField(label=_("Present password"))


class ChoosePasswordForm(_TakesNewPassword, UserSetPasswordForm):
    """A password of one's own, instead of one that somebody else has seen."""

    def clean_new_password2(self) -> str:
        """Refuse the password that somebody else has seen."""
        password = self.cleaned_data.get("new_password2", "")
        if password and self.user.check_password(password):
            raise forms.ValidationError(_("Choose another one than you were given."), code="same")
        return str(password)


class EmailForm(_AsksPassword, forms.Form):
    """A new address, by whoever knows the password."""

    email = MailField(
        label=_("New e-mail"),
        max_length=254,
        help_text=_("We send a code there; the address counts once you have typed it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    old_password = OwnPasswordField()

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user


class ResetForm(forms.Form):
    """The address to which code and link for a new password go."""

    email = MailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class CodeForm(forms.Form):
    """The six digits of a mail, however they are grouped."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("The six digits in the mail."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )

    def refuse_code(self, refused: Exception) -> None:
        """Say what to do next: type it again, or ask for a new one."""
        left = getattr(refused, "tries_left", 0)
        self.add_error(
            "code",
            ngettext(
                "This is not the code. You can try %(count)d more time.",
                "This is not the code. You can try %(count)d more times.",
                left,
            )
            % {"count": left}
            if left
            else gettext("This code does not work any more. Ask for a new one."),
        )


class NewPasswordForm(forms.Form):
    """A new password of somebody who has forgotten the old one."""

    password = forms.CharField(
        label=_("New password"),
        max_length=256,
        strip=False,
        help_text=_("At least 10 characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        """Refuse what is easily guessed, whoever it is for."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def password_for(self, user: User | None) -> str:
        """Return the password for this person.

        Raises:
            ValidationError: it is too much like their name or address.
        """
        password: str = self.cleaned_data["password"]
        validate_password(password, user)
        return password


class ResetByCodeForm(CodeForm, NewPasswordForm):
    """The code of the mail, and a new password."""

    field_order = ["code", "password"]
