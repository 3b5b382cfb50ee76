"""Which follow-ups a list shows, as its address asks for it."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenant_site.books.models import Book
from tenant_site.matters.models import FollowUp, FollowUpQuerySet
from tenant_site.members.models import Member


class Whose(models.TextChoices):
    """By whom the list is filtered."""

    MINE = "mine", _("mine")
    NOBODYS = "nobody", _("nobody's yet")


class State(models.TextChoices):
    """By what state the list is filtered; without one it shows what is open."""

    OVERDUE = "overdue", _("overdue")
    DONE = "done", _("done")


class FollowUpsAsked(forms.Form):
    """Book, person and state; an address that names none of them shows all that is open."""

    book = forms.ModelChoiceField(
        label=_("Book"),
        queryset=Book.objects.none(),
        required=False,
        to_field_name="code",
        empty_label=_("all"),
    )
    whose = forms.ChoiceField(
        label=_("Whose"), required=False, choices=[("", _("everybody's")), *Whose.choices]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("open")), *State.choices]
    )

    def __init__(self, data: Any, *, reader: Member) -> None:
        super().__init__(data)
        self.reader = reader
        field = self.fields["book"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # for the type checker
        field.queryset = Book.objects.readable_by(reader).order_by("name")

    @property
    def narrows(self) -> bool:
        """Say whether less is shown than all that is open."""
        return any(self._given(name) for name in self.fields)

    @property
    def query(self) -> str:
        """The filters as part of an address."""
        given = {name: self.data.get(name, "") for name in self.fields}
        return urlencode({name: text for name, text in given.items() if text})

    def answer(self) -> FollowUpQuerySet:
        """Return what the reader may see of it; a filter that means nothing filters nothing."""
        found = FollowUp.objects.readable_by(self.reader).for_list()
        if book := self._given("book"):
            found = found.in_book(book)
        if whose := self._given("whose"):
            found = found.filter(assigned_to=self.reader if whose == Whose.MINE else None)
        if self._given("state") == State.DONE:
            return found.done().order_by("-closed_at", "-pk")
        return found.overdue() if self._given("state") == State.OVERDUE else found.open()

    def _given(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)
