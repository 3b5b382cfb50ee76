"""Forms of the rules of signing in."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.factors.factors import Factors
from tenant_site.members import ruling
from tenant_site.members.models import Member, Role, SignInRule
from tenant_site.members.ruling import Wish


class ReleaseCodeForm(forms.Form):
    """The six digits that a supervisor tells."""

    code = forms.CharField(
        label=_("Code from your supervisor"),
        max_length=20,
        help_text=_("6 digits."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
    )


class SignInRulesForm(forms.Form):
    """For each role: second factor, and release by a supervisor."""

    def __init__(self, *args: Any, decided_by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decided_by = decided_by
        for role, rule in SignInRule.objects.all().by_role().items():
            self._add(f"{role}_factor", _("Second factor required"), rule.needs_second_factor)
            if role != Role.OWNER:
                label = _("Sign-in released by a supervisor")
                self._add(f"{role}_release", label, rule.needs_release)

    def _add(self, name: str, label: Any, is_set: bool) -> None:  # noqa: FBT001  # a row's value
        self.fields[name] = forms.BooleanField(label=label, required=False, initial=is_set)

    @property
    def roles(self) -> list[tuple[str, list[BoundField]]]:
        """Each role in its words, with its fields."""
        return [
            (str(role.label), [self[name] for name in self.fields if name.startswith(role.value)])
            for role in Role
        ]

    def clean_owner_factor(self) -> bool:
        """Refuse what would shut out the very owner who decides it."""
        wanted = bool(self.cleaned_data["owner_factor"])
        if wanted and not Factors.of(self.decided_by.user).is_on:
            raise forms.ValidationError(
                _("Set up a second factor of your own first; then require it from owners."),
                code="own_first",
            )
        return wanted

    def decide(self) -> list[SignInRule]:
        """Put the rules in force and return those that changed."""
        wishes = [
            Wish(
                role=role,
                second_factor=self.cleaned_data[f"{role.value}_factor"],
                release=self.cleaned_data.get(f"{role.value}_release", False),
            )
            for role in Role
        ]
        return ruling.decide(by=self.decided_by, wishes=wishes)
