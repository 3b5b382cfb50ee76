"""What a report may be asked of: days, a hand-over, an entry."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.books.models import Book
from tenant_site.books.reading import MAX_SEQ
from tenant_site.members.models import Member
from tenant_site.reports import issuing
from tenant_site.reports.contents import short
from tenant_site.reports.models import MOST_ENTRIES, Kind, Report
from tenant_site.reports.subjects import NotToReport
from tenant_site.shifts.models import Handover

HANDOVERS_OFFERED = 30
FIRST_YEAR = date(2000, 1, 1)


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """Return a field for a day, picked by what the browser has."""
    widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


class ReportForm(forms.Form):
    """What all kinds have in common: asked of a book, issued by somebody."""

    kind: Kind

    def __init__(self, data: Any = None, *, book: Book, **given: Any) -> None:
        super().__init__(data, prefix=self.kind.value, **given)
        self.book = book

    def issue(self, *, by: Member, address_of: issuing.AddressOf) -> Report | None:
        """Issue what is asked; None, and the reason in the form, when there is no such report."""
        try:
            return self._issue(by=by, address_of=address_of)
        except NotToReport as refusal:
            self.add_error(None, forms.ValidationError(refused(refusal), code=refusal.code))
            return None

    def _issue(self, *, by: Member, address_of: issuing.AddressOf) -> Report:
        raise NotImplementedError


class ActivityForm(ReportForm):
    """Everything that was recorded on a day, or on some days one after the other."""

    kind = Kind.ACTIVITY
    first = day_field(gettext_lazy("Day"))
    last = day_field(gettext_lazy("To, if it is several days"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse days that are not there yet, or the wrong way round."""
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last") or said.get("first")
        if first:
            _refuse_far_day(self, "first", first)
        if said.get("last"):
            _refuse_far_day(self, "last", said["last"])
        if first and last and last < first:
            self.add_error("last", forms.ValidationError(_("It ends before it begins.")))
        return said

    def _issue(self, *, by: Member, address_of: issuing.AddressOf) -> Report:
        first = self.cleaned_data["first"]
        last = self.cleaned_data["last"] or first
        return issuing.issue_days(
            kind=self.kind, book=self.book, first=first, last=last, by=by, address_of=address_of
        )


class NothingForm(ReportForm):
    """That nothing was to report on a day."""

    kind = Kind.NOTHING
    on = day_field(gettext_lazy("Day"))

    def clean_on(self) -> date:
        """Refuse a day that is not over: something may still happen."""
        on: date = self.cleaned_data["on"]
        _refuse_far_day(self, "on", on)
        if on >= timezone.localdate():
            raise forms.ValidationError(
                _("This day is not over. The certificate can be issued from midnight on.")
            )
        return on

    def _issue(self, *, by: Member, address_of: issuing.AddressOf) -> Report:
        on = self.cleaned_data["on"]
        return issuing.issue_days(
            kind=self.kind, book=self.book, first=on, last=on, by=by, address_of=address_of
        )


class HandoverForm(ReportForm):
    """A hand-over with the entries of its window."""

    kind = Kind.HANDOVER
    seq = forms.TypedChoiceField(label=gettext_lazy("Hand-over"), coerce=int)

    def __init__(self, data: Any = None, *, book: Book, asked: int | None = None) -> None:
        super().__init__(data, book=book, initial={"seq": asked})
        field = self.fields["seq"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  # for the type checker
        rows = Handover.objects.filter(book=book).select_related("entry").order_by("-to_seq")
        found = list(rows[:HANDOVERS_OFFERED])
        if asked is not None and asked not in {one.to_seq for one in found}:
            found += rows.filter(to_seq=asked)
        field.choices = [(one.to_seq, _handover_words(one)) for one in found]
        self.is_offered = bool(found)

    def _issue(self, *, by: Member, address_of: issuing.AddressOf) -> Report:
        seq = self.cleaned_data["seq"]
        return issuing.issue_handover(book=self.book, seq=seq, by=by, address_of=address_of)


class EntryForm(ReportForm):
    """One entry by its number."""

    kind = Kind.ENTRY
    seq = forms.IntegerField(
        label=gettext_lazy("Number of the entry"), min_value=1, max_value=MAX_SEQ
    )

    def _issue(self, *, by: Member, address_of: issuing.AddressOf) -> Report:
        seq = self.cleaned_data["seq"]
        return issuing.issue_entry(book=self.book, seq=seq, by=by, address_of=address_of)


def refused(refusal: NotToReport) -> str:
    """Return in a sentence why there is no such report, and what to do instead."""
    said: dict[str, Callable[[], str]] = {
        "nothing_written": lambda: _("Nothing was written in this book on those days."),
        "too_much": lambda: _(
            "%(count)d entries are more than a paper holds (%(most)d). Choose fewer days; the "
            "whole book leaves with its proof on the page “Integrity”."
        ),
        "too_much_later": lambda: _(
            "%(count)d later entries are about it, late ones or corrections, and a paper holds "
            "%(most)d of them. Choose fewer days; the whole book leaves with its proof on the page "
            "“Integrity”."
        ),
        "no_handover": lambda: _("This book has no such hand-over."),
        "no_entry": lambda: _("This book has no entry with that number."),
        "something_to_report": lambda: _(
            "Entry %(seq)d stands in the way: it is not “nothing to report”. Issue an activity "
            "report of that day instead."
        ),
    }
    told = said[refusal.code]()
    return told % {"count": refusal.seq, "seq": refusal.seq, "most": MOST_ENTRIES}


def _handover_words(handover: Handover) -> str:
    numbers = {"first": handover.from_seq, "last": handover.to_seq}
    return f"{_('Entries %(first)s to %(last)s') % numbers} · {short(handover.closed_at)}"


def _refuse_far_day(form: forms.Form, name: str, day: date) -> None:
    if day > timezone.localdate():
        form.add_error(name, forms.ValidationError(_("This day lies in the future.")))
    if day < FIRST_YEAR:
        form.add_error(name, forms.ValidationError(_("This day is too long ago.")))
