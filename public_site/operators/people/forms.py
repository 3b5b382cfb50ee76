"""Whom to make an operator."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.mailable import MailField
from accounts.visible import validate_visible
from public_site.operators.acts.forms import ReasonForm


class OperatorForm(ReasonForm):
    """By e-mail: an account that exists is taken, else one is made."""

    email = MailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(label=_("Name"), max_length=120, validators=[validate_visible])
