"""Issue further versions with nobody's asking: once an entry is corrected, and by night."""

import logging
from collections.abc import Iterator
from functools import partial
from itertools import islice

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tenancy.context import current_tenant
from tenancy.threads import run_beside
from tenant_site.books.models import Entry
from tenant_site.reports.issuing import issue_again
from tenant_site.reports.models import RefusedVersion, Report, ReportQuerySet
from tenant_site.reports.moments import head_of
from tenant_site.reports.outdated import reasons_of
from tenant_site.reports.subjects import NotToReport

logger = logging.getLogger(__name__)
MOST_AT_ONCE, LOOKED_AT_ONCE = 100, 200


class SomeNotReissued(Exception):
    """Some reports are outdated and were not issued again; the log says why."""


def follow(annulled: Entry) -> None:
    """Issue again what shows `annulled`, beside the request, once this is committed.

    Were the process to end meanwhile, `reissue_daily` does it.
    """
    work = partial(_reissue_showing, annulled)
    begin = partial(run_beside, work, name=f"reissue-{annulled.pk}")
    transaction.on_commit(begin, robust=True)


def reissue_daily() -> str:
    """Issue again what something was written about since, and say how many reports that were.

    Those that wait longest come first; what is more than a night's is left. One that cannot be
    issued again says so on its page, and is not tried before something else was written about it.

    Raises:
        SomeNotReissued: some failed; all others were tried.
    """
    count = _reissue(Report.objects.newest_versions())
    return f"{count} report{'' if count == 1 else 's'} issued again" if count else ""


def _reissue_showing(entry: Entry) -> None:
    try:
        _reissue(Report.objects.showing(entry).newest_versions())
    except Exception:  # nobody waits for this thread
        logger.exception("What shows entry %s is outdated until `daily` runs.", entry)


def _reissue(reports: ReportQuerySet) -> int:
    count, failed = 0, list[str]()
    for report in islice(_outdated(reports), MOST_AT_ONCE):
        try:
            count += _reissue_one(report)
        except Exception:
            logger.exception("The report %s could not be issued again.", report)
            failed.append(str(report))
    if failed:
        raise SomeNotReissued(", ".join(failed))
    return count


def _outdated(reports: ReportQuerySet) -> Iterator[Report]:
    ids = list(reports.order_by("issued_at", "pk").values_list("pk", flat=True))
    for at in range(0, len(ids), LOOKED_AT_ONCE):
        reasons = reasons_of(ids[at : at + LOOKED_AT_ONCE], anew=True)
        found = Report.objects.filter(pk__in=reasons).select_related("book")
        yield from found.order_by("issued_at", "pk")


def _reissue_one(report: Report) -> bool:
    """Say whether a further version was issued; where there can be none, keep why."""
    known = head_of(report.book)
    try:
        return issue_again(report=report, by=None, address_of=_address_of).pk != report.pk
    except NotToReport as refusal:
        RefusedVersion.objects.update_or_create(
            report=report,
            defaults={
                "code": refusal.code,
                "seq": refusal.seq,
                "known_seq": known,
                "refused_at": timezone.now(),
            },
        )
        return False


def _address_of(token: str) -> str:
    """Return where a report is confirmed: at the main address, for nobody has asked by another."""
    path = reverse("report_confirm", args=[token], urlconf="tenant_site.reports.urls")
    return f"{getattr(current_tenant(), 'url', '')}{path}"
