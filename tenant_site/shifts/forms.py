"""The form by which the shifts of a book are decided."""

import re
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.shifts.models import ShiftPattern
from tenant_site.shifts.models.pattern import (
    MAX_MINUTES,
    MAX_STARTS,
    USUAL_MINUTES,
    USUAL_STARTS,
    today_here,
)
from tenant_site.shifts.setting import PatternWouldChangeThePast, earliest_day, set_pattern
from tenant_site.shifts.shift_times import evenly, read_starts, write_starts

TWO, THREE, OWN = "2", "3", "own"
KINDS = (
    (TWO, gettext_lazy("Two shifts of 12 hours")),
    (THREE, gettext_lazy("Three shifts of 8 hours")),
    (OWN, gettext_lazy("Own times")),
)


class ShiftPatternForm(forms.Form):
    """When the shifts of a book begin, from which day on."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Shifts"), choices=KINDS, widget=forms.RadioSelect, initial=TWO
    )
    first = forms.TimeField(
        label=gettext_lazy("The first shift begins at"),
        required=False,
        help_text=gettext_lazy("For shifts of 12 or 8 hours; the others follow from it."),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    own = forms.CharField(
        label=gettext_lazy("Own times"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "When each shift begins, for example 06:00 14:30 22:00. The last one of the day lasts "
            "until the first one of the next day."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    takes_effect_on = forms.DateField(
        label=gettext_lazy("Holds from"),
        help_text=gettext_lazy("Shifts before that day keep the times they had."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes to accept a hand-over"),
        min_value=1,
        max_value=MAX_MINUTES,
        help_text=gettext_lazy("After that it is shown to supervisors."),
    )

    def __init__(self, data: Any = None, *, book: Book, decided_by: Member) -> None:
        super().__init__(data)
        self._book, self._by = book, decided_by
        patterns = ShiftPattern.objects.all().of_book(book)
        self.initial.update(_initial(patterns[-1] if patterns else None, earliest_day(book)))

    def clean(self) -> dict[str, Any]:
        """Turn what was chosen into the times of a day."""
        said = self.cleaned_data
        if said.get("kind") == OWN:
            said["starts"] = self._own_starts(said.get("own", ""))
        elif said.get("kind") and "first" in said:
            if said["first"] is None:
                wanted = _("Say when the first shift begins.")
                self.add_error("first", ValidationError(wanted, code="required"))
            else:
                said["starts"] = evenly(said["first"], int(said["kind"]))
        return said

    def _own_starts(self, text: str) -> tuple[time, ...]:
        found = [_time(word) for word in re.split(r"[\s,;]+", text.strip()) if word]
        times = {at for at in found if at is not None}
        if None in found or not times:
            unread = _("Write times like 06:00 or 14:30, with blanks between them.")
            self.add_error("own", ValidationError(unread, code="times"))
        elif len(times) > MAX_STARTS:
            many = _("A day has %(most)d shifts at most.") % {"most": MAX_STARTS}
            self.add_error("own", ValidationError(many, code="many"))
        return tuple(sorted(times))

    def decide(self) -> ShiftPattern | None:
        """Put the pattern in force; None when the form now says why that does not go."""
        said = self.cleaned_data
        try:
            return set_pattern(
                book=self._book,
                by=self._by,
                starts=said["starts"],
                takes_effect_on=said["takes_effect_on"],
                minutes=said["minutes"],
            )
        except PatternWouldChangeThePast:
            first = date_format(earliest_day(self._book))
            past = _("Choose %(day)s or later: shifts that were worked keep their times.")
            wrong = ValidationError(past % {"day": first}, code="past")
            self.add_error("takes_effect_on", wrong)
            return None


def _time(word: str) -> time | None:
    found = re.fullmatch(r"(\d{1,2})[:.h](\d{2})", word, re.ASCII)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def _initial(pattern: ShiftPattern | None, earliest: date) -> dict[str, Any]:
    starts = read_starts(pattern.starts) if pattern else USUAL_STARTS
    even = {count: evenly(starts[0], int(count)) for count in (TWO, THREE)}
    kind = next((count for count, times in even.items() if times == starts), OWN)
    return {
        "kind": kind,
        "first": starts[0],
        "own": write_starts(starts),
        "takes_effect_on": max(earliest, today_here() + timedelta(days=1)),
        "minutes": pattern.accept_within_minutes if pattern else USUAL_MINUTES,
    }
