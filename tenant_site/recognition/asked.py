"""Which bans a list shows, as its address asks for it."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.registers.keys import MAX_WORDS, fragments_of
from tenant_site.registers.models import Ban
from tenant_site.registers.models.ban import BanQuerySet


class BansAsked(forms.Form):
    """Words and book; an address that names neither shows what is not over, or all."""

    q = forms.CharField(
        label=_("Name, document or plate"),
        required=False,
        max_length=MAX_WORDS,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    book = forms.ModelChoiceField(
        label=_("Book"),
        queryset=Book.objects.none(),
        required=False,
        to_field_name="code",
        empty_label=_("every one"),
    )
    all = forms.BooleanField(required=False, widget=forms.HiddenInput)
    before = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, reader: Member) -> None:
        super().__init__(data)
        self.reader = reader
        field: Any = self.fields["book"]
        field.queryset = Book.objects.readable_by(reader).order_by("name")
        self.is_valid()

    @property
    def shows_all(self) -> bool:
        """Say whether also bans are shown that ended or were lifted: never to guards."""
        return self.reader.reads_every_book and bool(self.data.get("all"))

    @property
    def narrows(self) -> bool:
        """Say whether less is shown than all of its state."""
        return any(self.cleaned_data.get(name) for name in ("q", "book"))

    @property
    def is_too_short(self) -> bool:
        """Say whether its words are too few to look for anybody."""
        words = self.cleaned_data.get("q") or ""
        return bool(words) and not fragments_of(words)

    @property
    def query(self) -> str:
        """The filters as part of an address."""
        given = {name: self.data.get(name, "") for name in ("q", "book", "all")}
        return urlencode({name: text for name, text in given.items() if text})

    def answer(self) -> BanQuerySet:
        """Return what the reader may see of it: guards what holds in their books now."""
        given = self.cleaned_data
        found = Ban.objects.readable_by(self.reader).called(given.get("q") or "")
        if book := given.get("book"):
            found = found.in_book(book.pk)
        if not self.reader.reads_every_book:
            found = found.in_force()
        elif not self.shows_all:
            found = found.not_over()
        last = Ban.objects.filter(pk=given["before"]).first() if given.get("before") else None
        return found.before(last).for_list()
