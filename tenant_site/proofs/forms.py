"""Where anchors are to be mailed, and a hash that somebody kept."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.mailable import MailField
from accounts.models import normalise_email
from tenant_site.books.models import Book
from tenant_site.books.reading import MAX_SEQ
from tenant_site.members.models import Member
from tenant_site.proofs.comparing import Comparison, compare_alone, compare_entry
from tenant_site.proofs.models import AnchorAddress

MOST_ADDRESSES = 5
LINE = re.compile(r"([a-z0-9-]+)\s*·\s*(\d{1,18})\s*·\s*([0-9a-f]{12,64})(?![0-9a-f])")  # of a mail
HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{12,64}(?![0-9a-f])")  # pages show the first twelve


class AnchorAddressForm(forms.ModelForm):  # type: ignore[type-arg]  # a subscript fails at run time
    """One more address."""

    class Meta:
        model = AnchorAddress
        fields = ("email",)
        field_classes = {"email": MailField}

    def clean_email(self) -> str:
        """Compare addresses as accounts do."""
        return normalise_email(self.cleaned_data["email"]) or ""

    def clean(self) -> None:
        """Refuse more addresses than a letter a day should go to."""
        super().clean()
        if AnchorAddress.objects.count() >= MOST_ADDRESSES:
            said = _("Anchors go to %(most)s addresses at most: remove one first.")
            raise ValidationError(said % {"most": MOST_ADDRESSES}, code="too_many")


class CompareForm(forms.Form):
    """A hash as it stands in a mail or on a report; looked for everywhere without a number.

    A line of a mail names its book and number itself: those count, whatever else was chosen.
    """

    hash = forms.CharField(
        label=gettext_lazy("Hash"),
        max_length=400,
        help_text=gettext_lazy(
            "A whole line of a mail will do: the book, number and hash in it are found."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    book = forms.ModelChoiceField(Book.objects.none(), label=gettext_lazy("Book"), empty_label=None)
    number = forms.IntegerField(
        label=gettext_lazy("Number of the entry"),
        min_value=1,
        max_value=MAX_SEQ,
        required=False,
        help_text=gettext_lazy("Empty where you do not know it, and for the hash of an anchor."),
    )

    def __init__(self, data: Any, *, member: Member) -> None:
        super().__init__(data)
        books = Book.objects.readable_by(member).order_by("name", "code")
        field = self.fields["book"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # for the type checker
        field.queryset = self._books = books
        self._named: tuple[Book, int] | None = None

    def clean_hash(self) -> str:
        """Find the hash in what was pasted.

        Raises:
            ValidationError: there is none, or more than one, or it is of a book that one does
                not read.
        """
        pasted = self.cleaned_data["hash"].lower()
        line = LINE.search(pasted)
        if line and not HASH.search(pasted[line.end() :]):
            code, seq, digits = line.groups()
            self._named = self._book(code), int(seq)
            return str(digits)
        found = HASH.findall(pasted)
        if len(found) != 1:
            said = _("Paste one hash: 64 digits from 0 to 9 and a to f, or at least the first 12.")
            raise ValidationError(said, code="no_hash")
        return str(found[0])

    def compared(self) -> Comparison | None:
        """Return what came of it; None when nothing, or something unreadable, was sent."""
        if not self.is_valid():
            return None
        digits = self.cleaned_data["hash"]
        book, seq = self._named or (self.cleaned_data["book"], self.cleaned_data["number"])
        if seq is None:
            return compare_alone(digits, books=self._books)
        return compare_entry(digits, book=book, seq=seq)

    def _book(self, code: str) -> Book:
        book = next((one for one in self._books if one.code == code), None)
        if book is None:
            said = _("You read no book with the code “%(code)s”: ask somebody who reads it.")
            raise ValidationError(said % {"code": code}, code="no_book")
        return book
