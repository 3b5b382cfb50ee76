"""Forms of the members: sign-in, and what an owner decides about people."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

import accounts.forms
from accounts.models import User
from tenancy.context import current_tenant
from tenant_site.members.badges import normalise_badge
from tenant_site.members.models import Member
from tenant_site.members.places import tell_public
from tenant_site.workspace.limits import LimitReached, room_for_members

if TYPE_CHECKING:
    MemberModelForm = forms.ModelForm[Member]
else:  # Django 5.2 cannot index the class
    MemberModelForm = forms.ModelForm


class SignInForm(accounts.forms.SignInForm):
    """One form for e-mail and badge."""

    refusal = _("These are not the badge or e-mail and password of a member.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["identifier"].label = _("Badge or e-mail")


class BadgeField(forms.CharField):
    """A badge, kept in the one spelling under which it is compared."""

    def clean(self, value: Any) -> str:
        """Return the badge normalised."""
        return normalise_badge(super().clean(value))


class MemberForm(MemberModelForm):
    """What an owner decides about a member."""

    badge = BadgeField(
        label=_("Badge"),
        max_length=20,
        help_text=_("The number or code with which this person signs in."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    password = forms.CharField(
        label=_("First password"),
        strip=False,
        max_length=256,
        help_text=_("At least 10 characters. Tell the person; they can change it after sign-in."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Member
        fields = ["display_name", "badge", "role", "books"]
        widgets = {
            "books": forms.CheckboxSelectMultiple,
            "display_name": forms.TextInput(attrs={"autocomplete": "off"}),
        }
        help_texts = {
            "books": _("For guards: the books they read and write. Other roles see every book."),
        }

    def clean_password(self) -> str:
        """Refuse a password that is easily guessed."""
        password: str = self.cleaned_data["password"]
        if password:
            name = self.data.get("display_name", "")
            validate_password(password, User(name=name))
        return password

    def add(self) -> Member | None:
        """Make the person and their place here; None when the form now says there is no room."""
        try:
            return self._add()
        except LimitReached as refusal:
            self.add_error(None, ValidationError(refusal.message, code="limit"))
            return None

    @transaction.atomic
    def _add(self) -> Member:
        """Add them; the account exists by this badge alone."""
        room_for_members(current_tenant())
        member = self.save(commit=False)
        member.user = User.objects.create_user(
            password=self.cleaned_data["password"], name=member.display_name
        )
        member.save()
        self.save_m2m()
        tell_public(member)
        return member


class MemberChangeForm(MemberForm):
    """What an owner may change later: not their own role, and nobody else's e-mail account."""

    def __init__(self, *args: Any, changed_by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = False
        self.fields["password"].label = _("New password")
        self.fields["password"].help_text = _("Leave empty to keep the present one.")
        if self.instance.user.email:
            del self.fields["password"]
            self.fields["badge"].required = False
        if self.instance == changed_by:
            for name in ("role", "is_active"):
                self.fields[name].disabled = True

    class Meta(MemberForm.Meta):
        fields = ["display_name", "badge", "role", "books", "is_active"]

    def clean_badge(self) -> str | None:
        """Keep "no badge" as NULL, which many members may have."""
        return self.cleaned_data["badge"] or None

    def change(self) -> bool:
        """Save the member; False when the form now says that nobody more may come in."""
        try:
            self.save()
        except LimitReached as refusal:
            self.add_error("is_active", ValidationError(refusal.message, code="limit"))
            return False
        return True

    @transaction.atomic
    def save(self, commit: bool = True) -> Member:  # noqa: FBT001, FBT002  # Django's signature
        """Save the member; a new password ends every session of that person.

        Raises:
            LimitReached: they were barred, and the plan holds nobody more.
        """
        if self.instance.is_active and not self.initial["is_active"]:
            room_for_members(current_tenant())
        member = super().save(commit=commit)
        tell_public(member)
        if self.cleaned_data.get("password"):
            member.user.set_password(self.cleaned_data["password"])
            member.user.save(update_fields=["password"])
        return member
