"""Files that come in, and what is asked of tables that go out."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenant_site.books.models import Book, Entry
from tenant_site.directory.exporting import ENTRY_COLUMNS
from tenant_site.directory.importing import keep
from tenant_site.directory.kinds import Kind
from tenant_site.directory.models import RegisterImport
from tenant_site.directory.tables import XLSX
from tenant_site.invitations.csv_text import NotReadable, decode
from tenant_site.members.models import Member

MAX_FILE_BYTES = 2 * 2**20
MOST_IN_XLSX = 50_000
FIRST_DAY = date(2000, 1, 1)


class RegisterFileForm(forms.Form):
    """A file of one register."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("From any spreadsheet: “Save as” CSV. 5,000 rows and 2 MB at most."),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )

    def clean_file(self) -> tuple[str, str]:
        """Return the name and the text of the file."""
        upload = self.cleaned_data["file"]
        if upload.size > MAX_FILE_BYTES:
            raise ValidationError(_("The file is larger than 2 MB. Split it."), code="large")
        try:
            return upload.name, decode(upload.read())
        except NotReadable as refusal:
            raise ValidationError(str(refusal), code="unreadable") from refusal

    def keep(self, kind: Kind, *, uploaded_by: Member) -> RegisterImport | None:
        """Keep the file to be shown; None when the form now says what is wrong with it."""
        name, text = self.cleaned_data["file"]
        try:
            return keep(kind, text=text, file_name=name, uploaded_by=uploaded_by)
        except NotReadable as refusal:
            self.add_error("file", ValidationError(str(refusal), code="unreadable"))
            return None


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


class EntriesAsked(forms.Form):
    """Which entries of a book, and what of them."""

    since = _day(
        pgettext_lazy("time", "From"),
        _("By when it occurred. Reports count by the day on which it was recorded."),
    )
    until = _day(pgettext_lazy("time", "To"))
    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        choices=list(ENTRY_COLUMNS.items()),
        initial=[name for name in ENTRY_COLUMNS if name != "seal"],
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse days far away, or in the wrong order."""
        given = self.cleaned_data
        for name in ("since", "until"):
            self._refuse_far_day(name, given.get(name))
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", ValidationError(_("It ends before it begins."), code="order"))
        return given

    def _refuse_far_day(self, name: str, day: date | None) -> None:
        if day and day > timezone.localdate():
            self.add_error(name, ValidationError(_("This day lies in the future."), code="far"))
        elif day and day < FIRST_DAY:
            self.add_error(name, ValidationError(_("This day is too long ago."), code="far"))

    def entries_of(
        self, book: Book, *, ending: str, most: int = MOST_IN_XLSX
    ) -> "QuerySet[Entry] | None":
        """Return the entries that occurred on those days; None when the form now says too many."""
        found: QuerySet[Entry] = book.entries.all()
        if self.cleaned_data["since"]:
            found = found.filter(occurred_at__gte=_midnight(self.cleaned_data["since"]))
        if self.cleaned_data["until"]:
            after = self.cleaned_data["until"] + timedelta(days=1)
            found = found.filter(occurred_at__lt=_midnight(after))
        if ending == XLSX and found.count() > most:
            text = _("These are more than 50,000 entries: choose fewer days, or take them as CSV.")
            self.add_error("since", ValidationError(text, code="many"))
            return None
        return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
