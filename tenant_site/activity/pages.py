"""One page of the log: acts newest first, day by day."""

import itertools
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from tenant_site.activity.acts import ACTS, Kind, codes_of
from tenant_site.activity.models import Activity, ActivityQuerySet
from tenant_site.activity.telling import Line, told

ACTS_PER_PAGE = 50


@dataclass(frozen=True)
class Day:
    """The acts of one day of the client's time zone."""

    on: date
    lines: list[Line]


@dataclass(frozen=True)
class LogPage:
    """A page that never shifts: `older` is the row before which the next one continues."""

    days: list[Day]
    older: int | None


def page_of(kind: Kind | None, *, before: int | None) -> LogPage:
    """Return the newest acts, or those before row `before`; with `kind`, of that kind alone."""
    found = list(_of_kind(kind).before(before)[: ACTS_PER_PAGE + 1])
    shown = found[:ACTS_PER_PAGE]
    days = itertools.groupby(shown, key=lambda row: timezone.localdate(row.at))
    return LogPage(
        days=[Day(on=on, lines=[told(row) for row in of_day]) for on, of_day in days],
        older=shown[-1].pk if len(found) > ACTS_PER_PAGE else None,
    )


def _of_kind(kind: Kind | None) -> ActivityQuerySet:
    if kind is None:
        return Activity.objects.all()
    if kind == Kind.OTHER:
        return Activity.objects.all().beyond_acts(ACTS)
    return Activity.objects.all().of_acts(codes_of(kind))
