"""Forms of the members: sign-in, and what an owner decides about people."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

import accounts.forms
from accounts.models import User
from accounts.visible import validate_unlinked
from tenancy.context import current_tenant
from tenancy.violations import violated_constraint
from tenant_site import activity
from tenant_site.members.badges import normalise_badge
from tenant_site.members.models import Member, MemberQuerySet, Role
from tenant_site.members.ownership import hold_owners
from tenant_site.members.places import tell_public
from tenant_site.workspace.limits import LimitReached, room_for_members

if TYPE_CHECKING:
    MemberModelForm = forms.ModelForm[Member]
else:  # Django 5.2 cannot index the class
    MemberModelForm = forms.ModelForm


BADGE_TAKEN = "member_badge_is_unique"


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

    def clean_display_name(self) -> str:
        """Refuse a name of which mails would make a link."""
        name = str(self.cleaned_data["display_name"])
        validate_unlinked(name)
        return name

    def add(self) -> Member | None:
        """Make the person and their place here; None when the form now says there is no room."""
        try:
            return self._add()
        except LimitReached as refusal:
            self.add_error(None, ValidationError(refusal.message, code="limit"))
        except IntegrityError as problem:
            self.refuse_badge(problem)
        return None

    def refuse_badge(self, problem: IntegrityError) -> None:
        """Say that somebody got the badge a moment ago; raise any other problem again."""
        if violated_constraint(problem) != BADGE_TAKEN:
            raise problem
        self.add_error("badge", self.instance.unique_error_message(Member, ("badge",)))

    @transaction.atomic
    def _add(self) -> Member:
        """Add them; a PIN, made next, opens the account by this badge alone."""
        room_for_members(current_tenant())
        member = self.save(commit=False)
        member.user = User.objects.create_user(name=member.display_name, must_change_password=True)
        member.save()
        self.save_m2m()
        tell_public(member)
        return member


class MemberChangeForm(MemberForm):
    """What an owner may change later: not their own role, and nobody else's e-mail account."""

    def __init__(self, *args: Any, changed_by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._changed_by = changed_by
        if self.instance.user.email:
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
        except IntegrityError as problem:
            self.refuse_badge(problem)
        return not self.errors

    @transaction.atomic
    def save(self, commit: bool = True) -> Member:  # noqa: FBT001, FBT002  # Django's signature
        """Save the member, and tell in public whether they have a place here.

        Raises:
            LimitReached: they were barred, and the plan holds nobody more.
            OwnerNoMore: whoever changes them is no owner any more.
        """
        hold_owners(self._changed_by)
        if self.instance.is_active and not self.initial["is_active"]:
            room_for_members(current_tenant())
        member = super().save(commit=commit)
        tell_public(member)
        self._note(member)
        return member

    def _note(self, member: Member) -> None:
        """Write into the log what an owner would ask about later."""
        by, about, before = self._changed_by, member.display_name, self.initial
        if "role" in self.changed_data:
            activity.note(
                "role_changed",
                by=by,
                about=about,
                before=Role(before["role"]).label,
                after=member.get_role_display(),
            )
        if "is_active" in self.changed_data:
            reopened = member.is_active
            activity.note(
                "member_reactivated" if reopened else "member_deactivated", by=by, about=about
            )
        if {"display_name", "badge", "books"} & set(self.changed_data):
            activity.note("member_changed", by=by, about=about)


class MembersAsked(forms.Form):
    """Which members are asked for; what makes no sense narrows nothing."""

    STATES = (
        ("", _("All")),
        ("active", _("May sign in")),
        ("never", _("Have never signed in")),
        ("inactive", _("May not sign in")),
    )

    q = forms.CharField(
        label=_("Name, badge or e-mail"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("All roles")), *Role.choices]
    )
    state = forms.ChoiceField(label=_("Access"), required=False, choices=STATES)

    def answer(self, members: MemberQuerySet) -> MemberQuerySet:
        """Keep the members who are asked for."""
        said = self._said
        if said.get("q"):
            members = members.called(said["q"])
        if said.get("role"):
            members = members.filter(role=said["role"])
        return members.in_state(said.get("state", ""))

    @property
    def narrows(self) -> bool:
        """Say whether fewer than all are asked for."""
        return any(self._said.values())

    @property
    def query(self) -> str:
        """Return what is asked as a part of an address, for the other pages of the list."""
        return urlencode({key: value for key, value in self._said.items() if value})

    @property
    def _said(self) -> dict[str, str]:
        self.is_valid()
        return self.cleaned_data
