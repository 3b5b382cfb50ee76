"""What visitors may ask of the website: a conversation, or the way to their workspace."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.mailable import MailField
from public_site.addresses_of_workspaces import slug_typed, workspace_url
from public_site.signup import addresses


class ContactForm(forms.Form):
    """A message to the people behind the service."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = MailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("We answer to this address and use it for nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    message = forms.CharField(
        label=_("How can we help?"),
        max_length=5000,
        help_text=_("How many posts do you have, and what do you write your log in today?"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    # people do not see this field; programs that fill every field give themselves away
    website = forms.CharField(required=False, label=_("Leave this field empty"))

    def is_from_a_program(self) -> bool:
        """Say whether the field that people do not see was filled in."""
        return bool(self.cleaned_data["website"])

    def send(self) -> None:
        """Mail the message to CONTACT_EMAIL, so that an answer goes to its writer."""
        name = " ".join(self.cleaned_data["name"].split())
        organisation = self.cleaned_data["organisation"] or gettext("no organisation given")
        EmailMessage(
            subject=gettext("News Book: a message from %(name)s") % {"name": name},
            body=f"{self.cleaned_data['message']}\n\n-- \n{name}, {organisation}",
            to=[settings.CONTACT_EMAIL],
            reply_to=[self.cleaned_data["email"]],
        ).send()


class WorkspaceForm(forms.Form):
    """The address of a workspace, as people type or paste it."""

    address = forms.CharField(
        label=_("Your workspace address"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "organization", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def clean_address(self) -> str:
        """Return the label of the workspace; whether it exists is not this page's to tell."""
        slug = addresses.fold(slug_typed(self.cleaned_data["address"]))
        try:
            addresses.validate_address(slug)
        except ValidationError as refused:
            if refused.code == "shape":
                raise
        return slug

    def sign_in_url(self) -> str:
        """Return where the workspace's people sign in."""
        return f"{workspace_url(self.cleaned_data['address'])}/sign-in/"
