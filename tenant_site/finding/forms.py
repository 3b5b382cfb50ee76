"""The box and its selects, and the name of a search that is kept."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tenancy.violations import violated_constraint
from tenant_site.finding.chips import Wrong, parse
from tenant_site.finding.meaning import Question, meaning_of
from tenant_site.finding.models import MAX_QUERY_LENGTH, MOST_KEPT, SavedSearch
from tenant_site.finding.reach import Choice, Reach
from tenant_site.members.models import Member

SELECTS = ("type", "book", "author", "severity")
GONE = _(
    "what was chosen is gone, or you may not read it any more. Choose another one, or search "
    "again without it."
)


class SearchForm(forms.Form):
    """What is asked; `question` is it, with all that cannot be meant."""

    q = forms.CharField(
        label=_("Words and filters"),
        required=False,
        max_length=400,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "autocapitalize": "none"}
        ),
    )
    type = forms.ChoiceField(label=_("Type"), required=False)
    book = forms.ChoiceField(label=_("Book"), required=False)
    author = forms.ChoiceField(label=_("Written by"), required=False)
    severity = forms.ChoiceField(label=_("Severity"), required=False)
    since = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, data: Any, *, reach: Reach) -> None:
        super().__init__(data)
        self.reach = reach
        for name in SELECTS:
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type checker
            offered = [(one.key, one.label) for one in reach.choices(name)]
            field.choices = [("", _("all")), *offered]
            field.error_messages["invalid_choice"] = GONE

    @cached_property
    def question(self) -> Question:
        """Return what is asked, as far as it can be meant."""
        self.is_valid()
        said = self.cleaned_data
        chosen = {name: self._chosen(name) for name in SELECTS}
        bounds = {"since": said.get("since"), "until": said.get("until")}
        return meaning_of(parse(said.get("q", "")), chosen, **bounds, reach=self.reach)

    @property
    def wrong(self) -> Sequence[Wrong]:
        """Every sentence on what cannot be meant."""
        of_fields = [
            Wrong(f"{self.fields[name].label}: {sentence}")
            for name, sentences in self.errors.items()
            for sentence in sentences
        ]
        return [*of_fields, *self.question.wrong]

    @property
    def status(self) -> int:
        """The status of the answer."""
        return 422 if self.wrong else 200

    @property
    def query(self) -> str:
        """What is asked, as part of an address."""
        return self.query_with(self.data.get("q", ""))

    @property
    def selects_narrow(self) -> bool:
        """Say whether anything is asked beside the box."""
        return any(self.data.get(name) for name in self.fields if name != "q")

    def query_with(self, box: str) -> str:
        """Return the part of an address with another text in the box."""
        given = {name: self.data.get(name, "") for name in self.fields} | {"q": box}
        return urlencode({name: text for name, text in given.items() if text})

    @property
    def ways_out(self) -> list[tuple[str, str]]:
        """Each sentence on what cannot be meant, and the address of what could be instead."""
        return [
            (one.sentence, self.query_with(one.instead) if one.instead else "")
            for one in self.wrong
        ]

    def _chosen(self, name: str) -> Choice | None:
        key = self.cleaned_data.get(name)
        return next((one for one in self.reach.choices(name) if one.key == key and key), None)


class SaveForm(forms.ModelForm):  # type: ignore[type-arg]  # needs a patch of Django at run time
    """The name under which a search is kept."""

    query = forms.CharField(max_length=MAX_QUERY_LENGTH, widget=forms.HiddenInput)

    class Meta:
        model = SavedSearch
        fields = ("name", "query")

    def keep(self, *, member: Member) -> SavedSearch | None:
        """Keep the search; None, and a sentence, where the name is taken or enough are kept."""
        if SavedSearch.objects.of(member).kept().count() >= MOST_KEPT:
            sentence = _("You keep %(most)d searches already: remove one first.")
            told = {"most": MOST_KEPT}
            self.add_error(None, ValidationError(sentence, code="too_many", params=told))
            return None
        self.instance.member_id = member.pk
        try:
            with transaction.atomic():
                kept: SavedSearch = self.save()
                return kept
        except IntegrityError as problem:
            if violated_constraint(problem) != "saved_search_name_is_unique":
                raise
            sentence = _("You keep a search of this name already.")
            self.add_error("name", ValidationError(sentence, code="taken"))
            return None
