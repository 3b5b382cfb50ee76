"""The form of what is decided for a book, and the choice of books on the pages."""

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tenant_site import activity
from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.presence.models import MOST_HOURS, PresenceRule
from tenant_site.registers.keys import key_of_name

if TYPE_CHECKING:
    RuleModelForm = forms.ModelForm[PresenceRule]
else:  # Django 5.2 cannot index the class
    RuleModelForm = forms.ModelForm


class PresenceRuleForm(RuleModelForm):
    """How long one may stay who comes in by a book, and of which place it is a gate."""

    class Meta:
        model = PresenceRule
        fields = ["limit_hours", "place"]
        help_texts = {
            "limit_hours": _(
                "Whoever stays longer is shown first. Leave it empty where people live or stay."
            ),
            "place": _(
                "Books with the same place count together: who leaves by one gate is inside by "
                "none. Leave it empty for a post with one book."
            ),
        }
        widgets = {
            "limit_hours": forms.NumberInput(attrs={"min": 1, "max": MOST_HOURS}),
            "place": forms.TextInput(attrs={"autocomplete": "off", "list": "places"}),
        }

    @property
    def known_places(self) -> list[str]:
        """The places that other books name, to be chosen."""
        return list(PresenceRule.objects.named().values_list("place", flat=True).distinct())

    def clean_place(self) -> str:
        """Refuse a name that nothing could be compared with."""
        place = str(self.cleaned_data["place"])
        if place and not key_of_name(place):
            wanted = _("Give the place a name with letters or digits, or leave it empty.")
            raise ValidationError(wanted, code="says_nothing")
        return place

    @transaction.atomic
    def decide(self, *, book: Book, by: Member) -> PresenceRule:
        """Keep what was decided, and note who did."""
        rule: PresenceRule = self.save(commit=False)
        rule.book, rule.place_key = book, key_of_name(rule.place)
        rule.save()
        hours = "–" if rule.limit_hours is None else rule.limit_hours
        activity.note(
            "presence_ruled", by=by, about=book.name, hours=hours, place=rule.place or "–"
        )
        return rule
