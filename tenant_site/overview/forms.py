"""Which books and days the figures are of, as the address asks for it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.overview.period import Period

USUAL_DAYS = "30"
DAYS = [
    ("7", _("the last 7 days")),
    (USUAL_DAYS, _("the last 30 days")),
    ("90", _("the last 90 days")),
    ("365", _("the last 365 days")),
]


class FiguresAsked(forms.Form):
    """Book and period; an address that names neither asks for all books and thirty days."""

    book = forms.ChoiceField(label=_("Book"), required=False)
    days = forms.ChoiceField(label=_("Period"), required=False, choices=DAYS)

    def __init__(self, data: Any, *, reader: Member) -> None:
        self.readable = list(Book.objects.readable_by(reader).order_by("name", "code"))
        super().__init__({"days": USUAL_DAYS, **data.dict()})
        field: Any = self.fields["book"]
        field.choices = [("", _("all")), *((book.code, book.name) for book in self.readable)]

    @property
    def status(self) -> int:
        """Say with which status the page is answered: what cannot be asked is refused."""
        return 200 if self.is_valid() else 422

    @property
    def books(self) -> list[Book]:
        """The books that are asked for; all where what was asked cannot be."""
        code = self.cleaned_data.get("book") if self.is_valid() else ""
        return [book for book in self.readable if not code or book.code == code]

    @property
    def period(self) -> Period:
        """The days that are asked for."""
        days = self.cleaned_data.get("days") if self.is_valid() else ""
        return Period.until_today(int(days or USUAL_DAYS))
