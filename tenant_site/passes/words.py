"""The hours of a pass in words: on which days, from when until when, between which days."""

from datetime import date, datetime, time

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from tenant_site.passes.hours import EVERY_DAY, FOR_EVER, ONE_DAY, Hours

ON_DAYS = (
    gettext_lazy("Mondays"),
    gettext_lazy("Tuesdays"),
    gettext_lazy("Wednesdays"),
    gettext_lazy("Thursdays"),
    gettext_lazy("Fridays"),
    gettext_lazy("Saturdays"),
    gettext_lazy("Sundays"),
)
IN_A_ROW = (
    pgettext_lazy("in a row of days", "Monday"),
    pgettext_lazy("in a row of days", "Tuesday"),
    pgettext_lazy("in a row of days", "Wednesday"),
    pgettext_lazy("in a row of days", "Thursday"),
    pgettext_lazy("in a row of days", "Friday"),
    pgettext_lazy("in a row of days", "Saturday"),
    pgettext_lazy("in a row of days", "Sunday"),
)
LEAST_IN_A_ROW = 3


def in_words(hours: Hours) -> str:
    """Return it as a part of a sentence: “on Mondays, 08:00–17:00, from … to …”."""
    if hours.first_on == hours.last_on:
        on = _("on %(day)s") % {"day": _day(hours.first_on)}
        return f"{on}, {_times(hours)}"
    days = [] if set(hours.week_days) == set(EVERY_DAY) else [_days_of_week(hours.week_days)]
    if hours.month_days:
        days.append(_days_of_month(hours.month_days))
    return ", ".join([*(days or [_("every day")]), _times(hours), _span(hours)])


def until_in_words(end: datetime, wall: datetime) -> str:
    """Return until when something is open that is open at `wall`."""
    if end == FOR_EVER:
        return _("until it is revoked")
    if end.time() == time(0) and end.date() != wall.date() + ONE_DAY:
        return _("until the end of %(day)s") % {"day": _day(end.date() - ONE_DAY)}
    at = f"{end:%H:%M}"
    if end.date() == wall.date():
        return _("until %(time)s") % {"time": at}
    if end.time() == time(0):
        return _("until midnight")
    if end.date() == wall.date() + ONE_DAY:
        return _("until tomorrow at %(time)s") % {"time": at}
    return _("until %(day)s at %(time)s") % {"day": _day(end.date()), "time": at}


def _times(hours: Hours) -> str:
    if hours.is_whole_days:
        return _("all day")
    span = f"{hours.from_time:%H:%M}–{hours.until_time:%H:%M}"
    if hours.is_overnight and hours.until_time != time(0):
        return _("%(span)s of the next day") % {"span": span}
    return span


def _span(hours: Hours) -> str:
    first = _day(hours.first_on)
    if hours.last_on is None:
        return _("from %(first)s on") % {"first": first}
    return _("from %(first)s to %(last)s") % {"first": first, "last": _day(hours.last_on)}


def _days_of_week(days: tuple[int, ...]) -> str:
    first, last = min(days), max(days)
    if last - first + 1 == len(set(days)) >= LEAST_IN_A_ROW:
        names = {"first": IN_A_ROW[first], "last": IN_A_ROW[last]}
        return pgettext("in a row of days", "from %(first)s to %(last)s") % names
    named = get_text_list([str(ON_DAYS[day]) for day in sorted(set(days))], _("and"))
    return _("on %(days)s") % {"days": named}


def _days_of_month(days: tuple[int, ...]) -> str:
    text = ngettext("on day %(days)s of the month", "on days %(days)s of the month", len(days))
    return text % {"days": get_text_list([str(day) for day in days], _("and"))}


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
