"""Which passes a list shows, as its address asks for it."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from tenant_site.books.models import Book
from tenant_site.books.reading import MAX_SEQ
from tenant_site.members.models import Member
from tenant_site.passes.models import Pass, PassQuerySet, wall_now
from tenant_site.registers.keys import MAX_WORDS, fragments_of

VALID, TO_COME, ENDED, ALL = "valid", "to_come", "ended", "all"
STATES = (
    ("", _("valid now or later")),
    (VALID, _("valid now")),
    (TO_COME, _("not now, but later")),
    (ENDED, _("over or revoked")),
    (ALL, _("all")),
)


class PassesAsked(forms.Form):
    """Words, state and book; an address that names none of them shows what is not over."""

    q = forms.CharField(
        label=_("Name, document or plate"),
        required=False,
        max_length=MAX_WORDS,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    book = forms.ModelChoiceField(
        label=_("Book"),
        queryset=Book.objects.none(),
        required=False,
        to_field_name="code",
        empty_label=_("every one"),
    )
    before = forms.IntegerField(
        required=False, min_value=1, max_value=MAX_SEQ, widget=forms.HiddenInput
    )

    def __init__(self, data: Any, *, reader: Member) -> None:
        super().__init__(data)
        self.reader = reader
        field: Any = self.fields["book"]
        field.queryset = Book.objects.readable_by(reader).order_by("name")
        self.is_valid()

    @property
    def narrows(self) -> bool:
        """Say whether less is shown than all that is not over."""
        return any(self.cleaned_data.get(name) for name in ("q", "state", "book"))

    @property
    def is_too_short(self) -> bool:
        """Say whether its words are too few to look for anybody."""
        words = self.cleaned_data.get("q") or ""
        return bool(words) and not fragments_of(words)

    @property
    def query(self) -> str:
        """The filters as part of an address."""
        given = {name: self.data.get(name, "") for name in ("q", "state", "book")}
        return urlencode({name: text for name, text in given.items() if text})

    def answer(self) -> PassQuerySet:
        """Return what the reader may see of it; a filter that means nothing filters nothing."""
        given, wall = self.cleaned_data, wall_now()
        found = Pass.objects.readable_by(self.reader).called(given.get("q") or "")
        if book := given.get("book"):
            found = found.in_book(book.pk)
        match given.get("state"):
            case "valid":
                found = found.valid_at(wall)
            case "to_come":
                found = found.to_come(wall)
            case "ended":
                found = found.ended(wall)
            case "all":
                pass
            case _:
                found = found.standing(wall)
        return found.before(given.get("before")).for_list(wall)
