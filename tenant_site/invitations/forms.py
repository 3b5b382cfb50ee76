"""Forms of those who invite and of those who come."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.mailable import validate_mailable
from accounts.models import User, normalise_email
from accounts.visible import validate_unlinked, validate_visible
from tenant_site.books.models import Book
from tenant_site.invitations.csv_text import MAX_FILE_BYTES, NotReadable, decode
from tenant_site.invitations.importing import keep
from tenant_site.invitations.models import MemberImport
from tenant_site.invitations.pins import CARDS_AT_ONCE
from tenant_site.invitations.sending import (
    MAILED_AT_ONCE,
    AlreadyInvited,
    PassedOn,
    TooManyMails,
    Way,
    invite,
)
from tenant_site.members.models import Member, Role
from tenant_site.workspace.limits import LimitReached

TOO_MANY_MAILS = _(
    "Too many invitations were mailed today, from here or to this address. Try again tomorrow."
)
PASSWORD_HELP = _("At least 10 characters; three or four words are easy to remember.")


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=256,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    emails = forms.CharField(
        label=_("E-mails"),
        help_text=_("One in each line, 25 at most."),
        max_length=10_000,
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.GUARD)
    books = forms.ModelMultipleChoiceField(
        Book.objects.none(),
        label=_("Books"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For guards: the books they read and write. Other roles see every book."),
    )
    shows_link = forms.BooleanField(
        label=_("Show me the links too, to pass them on myself"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["books"].queryset = Book.objects.order_by("name", "code")  # type: ignore[attr-defined]  # a model's field
        if not settings.HAS_MAIL:  # the links are shown anyway
            del self.fields["shows_link"]

    def clean_emails(self) -> list[str]:
        """Return the addresses, each once; name those that are none, or are members already."""
        words = re.split(r"[\s,;]+", self.cleaned_data["emails"])
        emails = list(dict.fromkeys(filter(None, map(normalise_email, words))))
        for email in emails:
            _check_email(email)
        if len(emails) > MAILED_AT_ONCE:
            raise ValidationError(
                gettext("These are more than %(most)s addresses. Import a file instead.")
                % {"most": MAILED_AT_ONCE}
            )
        _refuse_members(emails)
        return emails

    def invite(self, *, invited_by: Member, way: Way) -> list[PassedOn] | None:
        """Invite them and return the links to pass on; None when the form now says why not."""
        data = self.cleaned_data
        try:
            return invite(
                emails=data["emails"],
                role=data["role"],
                books=data["books"],
                invited_by=invited_by,
                way=way,
            )
        except AlreadyInvited as refusal:
            self.add_error(
                "emails",
                gettext(
                    "%(email)s is invited already. In the list you can send it again or revoke it."
                )
                % {"email": refusal.email},
            )
        except TooManyMails:
            self.add_error("emails", TOO_MANY_MAILS)
        except LimitReached as refusal:
            waits = gettext("Invitations that wait count as well.")
            self.add_error("emails", ValidationError(f"{refusal.message} {waits}", code="limit"))
        return None


def _check_email(email: str) -> None:
    try:
        validate_mailable(email)
    except ValidationError as problem:
        raise ValidationError(
            gettext("“%(word)s” is no e-mail address.") % {"word": email[:60]}
        ) from problem


def _refuse_members(emails: list[str]) -> None:
    people = Member.objects.active().filter(user__email__in=emails).values_list("user__email")
    members = ", ".join(sorted(email for (email,) in people if email))
    if members:
        raise ValidationError(
            gettext("Already a member: %(emails)s. Their role is changed in the list of members.")
            % {"emails": members}
        )


class NewAccountForm(forms.Form):
    """Name and password of somebody who has no account yet."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        validators=[validate_visible, validate_unlinked],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = _password(_("Choose a password"), "new-password", PASSWORD_HELP)

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean_password(self) -> str:
        """Refuse a password that is easily guessed."""
        password: str = self.cleaned_data["password"]
        validate_password(password, User(name=self.data.get("name", ""), email=self._email))
        return password


class OwnAccountForm(forms.Form):
    """The password of the account that the invited address has."""

    own_password = _password(_("Your password"), "current-password")


class CardsForm(forms.Form):
    """Who gets a new PIN."""

    member = forms.ModelMultipleChoiceField(
        Member.objects.none(),
        error_messages={
            "required": _("Choose somebody."),
            "invalid_choice": _("One of these people cannot get a PIN from here. Choose again."),
        },
    )

    def __init__(self, *args: Any, allowed: QuerySet[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = allowed  # type: ignore[attr-defined]  # a model's field

    def clean_member(self) -> QuerySet[Member]:
        """Refuse more than one request can hash."""
        chosen: QuerySet[Member] = self.cleaned_data["member"]
        if len(chosen) > CARDS_AT_ONCE:
            raise ValidationError(
                gettext("Choose %(most)s people at most, and print the others afterwards.")
                % {"most": CARDS_AT_ONCE}
            )
        return chosen


class ImportForm(forms.Form):
    """A file of members."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("From any spreadsheet: “Save as” CSV. 2,000 rows and 1 MB at most."),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )

    def clean_file(self) -> tuple[str, str]:
        """Return the name and the text of the file."""
        upload = self.cleaned_data["file"]
        if upload.size > MAX_FILE_BYTES:
            raise ValidationError(gettext("The file is larger than 1 MB. Split it."))
        try:
            return upload.name, decode(upload.read())
        except NotReadable as refusal:
            raise ValidationError(str(refusal)) from refusal

    def keep(self, *, uploaded_by: Member) -> MemberImport | None:
        """Keep the file to be shown; None when the form now says what is wrong with it."""
        name, text = self.cleaned_data["file"]
        try:
            return keep(text=text, file_name=name, uploaded_by=uploaded_by)
        except NotReadable as refusal:
            self.add_error("file", str(refusal))
            return None
