"""What is decided about visits: who may come and when, and that they may not after all."""

from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tenant_site.passes.giving import Allowed, PassRevoked, give_pass, revoke_pass
from tenant_site.passes.hours import EVERY_DAY, Hours
from tenant_site.passes.models import (
    FIRST_DAY,
    LAST_DAY,
    MAX_VISITS,
    Pass,
    PassRevocation,
    wall_now,
)
from tenant_site.passes.words import ON_DAYS
from tenant_site.registers.subject_form import ReasonField, SubjectForm, typed

ONCE, AGAIN = "once", "again"
KINDS = ((ONCE, _("On one day")), (AGAIN, _("On several days")))


def _day(label: Any, **given: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **given)


def _time(label: Any, **given: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, widget=widget, required=False, **given)


class PassForm(SubjectForm):
    """Who may come, where, when, to whom and why."""

    one_at_a_time = _("A pass is of a vehicle or of a person: give two where both are meant.")

    name = typed(
        _("Name"),
        help_text=_(
            "Of the person. Without a document, guards are told of the pass when they type this "
            "name beside any document, and to compare."
        ),
    )
    visits = typed(
        _("Whom they visit"),
        required=True,
        max_length=MAX_VISITS,
        help_text=_("A person, a flat, a department: whom the guard calls."),
    )
    reason = ReasonField(help_text=_("Guards read it: what they come for."))
    book: "forms.ModelChoiceField[Book]" = forms.ModelChoiceField(
        label=_("Where"),
        queryset=Book.objects.none(),
        required=False,
        empty_label=_("Everywhere: all books"),
    )
    kind = forms.ChoiceField(
        label=_("Visits"), choices=KINDS, widget=forms.RadioSelect, initial=ONCE
    )
    first_on = _day(_("First day"))
    last_on = _day(
        _("Last day"),
        required=False,
        help_text=_("For several days. Without one the pass holds until it is revoked."),
    )
    week_days = forms.TypedMultipleChoiceField(
        label=_("On which days of the week"),
        choices=list(enumerate(ON_DAYS)),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For several days. Mark none for every day."),
    )
    from_time = _time(
        pgettext_lazy("time", "From"), help_text=_("Leave both times empty for the whole day.")
    )
    until_time = _time(_("Until"), help_text=_("An earlier time than “From” is the next morning."))

    def __init__(self, data: Any = None, *, by: Member) -> None:
        super().__init__(data)
        self.by = by
        field: Any = self.fields["book"]
        field.queryset = Book.objects.readable_by(by).filter(is_open=True).order_by("name")
        self.initial["first_on"] = wall_now().date()

    def clean_first_on(self) -> date:
        """Refuse a day of another century."""
        return _of_our_time(self.cleaned_data["first_on"])

    def clean_last_on(self) -> date | None:
        """Refuse a day of another century."""
        day: date | None = self.cleaned_data["last_on"]
        return _of_our_time(day) if day else None

    def clean(self) -> dict[str, Any]:
        """Turn days and times into hours that somebody can still come in."""
        given = super().clean()
        self._want_both_times()
        self._want_one_kind()
        if not self.errors:
            given["hours"] = hours = self._hours()
            if hours.last_on is not None and hours.last_on < hours.first_on:
                self._refuse("last_on", "order", _("The last day is before the first one."))
            elif (trimmed := hours.trimmed()) is None:
                text = _("None of these days of the week lies between the first and the last day.")
                self._refuse("week_days", "no_day", text)
            elif trimmed.is_over(wall_now()):
                text = _("All of this has passed.")
                self._refuse("last_on" if given["last_on"] else "first_on", "past", text)
        return given

    def _want_both_times(self) -> None:
        given = self.cleaned_data
        if {"from_time", "until_time"} <= given.keys():
            missing = [name for name in ("from_time", "until_time") if given[name] is None]
            if len(missing) == 1:
                text = _("Give both times, or neither for the whole day.")
                self._refuse(missing[0], "half", text)

    def _want_one_kind(self) -> None:
        given = self.cleaned_data
        text = _("This is for several days: choose “On several days”, or leave it empty.")
        if given.get("kind") == ONCE:
            if given.get("last_on") not in {None, given.get("first_on")}:
                self._refuse("last_on", "once", text)
            if given.get("week_days"):
                self._refuse("week_days", "once", text)

    def _hours(self) -> Hours:
        given = self.cleaned_data
        return Hours(
            given["first_on"],
            given["first_on"] if given["kind"] == ONCE else given["last_on"],
            given["from_time"] or time(0),
            given["until_time"] or time(0),
            tuple(given["week_days"]) or EVERY_DAY,
        )

    def _refuse(self, field: str, code: str, text: Any) -> None:
        self.add_error(field, ValidationError(text, code=code))

    def give(self) -> Pass:
        """Write the pass."""
        given = self.cleaned_data
        return give_pass(
            to=Allowed(given["plate"], given["document"], given["name"]),
            hours=given["hours"],
            reason=given["reason"],
            visits=given["visits"],
            book_id=given["book"].pk if given["book"] else None,
            by=self.by,
        )


class PassRevokeForm(forms.Form):
    """Why somebody may not come after all."""

    reason = ReasonField(label=_("Why it is revoked"))

    def revoke(self, given: Pass, *, by: Member) -> PassRevocation | None:
        """Take the pass back; None when the form now says that somebody else did."""
        try:
            return revoke_pass(given, by=by, **self.cleaned_data)
        except PassRevoked:
            text = _("Somebody else revoked this pass a moment ago.")
            self.add_error(None, ValidationError(text, code="revoked"))
            return None


def _of_our_time(day: date) -> date:
    if FIRST_DAY <= day <= LAST_DAY:
        return day
    raise ValidationError(_("Look at the year again."), code="year")
