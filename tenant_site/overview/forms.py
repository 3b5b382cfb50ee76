"""Which books and days the figures are of, as the address asks for it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.overview.period import Period

USUAL_DAYS = "30"
EARLIEST, MOST_DAYS = date(2000, 1, 1), timedelta(days=731)
DAYS = [
    ("7", _("the last 7 days")),
    (USUAL_DAYS, _("the last 30 days")),
    ("90", _("the last 90 days")),
    ("365", _("the last 365 days")),
]


class FiguresAsked(forms.Form):
    """Book and period; an address that names neither asks for all books and thirty days.

    Days that are named stand before the period: since one until today, or a period until one.
    """

    book = forms.ChoiceField(label=_("Book"), required=False)
    days = forms.ChoiceField(label=_("Period"), required=False, choices=DAYS)
    since = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

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
        said = self.cleaned_data if self.is_valid() else {}
        if said.get("since") or said.get("until"):
            return Period.between(*self._named(said))
        return Period.until_today(int(said.get("days") or USUAL_DAYS))

    def clean(self) -> dict[str, Any]:
        """Refuse days that end before they begin or after today, or that are too many."""
        said: dict[str, Any] = self.cleaned_data
        first, last = self._named(said)
        if not (EARLIEST <= first <= last <= timezone.localdate() and last - first < MOST_DAYS):
            raise ValidationError(_("There is no such period."), code="no_period")
        return said

    def _named(self, said: dict[str, Any]) -> tuple[date, date]:
        """Return the first and the last day."""
        last = said.get("until") or timezone.localdate()
        days = timedelta(days=int(said.get("days") or USUAL_DAYS) - 1)
        first = last - days if last >= EARLIEST + days else EARLIEST
        return said.get("since") or first, last
